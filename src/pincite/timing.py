"""How long each step took, in milliseconds, under the step's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """Sums up the time of named steps.

    >>> clock = Clock()
    >>> with clock("sleep"):
    ...     pass
    >>> list(clock.ms), clock.ms["sleep"] < 1000
    (['sleep'], True)
    """

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        begun = perf_counter()
        try:
            yield
        finally:
            self.ms[step] = self.ms.get(step, 0.0) + (perf_counter() - begun) * 1000
