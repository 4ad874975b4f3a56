"""Progress of adding files, with an estimate of the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far adding has come."""

    source: str
    """The file's path or name."""
    stage: str
    """"read", "embed" or "index"."""
    done: int
    """Of ``total``, in this stage."""
    total: int
    """0 when it is not known yet."""
    file: int = 1
    """Which of the files, from 1."""
    files: int = 1
    """How many there are."""
    seconds_left: float | None = None
    """Estimated time until all files are added; None while there is nothing to estimate from."""


Report = Callable[[Progress], None]


class Workload:
    """Files to be added, and how fast they go.

    The estimate assumes that time grows with a file's bytes. Files that the library has already
    count for nothing.

    >>> work = Workload([100, 300], clock=iter([0.0, 5.0, 8.0]).__next__)
    >>> work.begin(0)
    >>> work.seconds_left(0.5)  # 50 bytes took 5 s; 350 are left
    35.0
    >>> work.end(encoded=False)
    >>> work.seconds_left(0.0) is None
    True
    """

    def __init__(self, sizes: Sequence[int], clock: Callable[[], float] = time.monotonic) -> None:
        """``sizes``: bytes of each file."""
        self._sizes = sizes
        self._clock = clock
        self._bytes = 0.0
        self._seconds = 0.0
        self._file: int | None = None
        self._begun = 0.0

    def __len__(self) -> int:
        return len(self._sizes)

    def begin(self, file: int) -> None:
        """Start the clock of a file, by its place from 0."""
        self._file = file
        self._begun = self._clock()

    def end(self, *, encoded: bool) -> None:
        """Stop it; ``encoded``: the file was not in the library before."""
        if encoded and self._file is not None:
            self._bytes += self._sizes[self._file]
            self._seconds += self._clock() - self._begun
        self._file = None

    def seconds_left(self, share: float) -> float | None:
        """The time left for all files, when ``share`` (0 to 1) of the current one is done."""
        if self._file is None:
            return None
        size = self._sizes[self._file]
        done = self._bytes + share * size
        if not done:
            return None
        spent = self._seconds + self._clock() - self._begun
        left = (1 - share) * size + sum(self._sizes[self._file + 1 :])
        return spent / done * left


@dataclass(frozen=True, slots=True)
class Reporter:
    """Reports the progress of one file of several."""

    report: Report | None
    """Is called with each step; None for nobody."""
    source: str
    """The file's path or name."""
    work: Workload
    file: int = 1
    """Which of the files, from 1."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self.report is None:
            return
        share = {"read": 0.0, "index": 1.0}.get(stage, done / total if total else 0.0)
        left = self.work.seconds_left(share)
        self.report(Progress(self.source, stage, done, total, self.file, len(self.work), left))
