"""The measures: what each question adds to a figure, and how these make the figure.

Each question adds two numbers, its marks, so that a figure is made from rows of numbers alone: the
same rows are resampled for its interval (``intervals.py``) and swapped for a test between two runs
(``comparison.py``). All are deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pincite.evaluation.outcome import Outcome
from pincite.evaluation.ranking import ranking

BUDGETS = (150, 300, 600)
"""Words that a reader may be given."""

Rows = NDArray[np.float64]
"""Marks, shape [..., questions, 2]."""
Marks = tuple[float, float]
"""What one question adds: a part, and the whole that it is a part of."""
NOTHING: Marks = (0.0, 0.0)
"""The marks of a question that does not bear on a figure."""
Unit = Literal["share", "count", "ms"]
"""What a figure is in: a share of 1, a number of things, or milliseconds."""


def ratio(rows: Rows) -> Any:
    """The parts over the wholes; not a number where there is no whole."""
    part, whole = np.moveaxis(rows.sum(axis=-2), -1, 0)
    return np.divide(part, whole, out=np.full_like(part, math.nan), where=whole > 0)


def total(rows: Rows) -> Any:
    """The sum of the parts."""
    return rows[..., 0].sum(axis=-1)


def nearest_rank(share: float) -> Callable[[Rows], Any]:
    """The least part that at least this share of the parts does not exceed."""

    def of(rows: Rows) -> Any:
        parts = np.sort(rows[..., 0], axis=-1)
        if not parts.shape[-1]:
            return np.full(parts.shape[:-1], math.nan)
        return parts[..., math.ceil(share * parts.shape[-1]) - 1]

    return of


def auroc(rows: Rows) -> Any:
    """How well the parts tell wholes of 1 from wholes of -1 (Mann and Whitney), ties counted half.

    >>> float(auroc(np.array([[0.9, 1], [0.4, 1], [0.4, -1], [0.1, -1]])))
    0.875
    """
    from scipy.stats import rankdata

    if not rows.shape[-2]:
        return np.full(rows.shape[:-2], math.nan)
    yes = rows[..., 1] > 0
    here = yes.sum(axis=-1).astype(float)
    pairs = here * (yes.shape[-1] - here)
    above = (rankdata(rows[..., 0], axis=-1) * yes).sum(axis=-1) - here * (here + 1) / 2
    return np.divide(above, pairs, out=np.full_like(above, math.nan), where=pairs > 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, and how it makes a figure."""

    name: str
    marks: Callable[[Outcome], Marks]
    """What a question adds; NOTHING where it does not bear on the figure."""
    reduce: Callable[[Rows], Any] = ratio
    """Makes the figure of rows of marks, whatever the axes before the last two."""
    unit: Unit = "share"

    def rows(self, outcomes: Sequence[Outcome]) -> Rows:
        """Shape [questions, 2]."""
        return np.array([self.marks(one) for one in outcomes], np.float64).reshape(-1, 2)


def _mean(over: Callable[[Outcome], bool], of: Callable[[Outcome], float]) -> Any:
    """Marks for a mean over the questions that ``over`` picks."""
    return lambda one: (float(of(one)), 1.0) if over(one) else NOTHING


def _parts(of: Callable[[Outcome], float], whole: Callable[[Outcome], float]) -> Any:
    """Marks for a ratio of sums over the questions that are scored."""
    return lambda one: (float(of(one)), float(whole(one))) if one.scored else NOTHING


def _ranks(one: Outcome) -> list[float]:
    return [math.inf if rank is None else rank for rank in one.ranks]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _recall(k: int) -> Measure:
    return Measure(f"recall@{k}", _mean(_scored, lambda one: min(_ranks(one)) <= k))


def _all_recall(k: int) -> Measure:
    return Measure(f"all evidence recall@{k}", _mean(_scored, lambda one: max(_ranks(one)) <= k))


def _page_recall(k: int) -> Measure:
    return Measure(
        f"page recall@{k}",
        _mean(
            lambda one: one.question.answerable and one.paged,
            lambda one: (one.page_rank or math.inf) <= k,
        ),
    )


def _within(words: int) -> Measure:
    return Measure(f"evidence within {words} words", _mean(_scored, lambda one: one.within(words)))


def _all_within(words: int) -> Measure:
    return Measure(
        f"all evidence within {words} words",
        _mean(_scored, lambda one: one.within(words) == 1),
    )


def _scored(one: Outcome) -> bool:
    return one.scored


MEASURES: tuple[Measure, ...] = (
    *map(_recall, (1, 3, 5, 10)),
    *map(_all_recall, (3, 5)),
    *map(_page_recall, (1, 5)),
    Measure("MRR", _mean(_scored, lambda one: ranking(one.ranks, len(one.hits))[0])),
    Measure("nDCG@10", _mean(_scored, lambda one: ranking(one.ranks, len(one.hits))[1])),
    *map(_within, BUDGETS),
    *map(_all_within, BUDGETS),
    Measure(
        "character recall@5",
        _mean(_scored, lambda one: _share(one.covered_characters, one.gold_characters)),
    ),
    Measure(
        "character precision@5",
        _mean(_scored, lambda one: _share(one.covered_characters, one.retrieved_characters)),
    ),
    Measure(
        "character IoU@5",
        _mean(
            _scored,
            lambda one: _share(
                one.covered_characters,
                one.retrieved_characters + one.gold_characters - one.covered_characters,
            ),
        ),
    ),
    Measure(
        "answer containment",
        _mean(lambda one: one.contains_answer is not None, lambda one: bool(one.contains_answer)),
    ),
    Measure(
        "citation precision",
        _parts(lambda one: one.quotes_on_gold, lambda one: one.quotes_shown),
    ),
    Measure("citation recall", _parts(lambda one: one.gold_quoted, lambda one: len(one.gold))),
    Measure(
        "word F1 of quotes",
        _parts(lambda one: 2 * one.shared_words, lambda one: one.quoted_words + one.gold_words),
    ),
    Measure(
        "unanswerable refused",
        _mean(lambda one: not one.question.answerable, lambda one: one.refused),
    ),
    Measure(
        "answerable refused", _mean(lambda one: one.question.answerable, lambda one: one.refused)
    ),
    Measure(
        "refusals that are right",
        _mean(lambda one: one.refused, lambda one: not one.question.answerable),
    ),
    Measure(
        "confidence AUROC",
        lambda one: (one.answer.confidence, 1.0 if one.question.answerable else -1.0),
        auroc,
    ),
    Measure(
        "wrong pages",
        lambda one: (one.wrong_pages, 1.0) if one.scored else NOTHING,
        total,
        "count",
    ),
    Measure("median ms", lambda one: (one.milliseconds, 1.0), nearest_rank(0.5), "ms"),
    Measure("p95 ms", lambda one: (one.milliseconds, 1.0), nearest_rank(0.95), "ms"),
)  # fmt: skip
"""Every measure, in the order in which they are shown."""
