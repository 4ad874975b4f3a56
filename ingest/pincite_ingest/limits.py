"""Limits on the size, time and memory of reading one file."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pincite_ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on reading one file. A file that exceeds one is refused with a message that names it.

    The defaults allow the longest reports and books, and stop files that would hang the reader or
    fill the machine's memory.

    >>> Limits(max_pages=10).max_pages
    10
    """

    max_bytes: int = 200 * 1024 * 1024
    """Size of the file, and of the unpacked parts of an archive (DOCX, EPUB)."""
    max_pages: int = 5_000
    """Pages of a PDF, or form-feed pages of a text."""
    max_characters: int = 20_000_000
    """Characters of the whole document."""
    max_seconds: float = 120.0
    """Wall-clock time; enforced by :func:`pincite_ingest.sandbox.worker.read_isolated`."""
    max_memory_bytes: int = 1024 * 1024 * 1024
    """Address space beyond what the worker starts with; enforced in the worker process."""

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value <= 0:
                raise UsageError(f"The limit {name} must be positive, but it is {value}.")
