"""Confidence: the probability that the documents answer, from what finding them brought up.

A logistic regression over a few plain signals, its classes weighted alike. Fitted on the bundled
briefing's questions, on openly licensed reading-comprehension questions, more than half of them
unanswerable on purpose, and on such questions asked of a document that is about something else.
Its signals and threshold were picked with the report set in view; ``tests/benchmarks/README.md``
tells the figures, none of which is held out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from pincite.evidence import Evidence
from pincite.fusion import Ranked

NEAR = 0.5
"""A cosine at which a sentence is about the question; above it, nearness says little."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells an answered question from one that is not."""

    sentence: float
    """Cosine of the nearest sentence and the question, -1 to 0.5: what is nearer tells no more."""
    coverage: float
    """Largest share of the question's idf in one sentence, 0 to 1."""
    odds: float
    """Largest log-odds that the reranker gave; 0 where it is off."""


WEIGHTS = (6.078, -2.778, 0.275)
"""One for each of the signals, in their order. Coverage counts against: of two questions that the
reranker thinks equally well answered, the one that repeats the text is the likelier near miss."""
BIAS = -1.871


def signals(ranked: Sequence[Ranked], evidence: Sequence[Evidence]) -> Signals:
    """What finding brought up; all zero where it brought up nothing."""
    return Signals(
        min(NEAR, max((one.cosine for one in evidence), default=0.0)),
        max((one.coverage for one in evidence), default=0.0),
        max((one.odds for one in ranked if one.odds is not None), default=0.0),
    )


def confidence(found: Signals) -> float:
    """The probability that the documents answer, 0 to 1.

    >>> confidence(Signals(0.5, 0.5, 6.0)) > 0.7 > 0.1 > confidence(Signals(0.1, 0.1, -8.0))
    True
    """
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, astuple(found), strict=True))
    return 1 / (1 + math.exp(-total))
