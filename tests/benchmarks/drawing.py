"""What the benchmarks share: questions drawn with a fixed seed, and a library to ask."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pincite
from pincite import Settings

T = TypeVar("T")


def draw(items: Iterable[T], most: int) -> list[T]:
    """At most so many, in a shuffled order; a smaller draw is the beginning of a larger one."""
    drawn = list(items)
    random.Random(0).shuffle(drawn)  # noqa: S311 (a sample)
    return drawn[:most]


@contextmanager
def folder_for(library: Path | None) -> Iterator[Path]:
    """The folder that is to keep a library, or one that goes away."""
    if library is not None:
        yield library
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary) / "library"


def add(folder: Path, documents: Sequence[Path], settings: Settings) -> None:
    """A library with these documents in it; those that it holds are passed over."""
    with pincite.open(folder, settings=settings) as assistant:
        report = assistant.add_all(documents)
    if report.failures:
        raise SystemExit(str(report.failures[0]))
