"""How a page was read: its blocks by kind. For judging a reading, and for `pincite show --page`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pincite_ui.block_kinds import Part
from pincite_ui.cli.tables import BLANK, Line

if TYPE_CHECKING:
    from pincite.types import PageRef
    from pincite_ingest.document import Document, Page

Numbered = TypeVar("Numbered", "Page", "PageRef")
"""What has both of a page's numbers."""


def find_page(pages: Sequence[Numbered], wanted: str) -> Numbered | None:
    """The page with this printed label; failing that, the one with this index."""
    by_label = (page for page in pages if page.label == wanted)
    by_index = (page for page in pages if str(page.index) == wanted)
    return next(by_label, None) or next(by_index, None)


def reading(document: Document, page: Page | None = None) -> dict[str, Any]:
    """A page's blocks as JSON, each cut to what stands on it; of all pages when none is given."""
    return {
        "document": {"id": document.id, "title": document.title, "source": document.source},
        "page": page and {"index": page.index, "label": page.label},
        "warnings": list(document.warnings),
        "blocks": list(_blocks(document, page)),
    }


def _blocks(document: Document, page: Page | None) -> Iterator[dict[str, Any]]:
    for part in parts(document, page):
        yield {
            "kind": part.kind.value,
            "section": list(part.section),
            "start": part.start,
            "end": part.end,
            "text": document.text[part.start : part.end],
        }


def parts(document: Document, page: Page | None = None) -> Iterator[Part]:
    """The blocks in text order, each cut to what stands on a page when one is given."""
    for block in document.blocks:
        if page is None:
            yield Part(block.kind, block.section, block.start, block.end)
            continue
        for span in page.spans:
            start, end = max(block.start, span.start), min(block.end, span.end)
            if start < end:
                cut = start > block.start, end < block.end
                yield Part(block.kind, block.section, start, end, *cut)


def lines(read: dict[str, Any]) -> Iterator[Line]:
    """The same for a terminal."""
    page = read["page"]
    where = f", page {page['label']} (PDF {page['index']})" if page else ""
    yield Line(read["document"]["title"] + where, style="bold")
    for warning in read["warnings"]:
        yield Line(warning, mark="! ", style="yellow")
    if not read["blocks"]:
        yield Line("No text was read here.")
    for block in read["blocks"]:
        yield BLANK
        yield Line(block["text"], mark=f"{block['kind']:<12}")
