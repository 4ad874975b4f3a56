"""Relevance: how well each sentence of the nearest passages speaks to a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.overviews.lines import Line, lines, matrix, prose
from pincite.overviews.selection import Scores, stretched
from pincite.query.terms import coverage, idf
from pincite_index.models.cross_encoder import Reranker
from pincite_index.models.encoder import Vectors
from pincite_index.search import bm25
from pincite_index.storage.base import Candidate, Snapshot
from pincite_ingest.document import Block

CANDIDATES = 40
"""Passages found by vector and as many by words."""
READ = 24
"""Passages that the cross-encoder reads."""

BEST = 8
"""Lines whose mean score tells whether the documents speak of a subject."""
EVEN, STEEP = 0.6, 2.0
"""The mean score at which that is as likely as not, and how fast the odds grow with it."""


WEIGHTS = {"cosine": 1.4, "coverage": 4.0, "context": 6.5, "passage": 0.13, "answer": 0.23}
"""What makes a sentence relevant, in log-odds: its cosine with the question, the share of the
question's idf that it covers, the share that only its headings cover, and the cross-encoder's
log-odds that its passage and that its words answer. A logistic regression on the questions of
``tests/benchmarks/broad.py``, rounded; left-one-out it ranks no worse."""


@dataclass(frozen=True, slots=True, eq=False)
class Relevant:
    """The sentences of the passages found for a question, in text order by document."""

    lines: tuple[Line, ...]
    scores: Scores
    """Shape [n]."""

    @property
    def confidence(self) -> float:
        """The probability that the documents speak of what is asked, 0 to 1: a logistic curve over
        the mean score of the best lines, since a broad question needs several."""
        best = np.sort(self.scores)[-BEST:]
        return 1 / (1 + math.exp(-STEEP * (float(best.mean()) - EVEN))) if len(best) else 0.0

    def where(self, keep: Sequence[bool]) -> Relevant:
        """Only the lines to keep."""
        chosen = [at for at, kept in enumerate(keep) if kept]
        return Relevant(tuple(self.lines[at] for at in chosen), self.scores[chosen])

    def joined(self, other: Relevant) -> Relevant:
        """The lines of both, each with the better of its scores."""
        best: dict[tuple[str, int], tuple[Line, float]] = {}
        for found in (self, other):
            for line, score in zip(found.lines, found.scores.tolist(), strict=True):
                if line.key not in best or best[line.key][1] < score:
                    best[line.key] = line, score
        order = sorted(best)
        scores = np.array([best[key][1] for key in order], np.float32)
        return Relevant(tuple(best[key][0] for key in order), scores)


def relevant(
    view: Snapshot,
    question: str,
    vector: Vectors,
    reranker: Reranker | None,
    documents: Sequence[str] | None = None,
    read: int = READ,
) -> Relevant:
    """The sentences of the passages nearest to a question, scored. The cross-encoder reads the
    ``read`` nearest passages."""
    terms = bm25.content_words(question)
    known = idf(terms, view.frequencies(terms), view.passage_count())
    nearest = _order(view.candidates(terms, vector, CANDIDATES, documents))
    place: dict[tuple[str, int], int] = {}
    found: list[Line] = []
    blocks: dict[str, list[Block]] = {}
    for at, one in enumerate(nearest):
        passage = one.passage
        if one.document not in blocks:
            blocks[one.document] = view.blocks(one.document)
        within = lines(view, one.document, passage.start, passage.end, blocks[one.document])
        for line in prose(within):
            if line.span.end <= passage.end and line.key not in place:
                place[line.key] = at
                found.append(line)
    texts = [one.passage.text for one in nearest[:read]]
    readings = reranker.read(question, texts) if reranker is not None and texts else []
    lowest = min((one.odds for one in readings), default=0.0)
    passages = np.full(len(found), lowest, np.float32)
    answers = np.full(len(found), np.nan, np.float32)
    for number, line in enumerate(found):
        at = place[line.key]
        if at < len(readings):
            start = line.span.start - nearest[at].passage.start
            odds = readings[at].within(start, start + len(line.text))
            passages[number] = readings[at].odds
            answers[number] = np.nan if odds is None else odds
    worst = 0.0 if np.isnan(answers).all() else float(np.nanmin(answers))
    covered = np.array([coverage(line.text, known) for line in found], np.float32)
    features = {
        "cosine": matrix(found) @ vector if found else np.zeros(0, np.float32),
        "coverage": covered,
        "context": np.array(
            [coverage(" ".join([*line.section, line.text]), known) for line in found], np.float32
        )
        - covered,
        "passage": passages,
        "answer": np.nan_to_num(answers, nan=worst),
    }
    scores = sum(
        (weight * features[name] for name, weight in WEIGHTS.items()),
        np.zeros(len(found), np.float32),
    )
    order = sorted(range(len(found)), key=lambda at: found[at].key)
    return Relevant(
        tuple(found[at] for at in order),
        scores[order],
    )


def _order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Passages by vector and words alike, best first."""
    cosines = stretched(np.array([one.cosine for one in candidates], np.float32))
    top = max((one.bm25 for one in candidates), default=0.0) or 1.0
    scored = [
        (-float(near) - one.bm25 / top, one.id, one)
        for near, one in zip(cosines, candidates, strict=True)
    ]
    return [one for *_, one in sorted(scored, key=lambda each: each[:2])]
