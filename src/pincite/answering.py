"""From a question that stands alone to an answer: find, choose, verify, decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.answer import Citation, Claim, DocumentRef, Hit, Quote
from pincite.citations import hit, page_refs
from pincite.evidence import Evidence, choose, gather
from pincite.fusion import Ranked, distinct, fuse, look_closer, rerank
from pincite.quotes import verify
from pincite.settings import Settings
from pincite.terms import idf
from pincite.timing import Clock
from pincite_index import lexical
from pincite_index.encoder import Encoder
from pincite_index.reranker import Reranker
from pincite_index.store import Snapshot


@dataclass(frozen=True, slots=True)
class Found:
    """What finding brought up for one question."""

    ranked: tuple[Ranked, ...]
    """Passages, best first, near-duplicates dropped."""
    evidence: tuple[Evidence, ...]
    """Their sentences, best first."""


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
        terms = lexical.content_words(question)
    with clock("search"):
        candidates = view.candidates(terms, vector, settings.candidates, documents)
        weights = idf(terms, view.frequencies(terms), view.passage_count())
        ranked = fuse(candidates, settings.dense_weight)
    with clock("look closer"):
        ranked = distinct(look_closer(view, ranked, vector, weights))
    with clock("rerank"):
        if reranker is not None and settings.rerank:
            ranked = rerank(ranked, question, reranker, settings.rerank)
    with clock("evidence"):
        evidence = gather(ranked[:k], weights)
    return Found(tuple(ranked), tuple(evidence))


def cite(view: Snapshot, found: Found) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Claims and their citations, every quote verified against the stored text."""
    hits: dict[int, Hit] = {}
    quotes: dict[int, list[Quote]] = {}
    claims: list[Claim] = []
    for one in choose(found.evidence):
        verdict = verify(one.text, view.text(one.document), one.span.start, one.span.end)
        if not verdict.citable:
            continue
        if one.passage not in hits:
            hits[one.passage] = as_hit(view, found.ranked[one.passage])
        quotes.setdefault(one.passage, []).append(
            Quote(one.span.start, one.span.end, one.text, verdict)
        )
        claims.append(Claim(one.text, (list(hits).index(one.passage) + 1,)))
    citations = tuple(
        _citation(view, number, hits[passage], quotes[passage])
        for number, passage in enumerate(hits, 1)
    )
    return tuple(claims), citations


def _citation(view: Snapshot, number: int, found: Hit, quotes: Sequence[Quote]) -> Citation:
    """A passage with its quotes, and the pages that these stand on."""
    pages = view.pages(found.document.id)
    on = {ref.index: ref for quote in quotes for ref in page_refs(pages, quote.start, quote.end)}
    return Citation(
        number,
        found,
        tuple(sorted(quotes, key=lambda quote: quote.start)),
        tuple(on[index] for index in sorted(on)),
    )


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
