"""Intervals: how far a figure might lie elsewhere had other questions been asked.

The percentile bootstrap (Efron, 1979): the questions are drawn anew with replacement, 1,000 times
with a fixed seed, and the figure is made of each draw; the middle 95 of 100 are the interval. It
knows nothing of what the set leaves out, and is too narrow for a handful of questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.evaluation.measures import Rows

DRAWS = 1000
LEVEL = 0.95
SEED = 20240229
BATCH = 100
"""Draws that are held in memory at once."""

Interval = tuple[float, float]


def interval(rows: Rows, reduce: Callable[[Rows], Any]) -> Interval | None:
    """The interval of a figure, or None where the draws do not differ: then they tell nothing.

    >>> from pincite.evaluation.measures import ratio
    >>> interval(np.array([[1.0, 1.0]] * 9), ratio) is None
    True
    """
    return spread(reduce(rows[draw]) for draw in draws(len(rows)))


def draws(n: int) -> Iterator[NDArray[np.int64]]:
    """Questions drawn with replacement, shape [BATCH, n], the same each time."""
    generator = np.random.default_rng(SEED)
    for _ in range(0, DRAWS, BATCH):
        yield generator.integers(0, max(n, 1), (BATCH, n))


def spread(batches: Iterator[Any]) -> Interval | None:
    """The middle of the figures, or None where they do not differ."""
    values = np.concatenate([np.atleast_1d(batch) for batch in batches])
    values = values[np.isfinite(values)]
    if not len(values) or values.min() == values.max():
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
