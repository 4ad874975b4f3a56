"""Each question of an evaluation in HTML: its answer beside its gold, and links to the places."""

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
"""What the choices above the questions hide."""


def questions(outcomes: Sequence[Outcome], server: str) -> str:
    numbers = Counter(one.result for one in outcomes)
    choices = [("all", f"all {len(outcomes):,}")]
    choices += [(_name(r), f"{r.value} {numbers[r]:,}") for r in Result if numbers[r]]
    radios = "".join(
        f'<label><input type=radio name=shown id="show-{name}"{" checked" * (name == "all")}>'
        f"{words}</label>"
        for name, words in choices
    )
    every = "".join(_question(one, server) for one in outcomes)
    return (
        f"<section><h2>Each question</h2><p class=soft>The places are links to {escape(server)}, "
        "where <code>pincite serve</code> shows them on their pages.</p>"
        f"<fieldset class=filter><legend>Show</legend>{radios}</fieldset>{every}</section>"
    )


def _question(one: Outcome, server: str) -> str:
    question = one.question
    earlier = "".join(f"<p class=soft dir=auto>{escape(said)}</p>" for said in question.history)
    searched = one.answer.standalone_question
    as_searched = (
        f"<p class=soft dir=auto>Searched for: {escape(searched)}</p>"
        if question.history and searched != question.question
        else ""
    )
    labels = ", ".join(filter(None, (question.id, question.kind, question.sort)))
    return (
        f'<article class="{_name(one.result)}"><header><span class="verdict '
        f'{plots.TONES[one.result]}">{one.result.value}</span><span class=soft dir=auto>'
        f"{escape(labels)}</span></header>{earlier}<h3 dir=auto>{escape(question.question)}</h3>"
        f"{as_searched}<div class=two><div><h4>Answer</h4>{''.join(_answer(one, server))}</div>"
        f"<div><h4>Gold</h4>{''.join(_gold(one))}</div></div><footer class=soft>Confidence "
        f"{one.answer.confidence:.2f}, {one.milliseconds:,.0f} ms</footer></article>"
    )


def _answer(one: Outcome, server: str) -> Iterator[str]:
    """What is quoted and where, or what comes closest."""
    if one.refused:
        yield "<p>It says that the documents do not answer."
        if one.answer.closest:
            hit = one.answer.closest[0]
            yield f" Closest: {_link(server, hit.id, hit.document.title, hit.pages)}"
        yield "</p>"
    for claim in one.answer.claims:
        yield f"<blockquote dir=auto>{escape(claim.text)}</blockquote>"
        links = [
            _cited(claim.text, citation, server)
            for citation in one.answer.citations
            if citation.number in claim.citations
        ]
        yield f"<p class=place>{'<br>'.join(links)}</p>"


def _cited(text: str, citation: Citation, server: str) -> str:
    """A link to the quote of a citation that a claim is made of."""
    of = citation.document
    spans = [Span(quote.start, quote.end) for quote in citation.quotes if quote.text == text]
    id = str(CitationId(of.id, spans[0])) if spans else citation.id
    return _link(server, id, of.title, citation.pages)


def _link(server: str, id: str, title: str, pages: Sequence[PageRef]) -> str:
    where = ", ".join([title, *map(str, pages)])
    address = escape(f"{server}/cite/{url_quote(id, safe=':-')}")
    return f'<a href="{address}" dir=auto>{escape(where)}</a>'


def _gold(one: Outcome) -> Iterator[str]:
    """What should have been quoted, and which passage held it."""
    if not one.question.answerable:
        yield "<p>The documents do not answer this.</p>"
    places = iter(zip(one.gold, one.ranks, strict=True))
    for piece in one.question.evidence:
        if piece.text:
            yield f"<blockquote dir=auto>{escape(piece.text)}</blockquote>"
        said = [f"p. {escape(piece.page)}"] if piece.page else []
        if piece.worded:
            found, rank = next(places)
            said.append(_held(bool(found), rank))
        yield f"<p class=place>{', '.join(said)}</p>"
    if one.question.answers:
        yield f"<p class=place dir=auto>In short: {escape(' / '.join(one.question.answers))}</p>"


def _held(found: bool, rank: int | None) -> str:
    if not found:
        return "stands nowhere in the documents"
    return "in none of the passages found" if rank is None else f"in passage {rank}"
