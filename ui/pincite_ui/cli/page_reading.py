"""How a page was read, block by block: for `pincite show --document`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pincite_ui.cli.lines import BLANK, Line
from pincite_ui.page_blocks import parts

if TYPE_CHECKING:
    from pincite.types import PageRef
    from pincite_ingest.document import Document, Page

Numbered = TypeVar("Numbered", "Page", "PageRef")
"""A value with a page's label and index."""


def find_page(pages: Sequence[Numbered], wanted: str) -> Numbered | None:
    """The page with this printed label, or else the page with this index."""
    by_label = (page for page in pages if page.label == wanted)
    by_index = (page for page in pages if str(page.index) == wanted)
    return next(by_label, None) or next(by_index, None)


def page_reading(document: Document, page: Page | None = None) -> dict[str, Any]:
    """The blocks of a page as JSON, each cut to the page; without a page, of the document."""
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


def reading_lines(reading: dict[str, Any]) -> Iterator[Line]:
    """The JSON of :func:`page_reading` as lines for a terminal."""
    page = reading["page"]
    where = f", page {page['label']} (PDF {page['index']})" if page else ""
    yield Line(reading["document"]["title"] + where, style="bold")
    for warning in reading["warnings"]:
        yield Line(warning, mark="! ", style="yellow")
    if not reading["blocks"]:
        yield Line("No text was found here.")
    for block in reading["blocks"]:
        yield BLANK
        yield Line(block["text"], mark=f"{block['kind']:<12}")
