"""Citation ids: ``<document id prefix>:<start>-<end>``. They name characters, not chunk numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite.types import DocumentRef, Hit, PageRef
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import Page, Span
from pincite_ingest.errors import CitationError

PREFIX = 12
"""Hexadecimal digits of the document's id in a citation's."""

_ID = re.compile(r"([0-9a-f]{6,32}):(\d{1,12})-(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CitationId:
    """A citation's id, taken apart.

    >>> CitationId.parse("0123456789ab:10-25")
    CitationId(document='0123456789ab', span=Span(start=10, end=25))
    """

    document: str
    """The document's id, or the beginning of it."""
    span: Span
    """The characters that are cited."""

    @classmethod
    def parse(cls, text: str) -> CitationId:
        match = _ID.fullmatch(text.strip())
        if match is None or int(match[2]) >= int(match[3]):
            raise CitationError(
                f"{_shown(text)} is not a citation; one looks like 0123456789ab:1200-1350."
            )
        return cls(match[1], Span(int(match[2]), int(match[3])))

    def __str__(self) -> str:
        return f"{self.document[:PREFIX]}:{self.span.start}-{self.span.end}"


def page_refs(pages: tuple[Page, ...] | list[Page], start: int, end: int) -> tuple[PageRef, ...]:
    """The pages on which characters of [start, end) stand, by both their numbers."""
    return tuple(PageRef(page.index, page.label) for page in pages if page.touches(start, end))


def hit(document: DocumentRef, passage: Passage, pages: list[Page], score: float) -> Hit:
    """A found passage as every door gives it out."""
    span = Span(passage.start, passage.end)
    return Hit(
        str(CitationId(document.id, span)),
        document,
        passage.section,
        page_refs(pages, passage.start, passage.end),
        passage.start,
        passage.end,
        passage.text,
        score,
    )


def _shown(text: str) -> str:
    """What was given, short and in one line."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else f"{line[:57]}...")
