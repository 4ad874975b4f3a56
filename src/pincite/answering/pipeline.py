"""From a question that stands alone to an answer: find, choose, verify, decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.answering import confidence
from pincite.answering.selection import Evidence, choose, gather, once
from pincite.citations import hit, page_refs
from pincite.query.block_kinds import kinds
from pincite.query.entities import Name, is_place, names, unmistakable
from pincite.query.terms import idf
from pincite.quotes.matching import verify
from pincite.retrieval.ranking import Ranked, asked_above, distinct, fuse, look_closer, rerank
from pincite.retrieval.settling import SETTLED, settle
from pincite.retrieval.trimming import narrow
from pincite.settings import Settings
from pincite.timing import Clock
from pincite.types import Citation, Claim, DocumentRef, Hit, Quote
from pincite_index.models.cross_encoder import Reranker
from pincite_index.models.encoder import Encoder
from pincite_index.search import bm25
from pincite_index.storage.base import Snapshot

APART = 600
"""Characters between a table's first row and the passage of a later one, above which the first row
is a citation of its own."""
BEFORE = 1000
"""Characters before a sentence that may tell which country it is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """What finding brought up for one question."""

    ranked: tuple[Ranked, ...]
    """Passages, settled, near-duplicates dropped, narrowed to what speaks to the question."""
    evidence: tuple[Evidence, ...]
    """The sentences of the first k, best first."""
    chosen: tuple[Evidence, ...]
    """Those that answer, with what they are quoted with, in reading order."""


def find(
    view: Snapshot,
    question: str,
    encoder: Encoder,
    reranker: Reranker | None,
    settings: Settings,
    *,
    k: int,
    documents: Sequence[str] | None = None,
    clock: Clock,
) -> Found:
    """The passages for a question and the sentences in the first k of them."""
    with clock("encode"):
        vector = encoder.encode([question])[0]
        terms = bm25.content_words(question)
    with clock("search"):
        candidates = view.candidates(terms, vector, settings.candidates, documents)
        weights = idf(terms, view.frequencies(terms), view.passage_count())
        ranked = fuse(candidates, settings.dense_weight)
    with clock("look closer"):
        ranked = distinct(look_closer(view, ranked, vector, weights, kinds(question), settings))
    with clock("rerank"):
        if reranker is not None and settings.rerank:
            ranked = rerank(ranked, question, reranker, settings.rerank)
        ranked = narrow(ranked, settings.narrowing)
    with clock("evidence"):
        every = gather(view, ranked[: max(k, SETTLED)], question, weights)
        ranked, every = settle(ranked, every, settings.settling)
        evidence = once([one for one in every if one.passage < k])
        chosen = choose(view, ranked, evidence, names(question))
    return Found(tuple(ranked), tuple(evidence), tuple(chosen))


def answerability(question: str, found: Found, doubter: Reranker | None) -> float:
    """Log-odds that the sentences which would be quoted answer, by a model that learnt to doubt
    it; it reads them behind the question that the first of them stands under, if any."""
    if doubter is None or not found.chosen:
        return confidence.UNDOUBTED
    above = asked_above(found.ranked[found.chosen[0].passage].candidate.passage)
    text = " ".join([above, *(one.text for one in found.chosen)])
    return doubter.read(question, [text.strip()])[0].odds


def signals(
    view: Snapshot, question: str, found: Found, k: int, answerable: float = confidence.UNDOUBTED
) -> confidence.Signals:
    """What speaks for and against an answer from the first k passages."""
    said = [_said(view, one, found.ranked[one.passage]) for one in found.chosen]
    unknown = _unknown(view, names(question))
    return confidence.signals(question, found.ranked[:k], found.evidence, said, unknown, answerable)


def _unknown(view: Snapshot, asked: Sequence[Name]) -> list[Name]:
    """The countries none of whose names has its words in the library's passages."""
    places = [name for name in asked if is_place(name)]
    spellings = {name: [bm25.words(one) for one in unmistakable(name)] for name in places}
    every = {word for name in spellings.values() for spelling in name for word in spelling}
    known = view.frequencies(sorted(every))
    return [
        name
        for name, ways in spellings.items()
        if not any(all(known[word] for word in spelling) for spelling in ways)
    ]


def _said(view: Snapshot, one: Evidence, ranked: Ranked) -> confidence.Said:
    """A sentence with what stands over and around it."""
    info = view.find(one.document)
    passage = ranked.candidate.passage
    before = view.text(one.document)[max(0, one.span.start - BEFORE) : one.span.start]
    heading = passage.section[-1] if passage.section else ""
    below = re.split(rf"{re.escape(heading)}\W*\n", before)[-1] if heading else before
    over = (info.title if info else "", *passage.section)
    return confidence.Said(one.text, one.kind, over, passage.text, below)


def cite(view: Snapshot, found: Found) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Claims and their citations, every quote verified against the stored text."""
    quotes: dict[tuple[int, bool], list[Quote]] = {}
    claims: list[Claim] = []
    for one in found.chosen:
        start, end = one.span.start, one.span.end
        verdict = verify(one.text, view.text(one.document), start, end)
        if not verdict.citable:
            continue
        pages = page_refs(view.pages(one.document), start, end)
        apart = end < found.ranked[one.passage].candidate.passage.start - APART
        place = one.passage, apart
        quotes.setdefault(place, []).append(Quote(start, end, one.text, verdict, pages))
        claims.append(Claim(one.text, (list(quotes).index(place) + 1,)))
    citations = tuple(
        _citation(view, number, found.ranked[passage], quotes[passage, apart], apart)
        for number, (passage, apart) in enumerate(quotes, 1)
    )
    return tuple(claims), citations


def _citation(
    view: Snapshot, number: int, one: Ranked, quotes: Sequence[Quote], apart: bool
) -> Citation:
    """A passage with its quotes in text order, and the pages that these stand on. It is as long as
    its quotes ask for, or where these stand apart from it, they alone."""
    ordered = tuple(sorted(quotes, key=lambda quote: quote.start))
    start, end = ordered[0].start, ordered[-1].end
    passage = one.candidate.passage
    if not apart:  # a table may begin before it, a list run on behind it
        start, end = min(start, passage.start), max(end, passage.end)
    text = view.text(one.candidate.document)[start:end]
    passage = replace(passage, start=start, end=end, text=text, pages=())
    one = replace(one, candidate=replace(one.candidate, passage=passage))
    on = {ref.index: ref for quote in ordered for ref in quote.pages}
    return Citation(number, as_hit(view, one), ordered, tuple(on[at] for at in sorted(on)))


def as_hit(view: Snapshot, one: Ranked) -> Hit:
    """A ranked passage as every door gives it out."""
    info = view.find(one.candidate.document)
    if info is None:
        raise LookupError(one.candidate.document)
    return hit(
        DocumentRef(info.id, info.title, info.source),
        one.candidate.passage,
        view.pages(info.id),
        one.score,
    )
