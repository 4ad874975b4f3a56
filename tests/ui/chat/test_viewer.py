"""What the page viewer is told: the pages, the sections, and no more glyphs than it needs."""

from __future__ import annotations

import asyncio
import time
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite import Assistant
from pincite.types import Citation, DocumentRef, Hit, PageRef
from pincite_ingest.document import Block, BlockKind, Document, Page, Span
from pincite_ingest.errors import CitationError, LibraryError
from pincite_ui.chat.events.viewer import MAX_SECTIONS, headings, viewer_handler

REF = DocumentRef("ab" * 16, "A report", "report.pdf")


def page(index: int, start: int, end: int, **size: Any) -> Page:
    return Page(
        index, str(index + 100), (Span(start, end),), **{"width": 600, "height": 800} | size
    )


def heading(start: int, *section: str) -> Block:
    return Block(BlockKind.HEADING, section, start, start + 5)


class Book:
    """A document whose whole reading is not to be asked for, unless it has no page to picture."""

    def __init__(self, *pages: Page, blocks: tuple[Block, ...] = (), text: str = "") -> None:
        self._pages, self._blocks, self._text = pages, blocks, text

    def show(self, id: str) -> Citation:
        start, _, end = id.rpartition(":")[2].partition("-")
        if not end:
            raise CitationError("That is not a citation.")
        span = int(start), int(end)
        on = tuple(PageRef(one.index, one.label) for one in self._pages if one.touches(*span))
        return Citation(0, Hit(id, REF, (), on, *span, "", 0), (), on)

    def pages(self, id: str) -> list[Page]:
        return list(self._pages)

    def page(self, id: str, index: int) -> Page:
        return self._pages[index - 1]

    def blocks(self, id: str) -> list[Block]:
        return list(self._blocks)

    def document(self, id: str) -> Document:
        assert not any(one.height for one in self._pages)
        return Document(id, "A report", "report.txt", "text/plain", self._text, self._blocks, ())


def look(book: Any, cite: object) -> dict[str, Any]:
    async def call() -> dict[str, Any]:
        return await viewer_handler(cast(Assistant, book))(cite)

    return asyncio.run(call())


def test_a_quote_is_found_on_its_page_and_in_its_section() -> None:
    blocks = (heading(0, "One"), heading(50, "One", "Part"), heading(150, "Two"))
    told = look(Book(page(1, 0, 99), page(2, 100, 199), blocks=blocks), "abababababab:120-130")
    assert (told["first"], told["section"], told["text"]) == (2, 1, None)
    assert [one["cited"] for one in told["pages"]] == [False, True]
    assert told["sections"] == [
        {"name": "One", "depth": 0, "index": 1},
        {"name": "Part", "depth": 1, "index": 1},
        {"name": "Two", "depth": 0, "index": 2},
    ]


def test_what_has_no_page_to_picture_is_told_in_its_text() -> None:
    told = look(Book(text="Before. A quote. After."), "abababababab:8-16")
    assert told["text"] == {"before": "Before. ", "quote": "A quote.", "after": " After."}
    assert (told["first"], told["section"]) == (None, -1)


class Locked(Book):
    def show(self, id: str) -> Citation:
        raise LibraryError("The library is in use.")


@pytest.mark.parametrize(
    ("book", "says"), [(Book(), "That is not a citation."), (Locked(), "The library is in use.")]
)
def test_what_cannot_be_shown_is_told_in_a_sentence(book: Book, says: str) -> None:
    assert look(book, {"odd": 1}) == {"error": says}


@given(st.data())
def test_a_listed_section_begins_on_the_first_page_of_its_heading(data: st.DataObject) -> None:
    spans = [(50 * number, 50 * number + 40) for number in range(8)]
    order = data.draw(st.permutations(spans))
    pages = tuple(
        Page(index, "", tuple(Span(*span) for span in sorted(order[2 * index - 2 : 2 * index])))
        for index in range(1, 5)
    )
    starts = sorted(data.draw(st.sets(st.integers(0, 420), max_size=12)))
    blocks = tuple(heading(start, "A") for start in starts)
    document = Document("ab" * 16, "", "", "", "x" * 500, blocks, pages)
    listed = {one.start: one.page for one in headings(blocks, pages)}
    for block in blocks:
        on = document.pages_of(block.start, block.end)
        assert (block.start in listed) is bool(on)
        if len(on) == 1:
            assert listed[block.start] == on[0].index


def test_a_long_book_is_opened_at_once() -> None:
    pages = [page(index, 2000 * index - 2000, 2000 * index - 1) for index in range(1, 5001)]
    blocks = tuple(heading(5000 * number, f"Section {number}") for number in range(2000))
    began = time.monotonic()
    told = look(Book(*pages, blocks=blocks), "abababababab:9000-9100")
    assert time.monotonic() - began < 2
    assert len(told["sections"]) == MAX_SECTIONS
    assert told["section"] == 1
