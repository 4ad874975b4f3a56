"""Citing: every quote is verified against the stored text before it becomes part of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pincite.answering.selection import Evidence
from pincite.citations import hit, page_refs
from pincite.quotes.matching import verify
from pincite.retrieval.ranking import RankedPassage
from pincite.types import Citation, Claim, DocumentRef, Hit, Quote
from pincite_index.storage.base import Snapshot

APART = 600
"""Characters between a table's first row and the passage of a later one, above which the first row
is a citation of its own."""


def cite(
    snapshot: Snapshot, ranked: Sequence[RankedPassage], chosen: Sequence[Evidence]
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Claims and their citations. A sentence that does not pass verification is left out."""
    quotes: dict[tuple[int, bool], list[Quote]] = {}
    claims: list[Claim] = []
    for one in chosen:
        start, end = one.span.start, one.span.end
        verdict = verify(one.text, snapshot.text(one.document), start, end)
        if not verdict.citable:
            continue
        pages = page_refs(snapshot.pages(one.document), start, end)
        place = one.passage, end < ranked[one.passage].passage.start - APART
        quotes.setdefault(place, []).append(Quote(start, end, one.text, verdict, pages))
        claims.append(Claim(one.text, (list(quotes).index(place) + 1,)))
    citations = tuple(
        _citation(snapshot, number, ranked[passage], quotes[passage, apart], apart)
        for number, (passage, apart) in enumerate(quotes, 1)
    )
    return tuple(claims), citations


def _citation(
    snapshot: Snapshot, number: int, one: RankedPassage, quotes: Sequence[Quote], apart: bool
) -> Citation:
    """A passage, as long as its quotes need, with the quotes in text order and their pages. Quotes
    that stand apart from the passage are a citation by themselves."""
    in_order = tuple(sorted(quotes, key=lambda quote: quote.start))
    start, end = in_order[0].start, in_order[-1].end
    passage = one.passage
    if not apart:
        start, end = min(start, passage.start), max(end, passage.end)
    text = snapshot.text(one.document)[start:end]
    passage = replace(passage, start=start, end=end, text=text, pages=())
    one = replace(one, candidate=replace(one.candidate, passage=passage))
    on = {ref.index: ref for quote in in_order for ref in quote.pages}
    return Citation(number, as_hit(snapshot, one), in_order, tuple(on[at] for at in sorted(on)))


def as_hit(snapshot: Snapshot, one: RankedPassage) -> Hit:
    """A ranked passage as every interface returns it."""
    info = snapshot.find(one.document)
    if info is None:
        raise LookupError(one.document)
    ref = DocumentRef(info.id, info.title, info.source)
    return hit(ref, one.passage, snapshot.pages(info.id), one.score)
