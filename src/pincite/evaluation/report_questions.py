"""Each question of an evaluation as HTML: its answer next to its gold, with links to the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote as url_quote

from pincite.citations import CitationId
from pincite.evaluation import plots
from pincite.evaluation.outcome import Outcome, Result
from pincite.types import Citation, PageRef
from pincite_ingest.document import Span


def _name(result: Result) -> str:
    return result.name.lower().replace("_", "-")


FILTERS = "".join(
    f"body:has(#show-{_name(result)}:checked) article:not(.{_name(result)}) {{ display: none }}\n"
    for result in Result
)
"""The style rules behind the filter above the questions."""


def questions(outcomes: Sequence[Outcome], server: str) -> str:
    numbers = Counter(outcome.result for outcome in outcomes)
    choices = [("all", f"all {len(outcomes):,}")]
    choices += [(_name(r), f"{r.value} {numbers[r]:,}") for r in Result if numbers[r]]
    radios = "".join(
        f'<label><input type=radio name=shown id="show-{name}"{" checked" * (name == "all")}>'
        f"{words}</label>"
        for name, words in choices
    )
    every = "".join(_question(outcome, server) for outcome in outcomes)
    return (
        f"<section><h2>Each question</h2><p class=soft>Each place links to {escape(server)}, "
        "where <code>pincite serve</code> shows the page.</p>"
        f"<fieldset class=filter><legend>Show</legend>{radios}</fieldset>{every}</section>"
    )


def _question(outcome: Outcome, server: str) -> str:
    question = outcome.question
    earlier = "".join(f"<p class=soft dir=auto>{escape(said)}</p>" for said in question.history)
    searched = outcome.answer.standalone_question
    as_searched = (
        f"<p class=soft dir=auto>Searched for: {escape(searched)}</p>"
        if question.history and searched != question.question
        else ""
    )
    labels = ", ".join(filter(None, (question.id, question.kind, question.sort)))
    return (
        f'<article class="{_name(outcome.result)}"><header><span class="verdict '
        f'{plots.TONES[outcome.result]}">{outcome.result.value}</span><span class=soft dir=auto>'
        f"{escape(labels)}</span></header>{earlier}<h3 dir=auto>{escape(question.question)}</h3>"
        f"{as_searched}<div class=two><div><h4>Answer</h4>{''.join(_answer(outcome, server))}</div>"
        f"<div><h4>Gold</h4>{''.join(_gold(outcome))}</div></div><footer class=soft>Confidence "
        f"{outcome.answer.confidence:.2f}, {outcome.milliseconds:,.0f} ms</footer></article>"
    )


def _answer(outcome: Outcome, server: str) -> Iterator[str]:
    """The quotes and their places, or the closest passage."""
    if outcome.refused:
        yield "<p>Refused: the documents do not answer."
        if outcome.answer.closest:
            hit = outcome.answer.closest[0]
            yield f" Closest: {_link(server, hit.id, hit.document.title, hit.pages)}"
        yield "</p>"
    for claim in outcome.answer.claims:
        yield f"<blockquote dir=auto>{escape(claim.text)}</blockquote>"
        links = [
            _cited(claim.text, citation, server)
            for citation in outcome.answer.citations
            if citation.number in claim.citations
        ]
        yield f"<p class=place>{'<br>'.join(links)}</p>"


def _cited(text: str, citation: Citation, server: str) -> str:
    """A link to the quote of a citation that a claim consists of."""
    of = citation.document
    spans = [Span(quote.start, quote.end) for quote in citation.quotes if quote.text == text]
    id = str(CitationId(of.id, spans[0])) if spans else citation.id
    return _link(server, id, of.title, citation.pages)


def _link(server: str, id: str, title: str, pages: Sequence[PageRef]) -> str:
    where = ", ".join([title, *map(str, pages)])
    address = escape(f"{server}/cite/{url_quote(id, safe=':-')}")
    return f'<a href="{address}" dir=auto>{escape(where)}</a>'


def _gold(outcome: Outcome) -> Iterator[str]:
    """The evidence, and the passage that contains it; for a broad question the nuggets."""
    if not outcome.question.answerable:
        yield "<p>The documents do not answer this.</p>"
    places = iter(zip(outcome.gold, outcome.ranks, strict=True))
    for piece in outcome.question.evidence:
        if piece.text:
            yield f"<blockquote dir=auto>{escape(piece.text)}</blockquote>"
        notes = [f"p. {escape(piece.page)}"] if piece.page else []
        notes += [f"PDF page {piece.index}"] if piece.index is not None else []
        if piece.has_text:
            found, rank = next(places)
            notes.append(_where(bool(found), rank))
        yield f"<p class=place>{', '.join(notes)}</p>"
    for nugget, covered in zip(outcome.question.nuggets, outcome.nuggets.covered, strict=True):
        vital = ", vital" if nugget.vital else ""
        state = "covered" if covered else "not covered"
        yield f"<p class=place dir=auto>{escape(nugget.label)} ({state}{vital})</p>"
    if outcome.question.answers:
        short = escape(" / ".join(outcome.question.answers))
        yield f"<p class=place dir=auto>Short answer: {short}</p>"


def _where(found: bool, rank: int | None) -> str:
    if not found:
        return "not in the documents"
    return "in no passage" if rank is None else f"in passage {rank}"
