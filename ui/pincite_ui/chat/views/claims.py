"""Claims with their marks: which quote each mark opens, and on which pages it is."""

from __future__ import annotations

from dataclasses import dataclass

from pincite.types import Answer, Citation, Claim, Hit, PageRef, Quote
from pincite_ui.wording import page_list


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark opens: a quote inside a cited passage."""

    cite: str
    """The citation id of the quote, which is highlighted on the page."""
    citation: Citation
    """The passage that contains it."""
    words: str
    """The quote, verbatim."""
    pages: tuple[PageRef, ...]
    """The pages of the quote; the passage may continue on others."""

    @property
    def where(self) -> str:
        """Title and pages, for the tooltip."""
        title, pages = self.citation.document.title, page_list(self.pages)
        return f"{title} · {pages}" if pages else title

    @property
    def label(self) -> str:
        """The mark's text for screen readers."""
        title, pages = self.citation.document.title, page_list(self.pages)
        return f"Citation {self.citation.number}: {title}" + (pages and f", {pages}")

    def card(self, anchor: str) -> str:
        return card_id(anchor, self.citation.number)


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim with its marks."""

    text: str
    targets: tuple[Target, ...]


def span_id(hit: Hit, start: int, end: int) -> str:
    """The citation id of a span of a hit's document."""
    return f"{hit.id.rpartition(':')[0]}:{start}-{end}"


def quote_id(citation: Citation, quote: Quote) -> str:
    return span_id(citation.hit, quote.start, quote.end)


def card_id(anchor: str, number: int) -> str:
    """The element id of a citation's card in the evidence."""
    return f"{anchor}-c{number}"


def shown_claim(answer: Answer, claim: Claim) -> ShownClaim:
    """A claim with one mark for each of its citations; unknown numbers are dropped."""
    by_number = {citation.number: citation for citation in answer.citations}
    cited = [by_number[number] for number in claim.citations if number in by_number]
    return ShownClaim(claim.text, tuple(_target(citation, claim.text) for citation in cited))


def more_claims(citation: Citation) -> list[ShownClaim]:
    """The quotes of a further citation, each with its mark."""
    return [
        ShownClaim(quote.text, (_target(citation, quote.text),)) for quote in citation.quotes
    ] or [ShownClaim(citation.text, (_target(citation, citation.text),))]


def _target(citation: Citation, words: str) -> Target:
    quote = next((q for q in citation.quotes if q.text == words), None)
    quote = quote or next(iter(citation.quotes), None)
    if quote is None:
        return Target(citation.id, citation, citation.hit.text, citation.pages)
    pages = quote.pages or citation.pages
    return Target(quote_id(citation, quote), citation, quote.text, pages)
