"""Fusion: one order out of words, vectors and closer looks, each stage an addition to the last.

Scores are normalised and weighted, not ranks (a convex combination; Bruch, Gai and Ingber, "An
Analysis of Fusion Functions for Hybrid Retrieval", 2023). What follows adds to them and never
replaces them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pincite.query.answer_type import asks
from pincite.query.terms import coverage
from pincite.settings import Settings
from pincite_index.models.cross_encoder import Reranker
from pincite_index.models.encoder import Vectors
from pincite_index.models.relevance import Relevance
from pincite_index.storage.base import Candidate, Sentence, Snapshot
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import BlockKind

LOOK = 30
"""Passages whose sentences are looked at."""
RERANK_WEIGHT = 0.1
"""What one unit of the reranker's log-odds adds."""
KIND_WEIGHT = 0.3
"""What it adds to be a caption, or a table, where one is asked for."""
DUPLICATE_SHARE = 0.7
"""A passage that shares more of its characters with a better one is dropped."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place, with what put it there."""

    candidate: Candidate
    score: float
    """The fused score; comparable within one question."""
    sentences: tuple[Sentence, ...] = ()
    """Its whole sentences, in order, where they were looked at."""
    cosines: tuple[float, ...] = ()
    """Of each sentence and the question."""
    coverage: float = 0.0
    """Share of the question's idf that its words cover, 0 to 1."""
    odds: float | None = None
    """The reranker's log-odds that it answers, where it was read."""
    answers: tuple[float | None, ...] = ()
    """Its log-odds of each sentence to be the answer, where it tells; those of one that it had no
    room to read are the least of the others, those of a passage that it did not the least of all.
    """


def fuse(candidates: Sequence[Candidate], dense_weight: float) -> list[Ranked]:
    """The candidates by their weighted, normalised scores, best first."""
    if not candidates:
        return []
    dense = normalised([candidate.cosine for candidate in candidates])
    top = max(candidate.bm25 for candidate in candidates) or 1.0
    return ordered(
        Ranked(one, dense_weight * near + (1 - dense_weight) * one.bm25 / top)
        for one, near in zip(candidates, dense, strict=True)
    )


def look_closer(
    view: Snapshot,
    ranked: Sequence[Ranked],
    question: Vectors,
    weights: Mapping[str, float],
    asked: Collection[BlockKind],
    settings: Settings,
) -> list[Ranked]:
    """The first passages in an order that heeds their best sentence, the words that they cover and
    whether they are of a kind that is asked for."""
    looked = []
    for one in ranked[:LOOK]:
        passage = one.candidate.passage
        sentences = tuple(
            sentence
            for sentence in view.sentences(one.candidate.document, passage.start, passage.end)
            if sentence.span.end <= passage.end
        )
        cosines = tuple(float(np.dot(sentence.vector, question)) for sentence in sentences)
        covered = coverage(passage.text, weights)
        looked.append(replace(one, sentences=sentences, cosines=cosines, coverage=covered))
    best = normalised([max(one.cosines, default=one.candidate.cosine) for one in looked])
    return [
        *ordered(
            replace(
                one,
                score=one.score
                + settings.sentence_weight * near
                + settings.coverage_weight * one.coverage
                + KIND_WEIGHT * (one.candidate.passage.kind in asked),
            )
            for one, near in zip(looked, best, strict=True)
        ),
        *ranked[LOOK:],
    ]


def distinct(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Without the passages that mostly repeat a better one."""
    kept: list[Ranked] = []
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in ranked:
        start, end = one.candidate.passage.start, one.candidate.passage.end
        most = DUPLICATE_SHARE * (end - start)
        better = spans[one.candidate.document]
        if not any(min(end, until) - max(start, since) > most for since, until in better):
            kept.append(one)
            better.append((start, end))
    return kept


def rerank(ranked: Sequence[Ranked], question: str, reranker: Reranker, n: int) -> list[Ranked]:
    """The first n in an order that heeds the reranker too; the rest behind them, as if it thought
    no better of any, nor of any sentence, than of the worst it read."""
    first = ranked[:n]
    texts = [_answer(one.candidate.passage) for one in first]
    found = reranker.read(question, texts)
    read = ordered(_read(*each) for each in zip(first, texts, found, strict=True))
    least = min((one.odds for one in found), default=0.0)
    worst = min((odds for one in read for odds in one.answers if odds is not None), default=None)
    rest = (
        replace(one, score=one.score + RERANK_WEIGHT * least, answers=(worst,) * len(one.sentences))
        for one in ranked[n:]
    )
    return [*read, *rest]


def asked_above(passage: Passage) -> str:
    """The question that a passage stands under, as in a list of questions and answers, or none."""
    heading = passage.section[-1] if passage.section else ""
    return heading if asks(heading) else ""


def _answer(passage: Passage) -> str:
    """A passage behind the question that it stands under, without which it may say little."""
    heading = asked_above(passage)
    return f"{heading}\n{passage.text}" if heading else passage.text


def _read(one: Ranked, text: str, found: Relevance) -> Ranked:
    begin = one.candidate.passage.end - len(text)
    answers = [found.within(at.span.start - begin, at.span.end - begin) for at in one.sentences]
    least = min((odds for odds in answers if odds is not None), default=None)
    told = tuple(least if odds is None else odds for odds in answers)
    return replace(one, score=one.score + RERANK_WEIGHT * found.odds, odds=found.odds, answers=told)


def ordered(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Best first; of equals, the one that was stored first."""
    return sorted(ranked, key=lambda one: (-one.score, one.candidate.id))


def normalised(values: Sequence[float]) -> list[float]:
    """Values stretched over 0..1.

    >>> normalised([2.0, 3.0, 4.0]), normalised([5.0])
    ([0.0, 0.5, 1.0], [0.0])
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / ((high - low) or 1.0) for value in values]
