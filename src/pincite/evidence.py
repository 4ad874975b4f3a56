"""Evidence: which sentences of the found passages answer, and no more than those."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.fusion import Ranked
from pincite_index.encoder import Vectors
from pincite_index.lexical import words
from pincite_index.store import Snapshot
from pincite_ingest.document import BlockKind, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that speaks to the question."""

    document: str
    """The document's id."""
    span: Span
    """Where the sentence stands in the canonical text."""
    kind: BlockKind
    """Of the block that it stands in."""
    passage: int
    """Which of the ranked passages it was found in, 0 the best."""
    score: float
    """How well it speaks to the question; comparable within one question."""
    cosine: float
    """Inner product of its vector and the question's."""
    coverage: float
    """Share of the question's idf that its words cover, 0 to 1."""


def idf(terms: Sequence[str], frequencies: Mapping[str, int], passages: int) -> dict[str, float]:
    """How telling each word is (Robertson and Sparck Jones, without its negative end)."""
    return {
        term: math.log(1 + (passages - found + 0.5) / (found + 0.5))
        for term in terms
        for found in [frequencies.get(term, 0)]
    }


def coverage(text: str, weights: Mapping[str, float]) -> float:
    """Share of the words' weight that a text covers; a word counts by its beginning.

    >>> coverage("He invested in 2012.", {"investments": 2.0, "china": 2.0})
    0.5
    """
    total = sum(weights.values())
    if not total:
        return 0.0
    present = {stem(word) for word in words(text)}
    return sum(weight for term, weight in weights.items() if stem(term) in present) / total


def stem(word: str) -> str:
    """A word's beginning, so that "invested" and "investments" agree. Crude, and enough here."""
    for ending in ("ments", "ment", "ings", "ing", "ies", "ied", "ers", "ed", "es", "s", "er"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def gather(
    view: Snapshot, ranked: Sequence[Ranked], question: Vectors, weights: Mapping[str, float]
) -> list[Evidence]:
    """Every sentence of the ranked passages, once, best first."""
    found: dict[tuple[str, int], Evidence] = {}
    for at, one in enumerate(ranked):
        document, passage = one.candidate.document, one.candidate.passage
        text = view.text(document)
        for sentence in view.sentences(document, passage.start, passage.end):
            key = document, sentence.span.start
            if key in found or sentence.span.end > passage.end:
                continue
            cosine = float(np.dot(sentence.vector, question))
            covered = coverage(text[sentence.span.start : sentence.span.end], weights)
            score = cosine + 0.5 * covered + 0.3 * one.score
            found[key] = Evidence(
                document, sentence.span, sentence.kind, at, score, cosine, covered
            )
    return sorted(found.values(), key=lambda one: -one.score)


def choose(evidence: Sequence[Evidence], most: int = 3) -> list[Evidence]:
    """The sentences to quote: the best, and those that come close to it, in reading order."""
    if not evidence:
        return []
    best = evidence[0].score
    chosen = [one for one in evidence[:most] if one.score >= 0.9 * best]
    return sorted(chosen, key=lambda one: (one.passage, one.span.start))
