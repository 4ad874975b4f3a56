"""What the page viewer needs to know of a citation: on which page it is, and what lies around."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from pincite.types import PageRef
from pincite_ingest.document import Block, BlockKind, Page, PageSpans
from pincite_ingest.errors import PinciteError
from pincite_ui.http.problems import Refused
from pincite_ui.http.threads import Workers

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite.types import Hit

AROUND = 1200
"""Characters of text shown on either side of a quote in a document that has no page images."""
MOST_SECTIONS = 400
"""Sections offered to jump to; a list longer than this helps nobody."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a listed section begins."""

    start: int
    """Its first character."""
    section: tuple[str, ...]
    """The headings that it stands under, outermost first, itself last."""
    page: int
    """The index of the page on which it begins."""

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.section[-1], "depth": len(self.section) - 1, "index": self.page}


def viewing(assistant: Assistant) -> Callable[[Any], Awaitable[dict[str, Any]]]:
    """What the page calls with a citation id. It answers with values, never with markup.

    Gradio calls it apart from its events, so it has a queue of its own.
    """
    workers = Workers(running=4, waiting=32)

    async def look(cite: Any) -> dict[str, Any]:
        try:
            return await workers.run(lambda: _view(assistant, str(cite)[:200]))
        except PinciteError as error:
            return {"error": str(error)}
        except Refused as refusal:
            return {"error": refusal.detail}

    return look


def _view(assistant: Assistant, cite: str) -> dict[str, Any]:
    """Glyphs are looked at only where the quote stands: those of a whole book are many."""
    hit = assistant.show(cite).hit
    id = hit.document.id
    pages = assistant.pages(id)
    cited = {on.index: assistant.page(id, on.index) for on in hit.pages}
    listed = list(islice(headings(assistant.blocks(id), pages), MOST_SECTIONS))
    pictured = any(page.height for page in pages)
    return {
        "document": id,
        "title": hit.document.title,
        "pages": [_page(cited.get(page.index, page), hit.start, hit.end) for page in pages],
        "first": next(iter(cited), None),
        "sections": [heading.to_dict() for heading in listed],
        "section": bisect_right(listed, hit.start, key=lambda heading: heading.start) - 1,
        "text": None if pictured else _text(assistant.document(id).text, hit),
    }


def headings(blocks: Sequence[Block], pages: Sequence[Page]) -> Iterator[Heading]:
    """The sections that can be jumped to, in text order: those whose headings stand on a page."""
    places = PageSpans.of(pages)
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.section:
            for at in places.touched(block.start, block.end)[:1]:
                yield Heading(block.start, block.section, pages[at].index)


def _page(page: Page, start: int, end: int) -> dict[str, Any]:
    """Its numbers, and how far down the quote begins, as a share of the page's height."""
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
    """The quote in its surroundings, for a document whose pages cannot be pictured."""
    left, right = max(0, hit.start - AROUND), min(len(text), hit.end + AROUND)
    return {
        "before": ("… " if left else "") + text[left : hit.start],
        "quote": text[hit.start : hit.end],
        "after": text[hit.end : right] + (" …" if right < len(text) else ""),
    }
