"""Confidence: the probability that the documents answer, from what finding them brought up.

A logistic regression over a few plain signals. Fitted by ``tests/benchmarks/confidence.py`` on
questions that are used for nothing else; the benchmark's README tells which, and shows the curve.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from pincite.evidence import Evidence
from pincite.fusion import Ranked


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells an answered question from one that is not."""

    cosine: float
    """Of the best passage, -1 to 1."""
    sentence: float
    """Cosine of the best sentence, -1 to 1."""
    coverage: float
    """Largest share of the question's idf in one of the first passages, 0 to 1."""
    odds: float
    """Largest log-odds the reranker gave, 0 where it is off."""


WEIGHTS = (1.5, 3.0, 2.0, 0.25)
"""One for each of the signals, in their order."""
BIAS = -2.6


def signals(ranked: Sequence[Ranked], evidence: Sequence[Evidence]) -> Signals:
    odds = [one.odds for one in ranked if one.odds is not None]
    return Signals(
        max((one.candidate.cosine for one in ranked), default=0.0),
        max((one.cosine for one in evidence), default=0.0),
        max((one.coverage for one in evidence), default=0.0),
        max(odds, default=0.0),
    )


def confidence(found: Signals) -> float:
    """The probability that the documents answer, 0 to 1.

    >>> confidence(Signals(0.8, 0.8, 1.0, 4.0)) > 0.9 > 0.1 > confidence(Signals(0.1, 0.1, 0.0, -6))
    True
    """
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, astuple(found), strict=True))
    return 1 / (1 + math.exp(-total))
