"""The command that shows a citation, or how a page was read: show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pincite_ingest.errors import CitationError, UsageError
from pincite_ingest.paths import path_of
from pincite_ui.cli import formatting
from pincite_ui.cli.options import Json, Library, opened
from pincite_ui.cli.output import note, one_line, write_json, write_lines
from pincite_ui.cli.page_reading import find_page, page_reading, reading_lines
from pincite_ui.page_blocks import coloured_outlines, parts

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite.types import Citation
    from pincite_ingest.document import Document, Page


def show(
    citation: Annotated[
        str | None, typer.Argument(metavar="CITATION", help="A citation's id.")
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Show how a document was read, block by block."),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(metavar="LABEL", help="The page, by its printed label or its number."),
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the page there as PNG: the citation highlighted, or the blocks outlined.",
        ),
    ] = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Show a citation, or how a page was read.

    JSON of a citation: {"number", "id", "document", "section", "pages", "start", "end", "text",
    "quotes": [{"start", "end", "text", "status", "pages"}], "score"}. JSON of a page: {"document",
    "page", "warnings", "blocks": [{"kind", "section", "start", "end", "text"}]}
    """
    if (citation is None) == (document is None):
        raise UsageError("Give either a citation's id or --document ID.")
    if citation is not None:
        with opened(library) as assistant:
            _show_citation(assistant, citation, page, image, json=json)
    elif document is not None:
        with opened(library) as assistant:
            _show_page(assistant, document, page, image, json=json)


def _show_citation(
    assistant: Assistant,
    id: str,
    page: str | None,
    image: Path | None,
    *,
    json: bool,
) -> None:
    found = assistant.show(id)
    if image is not None:
        hit = found.hit
        index = _page_of(found, page)
        png = assistant.page_image(hit.document.id, index, start=hit.start, end=hit.end)
        _write_image(image, png)
    if json:
        write_json(found.to_dict())
    else:
        write_lines(formatting.citation(found))


def _page_of(citation: Citation, wanted: str | None) -> int:
    """The index of the page to draw: the wanted page, or else the citation's first."""
    pages = citation.pages
    if not pages:
        raise CitationError("This citation's document has no pages to draw.")
    if wanted is None:
        return pages[0].index
    page = find_page(pages, wanted)
    if page is None:
        raise CitationError(f"The citation is not on page {wanted}.")
    return page.index


def _show_page(
    assistant: Assistant,
    id: str,
    label: str | None,
    image: Path | None,
    *,
    json: bool,
) -> None:
    document = assistant.document(id)
    page = _find_page(document, label)
    if image is not None:
        if page is None:
            raise UsageError("--image needs --page: choose the page to draw.")
        _write_image(image, _outlined(assistant, document, page))
    read = page_reading(document, page)
    if json:
        write_json(read)
    else:
        write_lines(reading_lines(read))


def _outlined(assistant: Assistant, document: Document, page: Page) -> bytes:
    """The page's image, each block outlined in the colour of its kind."""
    placed = assistant.page(document.id, page.index)  # with the boxes of its glyphs
    blocks = list(parts(document, placed))
    return assistant.page_image(
        document.id, page.index, outlines=list(coloured_outlines(blocks, placed))
    )


def _find_page(document: Document, label: str | None) -> Page | None:
    if label is None:
        return None
    page = find_page(document.pages, label)
    if page is None:
        raise CitationError(f"{document.title} has no page {label}.")
    return page


def _write_image(path: Path, png: bytes) -> None:
    path_of(path).write_bytes(png)
    note(f"The page is in {one_line(str(path))}.")
