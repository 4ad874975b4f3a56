"""Fusion: one order out of words, vectors and a second look.

Scores are normalised and weighted, not ranks (a convex combination; Bruch, Gai and Ingber, "An
Analysis of Fusion Functions for Hybrid Retrieval", 2023). The reranker's log-odds are added, they
never replace the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pincite_index.reranker import Reranker
from pincite_index.store import Candidate

RERANK_WEIGHT = 0.1
"""What one unit of log-odds adds; chosen on the reranker's own validation data."""
DUPLICATE_SHARE = 0.5
"""A passage that shares more of its characters with a better one is dropped."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place, with what put it there."""

    candidate: Candidate
    score: float
    """The fused score; comparable within one question."""
    dense: float
    """Cosine, normalised over the candidates to 0..1."""
    lexical: float
    """BM25, normalised over the candidates to 0..1."""
    reranked: float | None = None
    """The reranker's log-odds, where it read the passage."""


def fuse(candidates: Sequence[Candidate], dense_weight: float) -> list[Ranked]:
    """The candidates by their weighted, normalised scores, best first."""
    if not candidates:
        return []
    cosines = np.array([candidate.cosine for candidate in candidates])
    scores = np.array([candidate.bm25 for candidate in candidates])
    dense = (cosines - cosines.min()) / (np.ptp(cosines) or 1.0)
    lexical = scores / (scores.max() or 1.0)
    ranked = [
        Ranked(candidate, dense_weight * d + (1 - dense_weight) * b, d, b)
        for candidate, d, b in zip(candidates, dense.tolist(), lexical.tolist(), strict=True)
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.candidate.id))


def distinct(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Without the passages that mostly repeat a better one."""
    kept: list[Ranked] = []
    for one in ranked:
        if not any(_shared(one.candidate, other.candidate) > DUPLICATE_SHARE for other in kept):
            kept.append(one)
    return kept


def rerank(ranked: Sequence[Ranked], question: str, reranker: Reranker, n: int) -> list[Ranked]:
    """The first n in an order that heeds the reranker too; the rest behind them."""
    first = list(ranked[:n])
    if not first:
        return []
    odds = reranker.score(question, [one.candidate.passage.text for one in first])
    first = [
        replace(one, score=one.score + RERANK_WEIGHT * score, reranked=score)
        for one, score in zip(first, odds.tolist(), strict=True)
    ]
    first.sort(key=lambda one: (-one.score, one.candidate.id))
    return [*first, *ranked[n:]]


def _shared(one: Candidate, other: Candidate) -> float:
    """The share of a passage's characters that stand in another too."""
    if one.document != other.document:
        return 0.0
    start = max(one.passage.start, other.passage.start)
    end = min(one.passage.end, other.passage.end)
    return max(0, end - start) / (one.passage.end - one.passage.start)
