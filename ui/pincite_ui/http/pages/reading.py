"""``/read/<document>/<page index>``: how a page was read, its blocks outlined by kind.

The page image is on one side and the extracted text on the other. The blocks are numbered in text
order on both sides. It needs no script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite_ingest.errors import CitationError, DocumentError
from pincite_ui.page_blocks import COLOURS, Part, kind_name, outlines, parts
from pincite_ui.templating import render

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite_ingest.document import Document, Page, Rectangle

PORTION = 200
"""Blocks shown at a time for a format without pages."""


@dataclass(frozen=True, slots=True)
class Box:
    """An outline on the page image, in percent of the page's width and height."""

    left: str
    top: str
    width: str
    height: str

    @classmethod
    def on(cls, page: Page, box: Rectangle) -> Box:
        """A rectangle in points, with a margin of one point, as a box on the page."""
        return cls(
            f"{100 * (box.left - 1) / page.width:.2f}",
            f"{100 * (box.top - 1) / page.height:.2f}",
            f"{100 * (box.right - box.left + 2) / page.width:.2f}",
            f"{100 * (box.bottom - box.top + 2) / page.height:.2f}",
        )


@dataclass(frozen=True, slots=True)
class NumberedBlock:
    """A block as the page shows it."""

    number: int
    """1-based, in text order."""
    part: Part
    """The part of the block that is on this page."""
    boxes: tuple[Box, ...]
    """Its outlines on the page image; empty without an image."""

    @property
    def name(self) -> str:
        return f"{kind_name(self.part.kind)}, block {self.number}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A page of a document as it was read."""

    document: Document
    index: int
    """The page's index, 1-based; for a document without pages, the number of the portion."""
    count: int
    """Number of pages or portions."""
    first: int
    """Number of the first block."""
    parts: Sequence[Part]
    """The blocks, in text order."""
    page: Page | None
    """The page with the boxes of its glyphs; None for a document without pages."""

    @property
    def has_image(self) -> bool:
        return self.page is not None and self.page.width > 0

    @property
    def blocks(self) -> list[NumberedBlock]:
        return [
            NumberedBlock(number, part, self._boxes(part))
            for number, part in enumerate(self.parts, self.first)
        ]

    def _boxes(self, part: Part) -> tuple[Box, ...]:
        if self.page is None or not self.has_image:
            return ()
        return tuple(Box.on(self.page, box) for box in outlines(part, self.page))

    @property
    def place(self) -> str:
        if self.page is not None:
            return f"Page {self.page.label} (PDF page {self.index} of {self.count})"
        if self.count > 1:
            last = self.first + len(self.parts) - 1
            return f"Blocks {self.first:,} to {last:,} (part {self.index} of {self.count})"
        return "The whole text; this format has no pages"


def reading_page(assistant: Assistant, id: str, index: str) -> str:
    """The page that shows how a document's page was read.

    Raises:
        CitationError: There is no such document, or it has no such page.
    """
    reading = _find(assistant, id, index)
    return render(
        "pages/reading.html",
        reading=reading,
        numbers=Counter(part.kind for part in reading.parts),
        colours=COLOURS,
        kind_name=kind_name,
    )


def missing_reading_page(sentence: str) -> str:
    """The page for a document or a page that does not exist."""
    return render("pages/missing.html", title="No such page", sentence=sentence)


def _find(assistant: Assistant, id: str, wanted: str) -> Reading:
    try:
        document = assistant.document(id)
    except DocumentError as error:
        raise CitationError(f"The library has no document {id[:40]}.") from error
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 8 else 0
    if document.pages:
        count = len(document.pages)
        if 1 <= number <= count:
            page = assistant.page(document.id, number)
            return Reading(document, number, count, 1, list(parts(document, page)), page)
    else:
        count = max(1, -(-len(document.blocks) // PORTION))
        if 1 <= number <= count:
            first = (number - 1) * PORTION
            shown = list(parts(document))[first : first + PORTION]
            return Reading(document, number, count, first + 1, shown, None)
    raise CitationError(f"{document.title} has no page {wanted[:20]}.")
