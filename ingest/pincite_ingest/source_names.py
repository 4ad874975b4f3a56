"""Names of sources: their extension, and a title for a document that has none."""

from __future__ import annotations

from pathlib import PurePosixPath


def suffix_of(source: str) -> str:
    r"""The extension in lower case, with its dot.

    >>> suffix_of(r"C:\papers\Report.PDF"), suffix_of("notes")
    ('.pdf', '')
    """
    return PurePosixPath(source.replace("\\", "/")).suffix.lower()


def title_of(source: str) -> str:
    """The name without folder and extension, for a document that states no title.

    >>> title_of("/home/me/annual report.txt")
    'annual report'
    """
    return PurePosixPath(source.replace("\\", "/")).stem or source
