"""The commands that search the documents: ask, about, search and quote."""

from __future__ import annotations

from typing import Annotated

import typer

from pincite_ui.cli import answer_lines, formatting
from pincite_ui.cli.options import Json, Library, opened
from pincite_ui.cli.output import write_json, write_lines

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

    If the documents do not answer, it says so and lists the closest passages.

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
        write_lines(answer_lines.answer(answer))


def about(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="Its id, the beginning of it, or its source.")
    ],
    library: Library = None,
    json: Json = False,
) -> None:
    """Show what a document is: title, authors, date, contents, and where each was found.

    JSON, as of ask, with kind "about": {"question", "standalone_question", "status",
    "confidence", "kind", "answer", "note", "count", "claims", "sections", "details": [{"name",
    "value", "origin"}], "suggestions", "citations", "closest", "timings_ms"}
    """
    with opened(library) as assistant:
        answer = assistant.about(document)
    if json:
        write_json(answer.to_dict())
    else:
        write_lines(answer_lines.answer(answer))


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    k: Count = 5,
    documents: Documents = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Find the best matching passages.

    JSON: {"query", "hits": [{"id", "document": {"id", "title", "source"}, "section", "pages":
    [{"index", "label"}], "start", "end", "text", "score"}]}
    """
    with opened(library) as assistant:
        hits = assistant.search(query, k=k, documents=documents or None)
    if json:
        write_json({"query": query, "hits": [hit.to_dict() for hit in hits]})
    else:
        write_lines(formatting.hits(hits))


def quote(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The quotation to check.")],
    document: Annotated[
        str | None, typer.Option(metavar="ID", help="The document that it is attributed to.")
    ] = None,
    page: Annotated[
        str | None, typer.Option(metavar="LABEL", help="The page that it is attributed to.")
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
        write_lines(formatting.quote_check(check))
