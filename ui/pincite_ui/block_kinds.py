"""The kinds of block as a person sees them: what each is called, its colour, and its outline.

The same colours serve the image that `pincite show --image` writes and the page in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite_ingest.document import BlockKind, Page, Rectangle

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
"""Red, green, blue. Each is dark enough for white letters on it and for a line on white paper."""

AIR = 1.5
"""Points between a block's glyphs and its outline, so that no letter is struck through."""


def called(kind: BlockKind) -> str:
    """The kind's name in words.

    >>> called(BlockKind.LIST_ITEM)
    'list item'
    """
    return kind.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Part:
    """What of a block stands on one page."""

    kind: BlockKind
    """What the block is."""
    section: tuple[str, ...]
    """Headings that it stands under, outermost first."""
    start: int
    """First character, in code points of the document's text."""
    end: int
    """One past the last character."""
    before: bool = False
    """Whether the block begins before this part, on another page."""
    after: bool = False
    """Whether the block goes on after this part, on another page."""


def outlines(part: Part, page: Page) -> list[Rectangle]:
    """The boxes around a part: one, or one a column where it runs over several."""
    boxes: list[Rectangle] = []
    last: Rectangle | None = None
    for line in page.rectangles(part.start, part.end):
        table = part.kind is BlockKind.TABLE
        if last is None or not (table or _follows(last, line)):
            boxes.append(line)
        else:
            boxes[-1] = _around((boxes[-1], line))
        last = line
    return [
        Rectangle(box.left - AIR, box.top - AIR, box.right + AIR, box.bottom + AIR) for box in boxes
    ]


def coloured(parts: Sequence[Part], page: Page) -> Iterator[tuple[Rectangle, Colour]]:
    """All outlines on a page, as the drawing of page images takes them."""
    for part in parts:
        for box in outlines(part, page):
            yield box, COLOURS[part.kind]


def _follows(last: Rectangle, line: Rectangle) -> bool:
    """Whether a line stands near below or beside the one before: not at the top of a column."""
    height = max(last.bottom - last.top, line.bottom - line.top)
    return line.bottom > last.top - 2 * height and line.top < last.bottom + 4 * height


def _around(boxes: tuple[Rectangle, ...]) -> Rectangle:
    return Rectangle(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
