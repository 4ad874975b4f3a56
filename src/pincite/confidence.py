"""Confidence: the probability that the documents answer, from what finding them brought up.

A logistic regression over a few plain signals, its classes weighted alike. Fitted by
``tests/benchmarks/confidence.py`` on the bundled briefing's questions, on openly licensed
reading-comprehension questions, more than half of them unanswerable on purpose, and on such
questions asked of a document that is about something else. The report set was seen when signals
and threshold were picked; ``tests/benchmarks/README.md`` tells the figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from pincite.answer_type import answer_type, holds
from pincite.evidence import Evidence
from pincite.fusion import Ranked
from pincite.names import missing, names

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
    names: float
    """Least share of the question's names that a sentence and its headings lack, 0 to 1."""
    type: float
    """1 where no sentence has the sort of thing that is asked for (a number, a date), else 0."""


WEIGHTS = (3.6, -2.48, 0.26, -2.16, -2.53)
"""One for each of the signals, in their order. Coverage counts against: of two questions that the
reranker thinks equally well answered, the one that repeats the text is the likelier near miss."""
BIAS = -0.36


def signals(
    question: str,
    ranked: Sequence[Ranked],
    evidence: Sequence[Evidence],
    said: Sequence[tuple[str, str]],
) -> Signals:
    """What finding brought up; of nothing, what speaks least for an answer.

    ``said`` holds the best sentences, each with its headings and its document's title.
    """
    wanted = names(question)
    lacking = min((missing(wanted, f"{text} {over}") for text, over in said), default=len(wanted))
    expected = answer_type(question)
    return Signals(
        min(NEAR, max((one.cosine for one in evidence), default=0.0)),
        max((one.coverage for one in evidence), default=0.0),
        max((one.odds for one in ranked if one.odds is not None), default=0.0),
        lacking / max(1, len(wanted)),
        float(not any(holds(text, expected) for text, _ in said)),
    )


def confidence(found: Signals) -> float:
    """The probability that the documents answer, 0 to 1.

    >>> found, not_found = Signals(0.5, 0.5, 6.0, 0, 0), Signals(0.1, 0.1, -8.0, 1, 0)
    >>> confidence(found) > 0.7 > 0.2 > confidence(not_found)
    True
    """
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, astuple(found), strict=True))
    return 1 / (1 + math.exp(-total))
