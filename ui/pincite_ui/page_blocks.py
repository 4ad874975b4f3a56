"""The blocks of a page for display: how each kind is named, its colour, and its outline.

`pincite show --image` and the page view in the browser use the same colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite_ingest.document import BlockKind, Document, Page, Rectangle

Colour = tuple[int, int, int]

COLOURS: dict[BlockKind, Colour] = {
    BlockKind.HEADING: (209, 36, 47),
    BlockKind.PARAGRAPH: (31, 111, 235),
    BlockKind.LIST_ITEM: (26, 127, 55),
    BlockKind.CAPTION: (188, 76, 0),
    BlockKind.PULL_QUOTE: (191, 57, 137),
    BlockKind.TABLE: (10, 118, 134),
    BlockKind.NOTE: (130, 80, 223),
    BlockKind.FURNITURE: (103, 111, 120),
}
"""Red, green, blue. Each is dark enough for white text on it and for a line on white paper."""

PADDING = 1.5
"""Points between a block's glyphs and its outline, so that the line does not touch the glyphs."""


def kind_name(kind: BlockKind) -> str:
    """The kind's name in words.

    >>> kind_name(BlockKind.LIST_ITEM)
    'list item'
    """
    return kind.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a block that is on one page."""

    kind: BlockKind
    """The block's kind."""
    section: tuple[str, ...]
    """The headings above it, outermost first."""
    start: int
    """First character, in code points of the document's text."""
    end: int
    """One past the last character."""
    before: bool = False
    """Whether the block begins on an earlier page."""
    after: bool = False
    """Whether the block continues on a later page."""


def parts(document: Document, page: Page | None = None) -> Iterator[Part]:
    """The document's blocks in text order; with a page, only what is on that page."""
    for block in document.blocks:
        if page is None:
            yield Part(block.kind, block.section, block.start, block.end)
            continue
        for span in page.spans:
            start, end = max(block.start, span.start), min(block.end, span.end)
            if start < end:
                cut = start > block.start, end < block.end
                yield Part(block.kind, block.section, start, end, *cut)


def outlines(part: Part, page: Page) -> list[Rectangle]:
    """The boxes around a part: one box, or one per column if the part spans columns."""
    boxes: list[Rectangle] = []
    last: Rectangle | None = None
    for line in page.rectangles(part.start, part.end):
        table = part.kind is BlockKind.TABLE
        if last is None or not (table or _continues(last, line)):
            boxes.append(line)
        else:
            boxes[-1] = _union(boxes[-1], line)
        last = line
    return [
        Rectangle(box.left - PADDING, box.top - PADDING, box.right + PADDING, box.bottom + PADDING)
        for box in boxes
    ]


def coloured_outlines(parts: Sequence[Part], page: Page) -> Iterator[tuple[Rectangle, Colour]]:
    """All outlines on a page with their colours, for drawing on the page image."""
    for part in parts:
        for box in outlines(part, page):
            yield box, COLOURS[part.kind]


def _continues(last: Rectangle, line: Rectangle) -> bool:
    """Whether a line is close below or beside the previous line, in the same column."""
    height = max(last.bottom - last.top, line.bottom - line.top)
    return line.bottom > last.top - 2 * height and line.top < last.bottom + 4 * height


def _union(a: Rectangle, b: Rectangle) -> Rectangle:
    return Rectangle(
        min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom)
    )
