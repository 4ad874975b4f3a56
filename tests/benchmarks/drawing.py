"""What the benchmarks share: a sample of the questions, and a library to ask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sampling import draw

import pincite
from pincite import Settings

__all__ = ["add", "draw", "folder_for"]


@contextmanager
def folder_for(library: Path | None) -> Iterator[Path]:
    """The folder that keeps a library, or a temporary one."""
    if library is not None:
        yield library
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary) / "library"


def add(folder: Path, documents: Sequence[Path], settings: Settings) -> None:
    """Make a library of these documents; those that it has already are skipped."""
    with pincite.open(folder, settings=settings) as assistant:
        report = assistant.add_all(documents)
    if report.failures:
        raise SystemExit(str(report.failures[0]))
