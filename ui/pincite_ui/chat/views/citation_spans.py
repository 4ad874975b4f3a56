"""Which characters a mark in the answer points at, and on which pages they stand."""

from __future__ import annotations

from dataclasses import dataclass

from pincite.types import Answer, Citation, Claim, Hit, PageRef, Quote


@dataclass(frozen=True, slots=True)
class Target:
    """What choosing a mark opens: a quote inside one cited passage."""

    cite: str
    """The citation id of the quote itself, which is what is highlighted on the page."""
    citation: Citation
    """The passage that holds it."""
    words: str
    """The quote, verbatim."""
    pages: tuple[PageRef, ...]
    """The pages that the quote stands on, where the passage may run on to others."""


def span_id(hit: Hit, start: int, end: int) -> str:
    """The citation id of some characters of a hit's document."""
    return f"{hit.id.rpartition(':')[0]}:{start}-{end}"


def quote_id(citation: Citation, quote: Quote) -> str:
    return span_id(citation.hit, quote.start, quote.end)


def card_id(marks: str, number: int) -> str:
    """The element id of a card in the evidence."""
    return f"{marks}-c{number}"


def targets(answer: Answer, claim: Claim) -> list[Target]:
    """The quotes that a claim cites, one for each mark; a number that cites nothing is dropped."""
    found = []
    by_number = {citation.number: citation for citation in answer.citations}
    for number in claim.citations:
        citation = by_number.get(number)
        if citation is None:
            continue
        quote = next((q for q in citation.quotes if q.text == claim.text), None)
        quote = quote or next(iter(citation.quotes), None)
        if quote is None:
            found.append(Target(citation.id, citation, citation.hit.text, citation.pages))
        else:
            on = quote.pages or citation.pages
            found.append(Target(quote_id(citation, quote), citation, quote.text, on))
    return found
