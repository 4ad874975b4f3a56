"""Values as lines for a terminal: what `list`, `search`, `show`, `quote` and `feedback` print.

Nothing here prints; :mod:`pincite_ui.cli.output` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from pincite.types import Citation, Hit, QuoteCheck, Verdict
from pincite_ui.cli.lines import BLANK, Line
from pincite_ui.wording import count, location

if TYPE_CHECKING:
    from pincite.types import Place
    from pincite_index.storage.feedback import Feedback


class DocumentRow(Protocol):
    """The facts about a stored document that are listed."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def pages(self) -> int: ...
    @property
    def passages(self) -> int: ...
    @property
    def added(self) -> str: ...
    @property
    def warnings(self) -> Sequence[str]: ...


def short_id(document_id: str) -> str:
    """Enough of an id to identify its document on the command line."""
    return document_id[:12]


def documents(rows: Sequence[DocumentRow]) -> Iterator[Line]:
    """The list of a library's documents."""
    if not rows:
        yield Line("The library has no documents. Add some with: pincite add FILE...")
    for row in rows:
        yield from document(row)


def document(row: DocumentRow, status: str = "") -> Iterator[Line]:
    """A document; ``status`` says what was just done with it, such as "Added: "."""
    mark = short_id(row.id) + "  "
    yield Line(f"{status}{row.title}", mark=mark, style="bold")
    size = [count(row.pages, "page")] if row.pages else []
    size += [count(row.passages, "passage"), f"added {row.added[:10]}"]
    yield Line(", ".join(size), indent=len(mark))
    yield Line(row.source, indent=len(mark), style="dim")
    for warning in row.warnings:
        yield Line(warning, mark="! ", indent=len(mark), style="yellow")


def hits(found: Sequence[Hit]) -> Iterator[Line]:
    """Passages, best first."""
    if not found:
        yield Line("Nothing found: the library has no passages.")
    for number, hit in enumerate(found, start=1):
        mark = f"{number}. "
        if number > 1:
            yield BLANK
        where = location(hit.document.title, hit.section, hit.pages)
        yield Line(where, mark=mark, style="bold")
        yield Line(hit.text, indent=len(mark))
        yield Line(f"{hit.id}  score {hit.score:.3f}", indent=len(mark), style="dim")


def citation(value: Citation) -> Iterator[Line]:
    """A citation found by its id."""
    hit = value.hit
    yield Line(location(hit.document.title, hit.section, hit.pages), style="bold")
    yield Line(hit.document.source, style="dim")
    yield BLANK
    yield Line(hit.text)


_VERDICTS = {
    Verdict.EXACT: "Exact: the document says this word for word.",
    Verdict.NORMALISED: "Verbatim: only spacing, quotation marks, hyphens or ligatures differ.",
    Verdict.ALTERED: "Altered: the document says something similar, but not this.",
    Verdict.MISATTRIBUTED: "Misattributed: the quotation is real, but it is from another place.",
    Verdict.NOT_FOUND: "Not found in these documents.",
}


def quote_check(value: QuoteCheck) -> Iterator[Line]:
    """The verdict on a quotation, the printed text, and where it is."""
    yield Line(_VERDICTS[value.status], style="bold green" if value.status.citable else "bold red")
    if value.place is not None:
        yield from _place(value.place)
    for difference in value.differences:
        yield BLANK
        yield Line(difference.quoted or "(nothing)", mark="quoted   ", style="red")
        yield Line(difference.printed or "(nothing)", mark="printed  ", style="green")
    others = [found for found in value.places if found != value.place]
    if others:
        yield BLANK
        yield Line("Also at:")
        for other in others:
            yield Line(location(other.document.title, (), other.pages), indent=2)


def _place(value: Place) -> Iterator[Line]:
    yield Line(location(value.document.title, (), value.pages))
    yield Line(value.text, indent=2)


def feedback(judgements: Sequence[Feedback]) -> Iterator[Line]:
    """The judgements of answers, oldest first."""
    if not judgements:
        yield Line("No answer has been judged yet.")
    for judgement in judgements:
        yield Line(judgement.question, mark="- ")
        opinion = judgement.opinion.value.replace("_", " ")
        quotes = len(judgement.quotes)
        judged = count(quotes, "quote") if quotes else "an abstention"
        yield Line(f"{opinion}, {judged}, {judgement.given}", indent=2, style="dim")


def exported(file: str, questions: int, left_out: int) -> str:
    """The result of an export in a sentence.

    >>> exported("set.jsonl", 1, 2)
    '1 question is in set.jsonl; 2 are left out: their documents are no longer here.'
    """
    verb = "is" if questions == 1 else "are"
    done = f"{count(questions, 'question')} {verb} in {file}"
    if not left_out:
        return f"{done}."
    verb = "is" if left_out == 1 else "are"
    return f"{done}; {left_out:,} {verb} left out: their documents are no longer here."
