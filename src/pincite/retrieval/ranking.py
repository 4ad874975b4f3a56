"""Ranking: one order out of words, vectors, pages and the cross-encoder, by one linear score.

Scores are normalised over the candidates and weighted (a convex combination; Bruch, Gai and Ingber,
"An Analysis of Fusion Functions for Hybrid Retrieval", 2023). The weights are fitted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pincite.query.query import Query
from pincite.retrieval.features import (
    PassageFeatures,
    SentenceFeatures,
    question_above,
    sentence_features,
    shares,
    stretched,
)
from pincite.weights import Linear
from pincite_index.models.cross_encoder import Reranker
from pincite_index.storage.base import Candidate, PageCandidate, Sentence, Snapshot
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import BETWEEN_BLOCKS, BlockKind, Span

LOOKED_AT = 30
"""Passages whose sentences are scored."""
DUPLICATE_SHARE = 0.7
"""A passage that shares more of its characters with a better one is dropped."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A whole sentence of a passage, scored by itself."""

    sentence: Sentence
    text: str
    """The sentence, verbatim."""
    features: SentenceFeatures
    score: float
    """Comparable within one question."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A candidate in its place, with the features that put it there."""

    candidate: Candidate
    features: PassageFeatures
    score: float
    """Comparable within one question."""
    sentences: tuple[RankedSentence, ...] = ()
    """Its whole sentences, in text order, where they were looked at."""
    relevance: float | None = None
    """The reranker's log-odds that the passage answers, where it was read."""

    @property
    def passage(self) -> Passage:
        return self.candidate.passage

    @property
    def document(self) -> str:
        """The document's id."""
        return self.candidate.document


def first_order(
    query: Query,
    candidates: Sequence[Candidate],
    pages: Mapping[int, PageCandidate],
    model: Linear,
) -> list[RankedPassage]:
    """The candidates by words and vectors, best first. ``pages`` holds, by the id of a candidate,
    the page that it stands on."""
    on = [pages.get(one.id) for one in candidates]
    columns = zip(
        candidates,
        stretched(one.cosine for one in candidates),
        shares(one.bm25 for one in candidates),
        shares(page.bm25 if page else 0.0 for page in on),
        strict=True,
    )
    features = [
        (one, PassageFeatures(cosine, bm25, query.coverage(one.passage.text), page_bm25=page))
        for one, cosine, bm25, page in columns
    ]
    return ordered(RankedPassage(one, found, model(found)) for one, found in features)


def with_sentences(
    snapshot: Snapshot, query: Query, ranked: Sequence[RankedPassage], model: Linear
) -> list[RankedPassage]:
    """The first ``LOOKED_AT`` passages in an order that heeds their nearest sentence, and the rest
    behind them."""
    looked = [
        replace(one, sentences=tuple(_sentences(snapshot, query, one)))
        for one in ranked[:LOOKED_AT]
    ]
    nearest = stretched(
        max((found.features.cosine for found in one.sentences), default=one.candidate.cosine)
        for one in looked
    )
    return [
        *ordered(
            _rescored(one, model, best_sentence=near)
            for one, near in zip(looked, nearest, strict=True)
        ),
        *ranked[LOOKED_AT:],
    ]


def _sentences(snapshot: Snapshot, query: Query, one: RankedPassage) -> Iterable[RankedSentence]:
    passage = one.passage
    before = question_above(passage)
    for sentence in snapshot.sentences(one.document, passage.start, passage.end):
        span = sentence.span
        if span.end > passage.end:
            continue
        text = passage.text[span.start - passage.start : span.end - passage.start]
        cosine = float(np.dot(sentence.vector, query.vector))
        header = sentence.kind is BlockKind.TABLE and _is_first_row(snapshot, one.document, span)
        features = sentence_features(query, text, sentence.kind, cosine, before, header_row=header)
        yield RankedSentence(sentence, text, features, 0.0)
        before = text


def _is_first_row(snapshot: Snapshot, document: str, row: Span) -> bool:
    start, end = row.start, row.end
    text = snapshot.text(document)
    first = start == 0 or text.endswith(BETWEEN_BLOCKS, 0, start)
    return first and end < len(text) and not text.startswith(BETWEEN_BLOCKS, end)


def read(
    query: Query, ranked: Sequence[RankedPassage], reranker: Reranker, n: int
) -> list[RankedPassage]:
    """The passages with what the cross-encoder makes of the first ``n`` and of their sentences.

    A passage that it did not read, and a sentence that it had no room for, get its lowest score.
    """
    texts = [_behind_its_question(one.passage) for one in ranked[:n]]
    found = reranker.read(query.text, texts)
    lowest = min((one.odds for one in found), default=0.0)
    within: list[list[float | None]] = []
    for one, text, relevance in zip(ranked[:n], texts, found, strict=True):
        begin = one.passage.end - len(text)
        spans = (at.sentence.span for at in one.sentences)
        within.append([relevance.within(at.start - begin, at.end - begin) for at in spans])
    known = [odds for each in within for odds in each if odds is not None]
    within += [[None] * len(one.sentences) for one in ranked[n:]]
    odds = [*(one.odds for one in found), *(None for _ in ranked[n:])]
    return [
        replace(
            one,
            features=replace(one.features, relevance=lowest if relevance is None else relevance),
            relevance=relevance,
            sentences=tuple(
                replace(at, features=replace(at.features, relevance=value))
                for at, value in zip(one.sentences, _filled(each, known), strict=True)
            ),
        )
        for one, each, relevance in zip(ranked, within, odds, strict=True)
    ]


def _filled(values: Sequence[float | None], known: Sequence[float]) -> list[float]:
    """Values with the lowest in place of those that are missing: of the passage, else of all."""
    there = [value for value in values if value is not None]
    lowest = min(there or known, default=0.0)
    return [lowest if value is None else value for value in values]


def final_order(
    ranked: Sequence[RankedPassage], sentences: Linear, ranking: Linear
) -> list[RankedPassage]:
    """The passages by all their features, the score of their best sentence among them."""
    scored = [
        replace(
            one,
            sentences=tuple(replace(at, score=sentences(at.features)) for at in one.sentences),
        )
        for one in ranked
    ]
    best = [max((at.score for at in one.sentences), default=None) for one in scored]
    lowest = min((score for score in best if score is not None), default=0.0)
    return ordered(
        _rescored(one, ranking, answer=lowest if score is None else score)
        for one, score in zip(scored, best, strict=True)
    )


def _rescored(one: RankedPassage, model: Linear, **features: float) -> RankedPassage:
    found = replace(one.features, **features)
    return replace(one, features=found, score=model(found))


def distinct(ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
    """The passages without those that mostly repeat a better one."""
    kept: list[RankedPassage] = []
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in ranked:
        start, end = one.passage.start, one.passage.end
        most = DUPLICATE_SHARE * (end - start)
        better = spans[one.document]
        if not any(min(end, until) - max(start, since) > most for since, until in better):
            kept.append(one)
            better.append((start, end))
    return kept


def ordered(ranked: Iterable[RankedPassage]) -> list[RankedPassage]:
    """Best first; of equals, the one that was stored first."""
    return sorted(ranked, key=lambda one: (-one.score, one.candidate.id))


def _behind_its_question(passage: Passage) -> str:
    """A passage behind the question that it stands under, without which it may say little."""
    heading = question_above(passage)
    return f"{heading}\n{passage.text}" if heading else passage.text
