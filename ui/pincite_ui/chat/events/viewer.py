"""What the page viewer needs to show a citation: its pages, sections and surrounding text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from pincite.types import PageRef
from pincite_ingest.document import Block, BlockKind, Page, PageSpans
from pincite_ingest.errors import PinciteError
from pincite_ui.http.problems import RequestError
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite.types import Hit

CONTEXT = 1200
"""Characters shown on either side of a quote in a document without page images."""
MAX_SECTIONS = 400
"""Sections in the list to jump to; a longer list is of no use."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a section in the list."""

    start: int
    """First character of the heading."""
    section: tuple[str, ...]
    """The headings above it, outermost first, itself last."""
    page: int
    """The index of the page on which it begins."""

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.section[-1], "depth": len(self.section) - 1, "index": self.page}


def viewer_handler(assistant: Assistant) -> Callable[[Any], Awaitable[dict[str, Any]]]:
    """The function that the page's script calls with a citation id; returns values, not markup.

    Gradio runs it outside its event queue, so it has its own worker pool.
    """
    workers = WorkerPool(running=4, waiting=32)

    async def look(cite: Any) -> dict[str, Any]:
        try:
            return await workers.run(lambda: _view(assistant, str(cite)[:200]))
        except PinciteError as error:
            return {"error": str(error)}
        except RequestError as error:
            return {"error": error.detail}

    return look


def _view(assistant: Assistant, cite: str) -> dict[str, Any]:
    """Glyphs are loaded only for the cited pages, since a whole book has many."""
    hit = assistant.show(cite).hit
    id = hit.document.id
    pages = assistant.pages(id)
    cited = {page.index: assistant.page(id, page.index) for page in hit.pages}
    listed = list(islice(headings(assistant.blocks(id), pages), MAX_SECTIONS))
    has_images = any(page.height for page in pages)
    return {
        "document": id,
        "title": hit.document.title,
        "pages": [_page(cited.get(page.index, page), hit.start, hit.end) for page in pages],
        "first": next(iter(cited), None),
        "sections": [heading.to_dict() for heading in listed],
        "section": bisect_right(listed, hit.start, key=lambda heading: heading.start) - 1,
        "text": None if has_images else _text(assistant.document(id).text, hit),
    }


def headings(blocks: Sequence[Block], pages: Sequence[Page]) -> Iterator[Heading]:
    """The sections to jump to, in text order: those whose heading is on a page."""
    places = PageSpans.of(pages)
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.section:
            for at in places.touched(block.start, block.end)[:1]:
                yield Heading(block.start, block.section, pages[at].index)


def _page(page: Page, start: int, end: int) -> dict[str, Any]:
    """A page's numbers, and where the quote begins, as a fraction of the page's height."""
    boxes = page.rectangles(start, end) if page.touches(start, end) else ()
    top = min((box.top for box in boxes), default=0.0)
    return {
        "index": page.index,
        "name": str(PageRef(page.index, page.label)),
        "ratio": round(page.width / page.height, 4) if page.height else None,
        "cited": page.touches(start, end),
        "top": round(top / page.height, 4) if page.height else 0,
    }


def _text(text: str, hit: Hit) -> dict[str, str]:
    """The quote with the text around it, for a document without page images."""
    left, right = max(0, hit.start - CONTEXT), min(len(text), hit.end + CONTEXT)
    return {
        "before": ("… " if left else "") + text[left : hit.start],
        "quote": text[hit.start : hit.end],
        "after": text[hit.end : right] + (" …" if right < len(text) else ""),
    }
