"""Candidates: the passages that words, vectors and whole pages bring up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pincite.query.query import Query
from pincite_index.storage.base import Candidate, PageCandidate, Snapshot

BEST_PAGES = 10
"""Pages whose passages all become candidates."""


def candidates(
    snapshot: Snapshot, query: Query, n: int, documents: Sequence[str] | None
) -> tuple[list[Candidate], Mapping[int, PageCandidate]]:
    """The n best passages by words and the n best by vector, with the passages of the best pages;
    and by candidate id the best page that it stands on, where a page was found."""
    terms, vector = query.terms, query.vector
    pages = snapshot.page_candidates(terms, vector, n, documents)
    best = {
        (page.document, page.index)
        for key in (_cosine, _bm25)
        for page in sorted(pages, key=key, reverse=True)[:BEST_PAGES]
    }
    found = {one.id: one for one in snapshot.candidates(terms, vector, n, documents)}
    for one in snapshot.passages_on(sorted(best), terms, vector):
        found.setdefault(one.id, one)
    return list(found.values()), _page_of(found.values(), pages)


def _cosine(page: PageCandidate) -> float:
    return page.cosine


def _bm25(page: PageCandidate) -> float:
    return page.bm25


def _page_of(
    found: Iterable[Candidate], pages: Iterable[PageCandidate]
) -> dict[int, PageCandidate]:
    """For each candidate, the page by words and vector that shares most characters with it."""
    by_document: defaultdict[str, list[PageCandidate]] = defaultdict(list)
    for page in pages:
        by_document[page.document].append(page)
    best: dict[int, PageCandidate] = {}
    for one in found:
        start, end = one.passage.start, one.passage.end
        shared = [
            (min(end, page.end) - max(start, page.start), at, page)
            for at, page in enumerate(by_document[one.document])
        ]
        most = max(shared, default=None, key=lambda each: each[:2])
        if most and most[0] > 0:
            best[one.id] = most[2]
    return best
