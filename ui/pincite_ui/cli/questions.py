"""The verbs that ask a library: ask, search, show, quote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pincite_ingest.errors import CitationError, UsageError
from pincite_ingest.paths import path_of
from pincite_ui import block_kinds
from pincite_ui.cli import page_tables, tables
from pincite_ui.cli.options import Json, Library, opened
from pincite_ui.cli.output import note, one_line, write_json, write_lines

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite.types import Citation
    from pincite_ingest.document import Document, Page

Documents = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="ID", help="Only this document; repeat it for more."),
]
Count = Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")]


def ask(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question, in quotation marks.")
    ],
    history: Annotated[
        list[str] | None,
        typer.Option(metavar="QUESTION", help="An earlier question; repeat it, oldest first."),
    ] = None,
    k: Count = 5,
    documents: Documents = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Answer a question with verified quotes and their pages.

    Where the documents do not answer, it says so and lists the closest passages.

    JSON: {"question", "standalone_question", "status", "confidence", "kind", "answer", "note",
    "count", "claims": [{"text", "citations": [number]}], "sections": [{"heading", "claims",
    "document", "more": [as show]}], "details": [{"name", "value", "origin"}], "suggestions": [],
    "citations": [as show], "closest": [as hits of search], "timings_ms"}
    """
    with opened(library) as assistant:
        answer = assistant.ask(
            question, history=tuple(history or ()), k=k, documents=documents or None
        )
    if json:
        write_json(answer.to_dict())
    else:
        write_lines(tables.answer(answer))


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    k: Count = 5,
    documents: Documents = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Find the passages that fit best.

    JSON: {"query", "hits": [{"id", "document": {"id", "title", "source"}, "section", "pages":
    [{"index", "label"}], "start", "end", "text", "score"}]}
    """
    with opened(library) as assistant:
        hits = assistant.search(query, k=k, documents=documents or None)
    if json:
        write_json({"query": query, "hits": [hit.to_dict() for hit in hits]})
    else:
        write_lines(tables.hits(hits))


def show(
    citation: Annotated[
        str | None, typer.Argument(metavar="CITATION", help="A citation's id.")
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Show how a document was read: its blocks by kind."),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(metavar="LABEL", help="The page, by its printed label or else its number."),
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the page there as PNG: the citation highlighted, or each block outlined in "
            "the colour of its kind.",
        ),
    ] = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Show a citation where it stands, or how a page was read.

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
        write_lines(tables.citation(found))


def _page_of(citation: Citation, wanted: str | None) -> int:
    """The index of the page to draw: the wanted one, else the first that the citation stands on."""
    pages = citation.pages
    if not pages:
        raise CitationError("This citation's document has no pages to draw.")
    if wanted is None:
        return pages[0].index
    page = page_tables.find_page(pages, wanted)
    if page is None:
        raise CitationError(f"The citation does not stand on page {wanted}.")
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
    page = _labelled(document, label)
    if image is not None:
        if page is None:
            raise UsageError("--image needs --page: say which page to draw.")
        _write_image(image, _outlined(assistant, document, page))
    read = page_tables.reading(document, page)
    if json:
        write_json(read)
    else:
        write_lines(page_tables.lines(read))


def _outlined(assistant: Assistant, document: Document, page: Page) -> bytes:
    """The page's image, each block outlined in the colour of its kind."""
    placed = assistant.page(document.id, page.index)
    blocks = list(page_tables.parts(document, placed))
    return assistant.page_image(
        document.id, page.index, outlines=list(block_kinds.coloured(blocks, placed))
    )


def _labelled(document: Document, label: str | None) -> Page | None:
    if label is None:
        return None
    page = page_tables.find_page(document.pages, label)
    if page is None:
        raise CitationError(f"{document.title} has no page {label}.")
    return page


def _write_image(path: Path, png: bytes) -> None:
    path_of(path).write_bytes(png)
    note(f"The page is in {one_line(str(path))}.")


def quote(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The quotation to check.")],
    document: Annotated[
        str | None, typer.Option(metavar="ID", help="The document that it is said to be from.")
    ] = None,
    page: Annotated[
        str | None, typer.Option(metavar="LABEL", help="The page that it is said to be on.")
    ] = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Check a quotation against the documents.

    The verdict is exact, normalised, altered, misattributed or not found. A changed digit or
    negation always counts as altered.

    JSON: {"quote", "status", "document", "pages", "start", "end", "text", "differences":
    [{"quoted", "printed"}], "places": [{"document", "pages", "start", "end", "text"}]}
    """
    with opened(library) as assistant:
        check = assistant.check_quote(text, document=document, page=page)
    if json:
        write_json(check.to_dict())
    else:
        write_lines(tables.quote_check(check))


def feedback(
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write it there as a question set, JSONL, for `pincite eval`."
        ),
    ] = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """List what readers said of answers, or export it as a question set.

    Of a right answer the quotes are the evidence; a wrong one's question goes out without any, for
    you to complete. Answers from documents that are gone are left out of an export.

    JSON: {"feedback": [{"question", "quotes": [{"document", "start", "end", "pages": [label]}],
    "opinion", "given"}]}; of an export {"file", "questions", "left_out"}
    """
    with opened(library) as assistant:
        said = assistant.feedback()
        questions = assistant.feedback_questions() if export is not None else None
    if export is None or questions is None:
        if json:
            write_json({"feedback": [one.to_dict() for one in said]})
        else:
            write_lines(tables.feedback(said))
        return
    path_of(export).write_text(questions.jsonl, encoding="utf-8")
    exported = {"questions": len(questions.rows), "left_out": questions.left_out}
    if json:
        write_json({"file": str(export), **exported})
    else:
        write_lines([tables.Line(tables.exported(one_line(str(export)), **exported))])
