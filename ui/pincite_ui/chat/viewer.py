"""What the page viewer needs to know of a citation: on which page it is, and what lies around."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pincite.answer import PageRef
from pincite_ingest.document import Block, BlockKind, Document, Page
from pincite_ingest.errors import PinciteError

if TYPE_CHECKING:
    from pincite import Assistant

AROUND = 1200
"""Characters of text shown on either side of a quote in a document that has no page images."""
MOST_SECTIONS = 400
"""Sections offered to jump to; a list longer than this helps nobody."""


def viewing(assistant: Assistant) -> Callable[[Any], dict[str, Any]]:
    """What the page calls with a citation id. It answers with values, never with markup."""

    def look(cite: Any) -> dict[str, Any]:
        try:
            hit = assistant.show(str(cite)[:200]).hit
            document = assistant.document(hit.document.id)
        except PinciteError as error:
            return {"error": str(error)}
        return {
            "document": document.id,
            "title": document.title,
            "pages": [_page(page, hit.start, hit.end) for page in document.pages],
            "first": next((page.index for page in hit.pages), None),
            "sections": _sections(document),
            "section": _section(document, hit.start),
            "text": _text(document, hit.start, hit.end),
        }

    return look


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


def _sections(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "name": block.section[-1],
            "depth": len(block.section) - 1,
            "index": document.pages_of(block.start, block.end)[0].index,
        }
        for block in document.blocks
        if _listed(document, block)
    ][:MOST_SECTIONS]


def _section(document: Document, start: int) -> int:
    """Which of the listed sections holds a character, -1 before the first."""
    listed = [block for block in document.blocks if _listed(document, block)][:MOST_SECTIONS]
    return sum(block.start <= start for block in listed) - 1


def _listed(document: Document, block: Block) -> bool:
    headed = block.kind is BlockKind.HEADING and bool(block.section)
    return headed and bool(document.pages_of(block.start, block.end))


def _text(document: Document, start: int, end: int) -> dict[str, str] | None:
    """The quote in its surroundings, for a document whose pages cannot be pictured."""
    if any(page.height for page in document.pages):
        return None
    left, right = max(0, start - AROUND), min(len(document.text), end + AROUND)
    return {
        "before": ("… " if left else "") + document.text[left:start],
        "quote": document.text[start:end],
        "after": document.text[end:right] + (" …" if right < len(document.text) else ""),
    }
