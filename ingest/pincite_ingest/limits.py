"""What a reader may spend on one file. Settings are a value that is passed in, never a global."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pincite_ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on reading one file; what goes over one is refused with a sentence that names it.

    The defaults let through the longest reports and books that people have, and stop files that
    would hang or fill a machine.

    >>> Limits(max_pages=10).max_pages
    10
    """

    max_bytes: int = 200 * 1024 * 1024
    """Size of the file, and of what a packed file (DOCX, EPUB) unpacks to."""
    max_pages: int = 5_000
    """Pages of a PDF, or form-feed pages of a text."""
    max_characters: int = 20_000_000
    """Characters of text in the whole document."""
    max_seconds: float = 120.0
    """Wall-clock time; kept by :func:`pincite_ingest.sandbox.worker.read_isolated`."""
    max_memory_bytes: int = 1024 * 1024 * 1024
    """Address space beyond what the worker starts with; kept by the worker process."""

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value <= 0:
                raise UsageError(f"The limit {name} must be positive, but it is {value}.")
