"""Values as lines of text for a terminal: what `ask`, `search`, `list`, `show` and `quote` print.

Nothing here prints. A line keeps its text apart from its style and its indent, so that document
text is never read as markup and the printer alone decides about width and colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pincite.types import Citation, Hit, PageRef, QuoteCheck, Status, Verdict

if TYPE_CHECKING:
    from pincite.types import Answer, Place
    from pincite_index.storage.feedback import Feedback


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of output."""

    text: str
    """Plain text; it may hold anything, the printer makes it harmless."""
    mark: str = ""
    """Stands left of the first row; the other rows are indented by its width."""
    indent: int = 0
    """Columns left free before the mark."""
    style: str = ""
    """A style for the whole line where the output has colours."""


BLANK = Line("")


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


def short(document_id: str) -> str:
    """Enough of an id to name its document on the command line."""
    return document_id[:12]


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "page"), counted(1200, "passage")
    ('1 page', '1,200 passages')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def place_of(title: str, section: Sequence[str], pages: Iterable[PageRef]) -> str:
    """Where something stands, in a reader's words.

    >>> place_of("The report", ["Trade", "Rail"], [PageRef(12, "10")])
    'The report, Trade › Rail, p. 10 (PDF 12)'
    """
    parts = [title, " › ".join(section), ", ".join(str(page) for page in pages)]
    return ", ".join(part for part in parts if part)


def documents(rows: Sequence[DocumentRow]) -> Iterator[Line]:
    """The list of a library's documents."""
    if not rows:
        yield Line("The library holds no documents. Add some with: pincite add FILE...")
    for row in rows:
        yield from document(row)


def document(row: DocumentRow, status: str = "") -> Iterator[Line]:
    """One document, after what has just been done with it, if anything."""
    mark = short(row.id) + "  "
    yield Line(f"{status}{row.title}", mark=mark, style="bold")
    size = [counted(row.pages, "page")] if row.pages else []
    size += [counted(row.passages, "passage"), f"added {row.added[:10]}"]
    yield Line(", ".join(size), indent=len(mark))
    yield Line(row.source, indent=len(mark), style="dim")
    for warning in row.warnings:
        yield Line(warning, mark="! ", indent=len(mark), style="yellow")


def answer(value: Answer) -> Iterator[Line]:
    """An answer with its sources, or that there is none."""
    if value.standalone_question != value.question:
        yield Line(f"Searched for: {value.standalone_question}", style="dim")
        yield BLANK
    if value.status is Status.ABSTAINED:
        yield Line(
            f"The documents do not answer this (confidence {value.confidence:.2f}).", style="bold"
        )
        if value.closest:
            yield BLANK
            yield Line("The closest passages, which are not an answer:")
            yield BLANK
            yield from hits(value.closest)
        return
    for claim in value.claims:
        marks = "".join(f" [{number}]" for number in claim.citations)
        yield Line(claim.text + marks, style="bold")
    yield BLANK
    for citation in value.citations:
        yield from source(citation)
    yield BLANK
    yield Line(f"Confidence {value.confidence:.2f}.", style="dim")


def source(citation: Citation) -> Iterator[Line]:
    """Where the quotes of a numbered citation stand, and how to open each."""
    hit = citation.hit
    mark = f"[{citation.number}] "
    yield Line(place_of(hit.document.title, hit.section, citation.pages), mark=mark)
    for id in citation.quote_ids:
        yield Line(f"pincite show {id}", indent=len(mark), style="dim")


def hits(found: Sequence[Hit]) -> Iterator[Line]:
    """Passages, best first."""
    if not found:
        yield Line("Nothing found: the library holds no passages.")
    for number, hit in enumerate(found, start=1):
        mark = f"{number}. "
        if number > 1:
            yield BLANK
        where = place_of(hit.document.title, hit.section, hit.pages)
        yield Line(where, mark=mark, style="bold")
        yield Line(hit.text, indent=len(mark))
        yield Line(f"{hit.id}  score {hit.score:.3f}", indent=len(mark), style="dim")


def citation(value: Citation) -> Iterator[Line]:
    """A citation looked up by its id."""
    hit = value.hit
    yield Line(place_of(hit.document.title, hit.section, hit.pages), style="bold")
    yield Line(hit.document.source, style="dim")
    yield BLANK
    yield Line(hit.text)


_VERDICTS = {
    Verdict.EXACT: "Exact: the document says this word for word.",
    Verdict.NORMALISED: "Verbatim: only spacing, quotation marks, hyphens or ligatures differ.",
    Verdict.ALTERED: "Altered: the document says something near, but not this.",
    Verdict.MISATTRIBUTED: "Misattributed: it is real, but stands elsewhere.",
    Verdict.NOT_FOUND: "Not found in these documents.",
}


def quote_check(value: QuoteCheck) -> Iterator[Line]:
    """The verdict on a quotation, what is printed, and where."""
    yield Line(_VERDICTS[value.status], style="bold green" if value.status.citable else "bold red")
    if value.place is not None:
        yield from place(value.place)
    for difference in value.differences:
        yield BLANK
        yield Line(difference.quoted or "(nothing)", mark="quoted   ", style="red")
        yield Line(difference.printed or "(nothing)", mark="printed  ", style="green")
    others = [found for found in value.places if found != value.place]
    if others:
        yield BLANK
        yield Line("Also at:")
        for other in others:
            yield Line(place_of(other.document.title, (), other.pages), indent=2)


def place(value: Place) -> Iterator[Line]:
    """Where a quotation, or the text nearest to it, stands."""
    yield Line(place_of(value.document.title, (), value.pages))
    yield Line(value.text, indent=2)


def feedback(said: Sequence[Feedback]) -> Iterator[Line]:
    """What readers said of answers, oldest first."""
    if not said:
        yield Line("Nobody has judged an answer yet.")
    for one in said:
        yield Line(one.question, mark="- ")
        opinion = one.opinion.value.replace("_", " ")
        of = counted(len(one.quotes), "quote") if one.quotes else "a refusal"
        yield Line(f"{opinion}, {of}, {one.given}", indent=2, style="dim")


def exported(file: str, questions: int, left_out: int) -> str:
    """What became of an export.

    >>> exported("set.jsonl", 1, 2)
    '1 question is in set.jsonl; 2 are left out: their documents are no longer here.'
    """
    verb = "is" if questions == 1 else "are"
    done = f"{counted(questions, 'question')} {verb} in {file}"
    if not left_out:
        return f"{done}."
    verb = "is" if left_out == 1 else "are"
    return f"{done}; {left_out:,} {verb} left out: their documents are no longer here."
