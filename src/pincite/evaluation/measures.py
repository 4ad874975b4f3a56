"""The measures: what each question contributes to a figure, and how the figure is computed.

Each question contributes two numbers, its marks, so a figure is a function of rows of numbers. The
same rows are resampled for the interval (``intervals.py``) and permuted for a test between two runs
(``comparison.py``). All measures are deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pincite.evaluation.extras import require
from pincite.evaluation.outcome import Outcome
from pincite.evaluation.ranking import ranking

BUDGETS = (150, 300, 600)
"""Numbers of words that a reader reads."""

Rows = NDArray[np.float64]
"""Marks, shape [..., questions, 2]."""
Marks = tuple[float, float]
"""What a question contributes: a numerator and a denominator."""
NOTHING: Marks = (0.0, 0.0)
"""The marks of a question that does not count in a figure."""
Unit = Literal["share", "count", "ms"]
"""The unit of a figure: a share of 1, a count, or milliseconds."""


def ratio(rows: Rows) -> Any:
    """The sum of the numerators over the sum of the denominators; NaN if that is 0."""
    part, whole = np.moveaxis(rows.sum(axis=-2), -1, 0)
    return np.divide(part, whole, out=np.full_like(part, math.nan), where=whole > 0)


def total(rows: Rows) -> Any:
    """The sum of the numerators."""
    return rows[..., 0].sum(axis=-1)


def nearest_rank(share: float) -> Callable[[Rows], Any]:
    """A percentile by the nearest-rank method: always one of the values."""

    def of(rows: Rows) -> Any:
        parts = np.sort(rows[..., 0], axis=-1)
        if not parts.shape[-1]:
            return np.full(parts.shape[:-1], math.nan)
        return parts[..., math.ceil(share * parts.shape[-1]) - 1]

    return of


def auroc(rows: Rows) -> Any:
    """Area under the ROC curve (Mann-Whitney), where the second mark is 1 or -1; ties count half.

    >>> float(auroc(np.array([[0.9, 1], [0.4, 1], [0.4, -1], [0.1, -1]])))
    0.875
    """
    rankdata = require("scipy.stats", "eval").rankdata
    if not rows.shape[-2]:
        return np.full(rows.shape[:-2], math.nan)
    yes = rows[..., 1] > 0
    here = yes.sum(axis=-1).astype(float)
    pairs = here * (yes.shape[-1] - here)
    above = (rankdata(rows[..., 0], axis=-1) * yes).sum(axis=-1) - here * (here + 1) / 2
    return np.divide(above, pairs, out=np.full_like(above, math.nan), where=pairs > 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: its marks and how they are reduced to a number."""

    name: str
    marks: Callable[[Outcome], Marks]
    """What a question contributes; NOTHING if it does not count."""
    reduce: Callable[[Rows], Any] = ratio
    """Turns rows of marks [..., questions, 2] into figures [...]."""
    unit: Unit = "share"

    def rows(self, outcomes: Sequence[Outcome]) -> Rows:
        """Shape [questions, 2]."""
        return np.array([self.marks(outcome) for outcome in outcomes], np.float64).reshape(-1, 2)


def _mean(over: Callable[[Outcome], bool], of: Callable[[Outcome], float]) -> Any:
    """Marks for a mean of ``of`` over the questions that ``over`` selects."""
    return lambda outcome: (float(of(outcome)), 1.0) if over(outcome) else NOTHING


def _parts(of: Callable[[Outcome], float], whole: Callable[[Outcome], float]) -> Any:
    """Marks for a ratio of sums over the questions whose ranking counts."""
    return lambda outcome: (
        (float(of(outcome)), float(whole(outcome))) if outcome.scored else NOTHING
    )


def _ranks(outcome: Outcome) -> list[float]:
    return [math.inf if rank is None else rank for rank in outcome.ranks]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _recall(k: int) -> Measure:
    return Measure(f"recall@{k}", _mean(_scored, lambda outcome: min(_ranks(outcome)) <= k))


def _all_recall(k: int) -> Measure:
    return Measure(
        f"all evidence recall@{k}", _mean(_scored, lambda outcome: max(_ranks(outcome)) <= k)
    )


def _page_recall(k: int) -> Measure:
    return Measure(
        f"page recall@{k}",
        _mean(
            lambda outcome: outcome.question.answerable and outcome.has_pages,
            lambda outcome: (outcome.page_rank or math.inf) <= k,
        ),
    )


def _within(words: int) -> Measure:
    return Measure(
        f"evidence within {words} words", _mean(_scored, lambda outcome: outcome.within(words))
    )


def _all_within(words: int) -> Measure:
    return Measure(
        f"all evidence within {words} words",
        _mean(_scored, lambda outcome: outcome.within(words) == 1),
    )


def _scored(outcome: Outcome) -> bool:
    return outcome.scored


def _nuggets(outcome: Outcome) -> bool:
    return outcome.question.answerable and bool(outcome.nuggets.covered)


def _vital(outcome: Outcome) -> bool:
    return outcome.question.answerable and outcome.nuggets.vital_total > 0


def _quoted(outcome: Outcome) -> bool:
    return _nuggets(outcome) and outcome.nuggets.words > 0


MEASURES: tuple[Measure, ...] = (
    *map(_recall, (1, 3, 5, 10)),
    *map(_all_recall, (3, 5)),
    *map(_page_recall, (1, 5, 10)),
    Measure("MRR", _mean(_scored, lambda outcome: ranking(outcome.ranks, len(outcome.hits))[0])),
    Measure(
        "nDCG@10", _mean(_scored, lambda outcome: ranking(outcome.ranks, len(outcome.hits))[1])
    ),
    *map(_within, BUDGETS),
    *map(_all_within, BUDGETS),
    Measure(
        "character recall@5",
        _mean(_scored, lambda outcome: _share(outcome.covered_characters, outcome.gold_characters)),
    ),
    Measure(
        "character precision@5",
        _mean(
            _scored,
            lambda outcome: _share(outcome.covered_characters, outcome.retrieved_characters),
        ),
    ),
    Measure(
        "character IoU@5",
        _mean(
            _scored,
            lambda outcome: _share(
                outcome.covered_characters,
                outcome.retrieved_characters + outcome.gold_characters - outcome.covered_characters,
            ),
        ),
    ),
    Measure(
        "answer containment",
        _mean(
            lambda outcome: outcome.contains_answer is not None,
            lambda outcome: bool(outcome.contains_answer),
        ),
    ),
    Measure(
        "citation precision",
        _parts(lambda outcome: outcome.quotes_on_gold, lambda outcome: outcome.quotes_shown),
    ),
    Measure(
        "citation recall",
        _parts(lambda outcome: outcome.gold_quoted, lambda outcome: len(outcome.gold)),
    ),
    Measure(
        "word F1 of quotes",
        _parts(
            lambda outcome: 2 * outcome.shared_words,
            lambda outcome: outcome.quoted_words + outcome.gold_words,
        ),
    ),
    Measure(
        "unanswerable refused",
        _mean(lambda outcome: not outcome.question.answerable, lambda outcome: outcome.refused),
    ),
    Measure(
        "answerable refused",
        _mean(lambda outcome: outcome.question.answerable, lambda outcome: outcome.refused),
    ),
    Measure(
        "refusals that are right",
        _mean(lambda outcome: outcome.refused, lambda outcome: not outcome.question.answerable),
    ),
    Measure(
        "confidence AUROC",
        lambda outcome: (outcome.answer.confidence, 1.0 if outcome.question.answerable else -1.0),
        auroc,
    ),
    Measure(
        "vital recall",
        _mean(_vital, lambda outcome: outcome.nuggets.vital_covered / outcome.nuggets.vital_total),
    ),
    Measure(
        "nugget recall", _mean(_nuggets, lambda outcome: float(np.mean(outcome.nuggets.covered)))
    ),
    Measure(
        "word precision",
        _mean(_quoted, lambda outcome: outcome.nuggets.shared_words / outcome.nuggets.words),
    ),
    Measure(
        "quotes to the point",
        _mean(
            _quoted, lambda outcome: outcome.nuggets.quotes_to_the_point / outcome.nuggets.quotes
        ),
    ),
    Measure(
        "wrong pages",
        lambda outcome: (outcome.wrong_pages, 1.0) if outcome.scored else NOTHING,
        total,
        "count",
    ),
    Measure("median ms", lambda outcome: (outcome.milliseconds, 1.0), nearest_rank(0.5), "ms"),
    Measure("p95 ms", lambda outcome: (outcome.milliseconds, 1.0), nearest_rank(0.95), "ms"),
)
"""Every measure, in display order."""
