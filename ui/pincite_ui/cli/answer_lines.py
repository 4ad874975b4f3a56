"""An answer as lines for a terminal: claims, sections, sources, or the closest passages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pincite.types import AnswerKind, Status
from pincite_ui.cli.formatting import hits
from pincite_ui.cli.lines import BLANK, Line
from pincite_ui.wording import count, location, page_list

if TYPE_CHECKING:
    from pincite.types import Answer, Citation, Claim, Section

NOT_ANSWERED = "The documents do not answer this"


def answer(value: Answer) -> Iterator[Line]:
    """An answer with its sources, or that the documents do not answer."""
    if value.standalone_question != value.question:
        yield Line(f"Searched for: {value.standalone_question}", style="dim")
        yield BLANK
    if value.status is Status.ABSTAINED:
        yield from _abstention(value)
        return
    if value.note:
        yield Line(value.note, style="dim" if value.claims else "bold")
    for detail in value.details:
        yield Line(detail.value, mark=f"{detail.name.capitalize()}: ")
    if value.sections:
        for section in value.sections:
            yield BLANK
            yield from _section(section, value)
    else:
        for claim in value.claims:
            yield _claim(claim)
    yield BLANK
    for citation in value.citations:
        yield from source(citation)
    if value.citations:
        yield BLANK
    for suggestion in value.suggestions:
        yield Line(suggestion, mark="Ask next: ", style="dim")
    yield Line(f"Confidence {value.confidence:.2f}.", style="dim")


def _abstention(value: Answer) -> Iterator[Line]:
    said = value.note or f"{NOT_ANSWERED} (confidence {value.confidence:.2f})."
    yield Line(said, style="bold")
    if value.closest:
        yield BLANK
        yield Line("Closest passages (not an answer):")
        yield BLANK
        yield from hits(value.closest)


def _section(section: Section, value: Answer) -> Iterator[Line]:
    heading = section.heading or "Without a heading"
    if section.document is not None and value.kind is not AnswerKind.ABOUT:
        titles = {citation.document.title for citation in value.citations}
        if len(titles) > 1 and section.document.title != heading:
            heading = f"{section.document.title}: {heading}"
    yield Line(heading, style="bold")
    if not section.claims:
        yield Line("Nothing found.", indent=2, style="dim")
    for claim in section.claims:
        yield _claim(claim, indent=2)
    if section.more:
        shown = page_list(page for citation in section.more for page in citation.pages[:1])
        more = count(len(section.more), "more passage")
        yield Line(f"{more}{': ' + shown if shown else ''}", indent=2, style="dim")


def _claim(claim: Claim, indent: int = 0) -> Line:
    marks = "".join(f" [{number}]" for number in claim.citations)
    return Line(claim.text + marks, indent=indent, style="" if indent else "bold")


def source(citation: Citation) -> Iterator[Line]:
    """Where the quotes of a numbered citation are, and the commands that show them."""
    hit = citation.hit
    mark = f"[{citation.number}] "
    yield Line(location(hit.document.title, hit.section, citation.pages), mark=mark)
    for id in citation.quote_ids:
        yield Line(f"pincite show {id}", indent=len(mark), style="dim")
