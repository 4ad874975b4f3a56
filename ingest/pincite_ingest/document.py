"""A document as read: its canonical text, what each part of it is, and where it stands on a page.

Offsets into ``Document.text`` (Unicode code points, half open) are the only coordinates. Pages and
rectangles are looked up from them and never inferred, so a page number cannot drift from its quote.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Any

BETWEEN_BLOCKS = "\n\n"
"""What stands between two blocks of the canonical text, and never between two rows of a table."""


class BlockKind(StrEnum):
    """What a stretch of the text is to a reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    PULL_QUOTE = "pull_quote"
    TABLE = "table"
    NOTE = "note"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a document's canonical text.

    >>> Span(3, 7).overlaps(Span(6, 9)), Span(3, 7).overlaps(Span(7, 9))
    (True, False)
    """

    start: int
    """First character, in code points."""
    end: int
    """One past the last character."""

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, ... of a document. Blocks are in text order, apart."""

    kind: BlockKind
    """What it is."""
    section: tuple[str, ...]
    """Headings that it stands under, outermost first. A heading's own text is its path's last."""
    start: int
    """First character, in code points of the canonical text."""
    end: int
    """One past the last character."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note's number, taken out of the running text but remembered where it stood."""

    offset: int
    """The mark stood right before this character of the canonical text."""
    label: str
    """The mark as printed: "12", "*"."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. Its offsets lead to its pages and rectangles, like those of any text."""

    text: str
    """Its words as they stand in the canonical text; empty for an empty cell."""
    span: Span
    """Where it stands in the canonical text; of length 0 for an empty cell."""
    row_span: int = 1
    """How many rows it covers, downwards."""
    column_span: int = 1
    """How many columns it covers, to the right."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a value: its caption, its unit line, its column heads and its rows."""

    caption: Span | None
    """The caption in the canonical text, if there is one."""
    unit: Span | None
    """The unit line in the canonical text ("in millions"), if there is one."""
    heads: tuple[tuple[Cell, ...], ...]
    """The rows of column heads, from the top down."""
    rows: tuple[tuple[Cell, ...], ...]
    """The rows under the heads, from the top down."""

    @property
    def span(self) -> Span:
        """The stretch of the canonical text that its heads and rows cover."""
        spans = [cell.span for row in (*self.heads, *self.rows) for cell in row]
        if not spans:
            return Span(0, 0)
        return Span(min(span.start for span in spans), max(span.end for span in spans))

    def grid(self) -> list[list[str]]:
        """The texts of the cells, heads first, in rows of one length.

        A cell that spans rows or columns is repeated at each place that it covers.

        >>> wide = Cell("Year", Span(0, 4), column_span=2)
        >>> row = Cell("2021", Span(5, 9)), Cell("2020", Span(12, 16))
        >>> Table(None, None, ((wide,),), (row,)).grid()
        [['Year', 'Year'], ['2021', '2020']]
        """
        placed: dict[tuple[int, int], str] = {}
        lines = (*self.heads, *self.rows)
        for at, row in enumerate(lines):
            column = 0
            for cell in row:
                while (at, column) in placed:
                    column += 1
                for below in range(at, min(at + cell.row_span, len(lines))):
                    for right in range(column, column + cell.column_span):
                        placed[below, right] = cell.text
                column += cell.column_span
        width = max((column + 1 for _, column in placed), default=0)
        return [
            [placed.get((at, column), "") for column in range(width)] for at in range(len(lines))
        ]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A box on a page as it is displayed, in points, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


_BOX = struct.Struct("<4f")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: both its numbers, the stretches of text that stand on it, and where each glyph is."""

    index: int
    """1-based, as a PDF viewer counts."""
    label: str
    """As printed: "iv", "12"; the index where none is known."""
    spans: tuple[Span, ...]
    """The stretches of the canonical text that stand on it, in text order, apart."""
    width: float = 0.0
    """In points, as displayed (after rotation); 0 where a format has no pages to look at."""
    height: float = 0.0
    """In points, as displayed."""
    boxes: bytes = field(default=b"", repr=False)
    """Four little-endian float32 (left, top, right, bottom; points from the top left) for each
    character of ``spans``, in order. A space within a line has the room between its neighbours; a
    character that nothing on the page stands for (a joining space) has four zeros. Empty where the
    format has no glyphs."""

    def contains(self, offset: int) -> bool:
        at = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        return at >= 0 and offset < self.spans[at].end

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of [start, end) stands on this page."""
        return any(span.start < end and start < span.end for span in self.spans)

    def glyphs(self, start: int, end: int) -> Iterator[Rectangle]:
        """The boxes of the characters of [start, end) drawn on this page, in text order."""
        if not self.boxes:
            return
        before = 0
        for span in self.spans:
            for offset in range(max(start, span.start), min(end, span.end)):
                box = _BOX.unpack_from(self.boxes, (before + offset - span.start) * _BOX.size)
                if any(box):
                    yield Rectangle(*box)
            before += len(span)

    def rectangles(self, start: int, end: int) -> tuple[Rectangle, ...]:
        """The boxes that cover [start, end) on this page, one for each run of glyphs on a line."""
        merged: list[Rectangle] = []
        for box in self.glyphs(start, end):
            last = merged[-1] if merged else None
            if last is not None and _continues(last, box):
                merged[-1] = Rectangle(
                    min(last.left, box.left),
                    min(last.top, box.top),
                    max(last.right, box.right),
                    max(last.bottom, box.bottom),
                )
            else:
                merged.append(box)
        return tuple(merged)


def _continues(line: Rectangle, box: Rectangle) -> bool:
    """Whether a glyph's box carries on a line's: right at its end, and level with it.

    A wider gap holds something that is not of the span, like a note mark.
    """
    height = max(line.bottom - line.top, box.bottom - box.top)
    level = min(line.bottom, box.bottom) - max(line.top, box.top)
    lower = min(line.bottom - line.top, box.bottom - box.top)
    return level >= 0.4 * lower and -height <= box.left - line.right <= 0.3 * height


@dataclass(frozen=True, slots=True)
class PageSpans:
    """The spans of a document's pages, so that a page is looked up and not searched for."""

    spans: tuple[tuple[int, int, int], ...]
    """Start, end, and which page it stands on, counted from 0."""
    reach: tuple[int, ...]
    """The furthest end of each span and those before it."""

    @classmethod
    def of(cls, pages: Sequence[Page]) -> PageSpans:
        spans = sorted(
            (span.start, span.end, at) for at, page in enumerate(pages) for span in page.spans
        )
        return cls(tuple(spans), tuple(accumulate((end for _, end, _ in spans), max)))

    def touched(self, start: int, end: int) -> list[int]:
        """The pages on which characters of [start, end) stand, in page order."""
        near = self.spans[bisect_right(self.reach, start) : bisect_left(self.spans, (end,))]
        return sorted({at for _, last, at in near if start < last})


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. Two readings of the same bytes by the same reader are equal."""

    id: str
    """32 hexadecimal digits: a hash of the file's bytes and the reader's version."""
    title: str
    """From the file's metadata or first heading, else its name."""
    source: str
    """Where it came from: a full path, or the name it was given."""
    media_type: str
    """"application/pdf", "text/plain", "text/markdown", ..."""
    text: str = field(repr=False)
    """The canonical text: what a reader would quote."""
    blocks: tuple[Block, ...] = field(repr=False)
    """What each part of the text is, in text order, apart."""
    pages: tuple[Page, ...] = field(repr=False)
    """In order; empty where the format has no pages."""
    note_marks: tuple[NoteMark, ...] = field(default=(), repr=False)
    """In text order."""
    metadata: dict[str, str] = field(default_factory=dict)
    """Author, date, ... as the file states them."""
    warnings: tuple[str, ...] = ()
    """What a reader should know: "Page 4 has no text (an image?)"."""
    tables: tuple[Table, ...] = field(default=(), repr=False)
    """In text order; each covers one block of kind TABLE."""
    _places: PageSpans = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", PageSpans.of(self.pages))

    def pages_of(self, start: int, end: int) -> tuple[Page, ...]:
        """The pages on which characters of [start, end) stand, in page order."""
        return tuple(self.pages[at] for at in self._places.touched(start, end))

    def to_dict(self) -> dict[str, Any]:
        """A summary for JSON: everything but the text and the boxes."""
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "media_type": self.media_type,
            "characters": len(self.text),
            "pages": len(self.pages),
            "metadata": dict(self.metadata),
            "warnings": list(self.warnings),
        }
