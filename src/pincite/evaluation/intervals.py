"""Confidence intervals: how much a figure would vary with other questions of the same kind.

The percentile bootstrap (Efron, 1979) as SciPy computes it: 1,000 samples of the questions, drawn
with replacement and a fixed seed. It is too narrow for a handful of questions, and says nothing
about kinds of questions that the set lacks.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.evaluation.extras import require
from pincite.evaluation.measures import Rows

DRAWS = 1000
LEVEL = 0.95
SEED = 20240229
BATCH = 100
"""Samples held in memory at once."""

Interval = tuple[float, float]


def interval(rows: Rows, reduce: Callable[[Rows], Any]) -> Interval | None:
    """The interval of a figure; None when all samples give the same figure.

    >>> from pincite.evaluation.measures import ratio
    >>> interval(np.array([[1.0, 1.0]] * 9), ratio) is None
    True
    """
    return bootstrap(len(rows), lambda questions: reduce(rows[questions]))


def bootstrap(n: int, figure: Callable[[NDArray[np.int64]], Any]) -> Interval | None:
    """The interval of a figure over n questions, where ``figure`` takes their numbers.

    ``figure`` gets an array [..., n] and returns an array [...].
    """
    if n < 2:
        return None
    stats = require("scipy.stats", "eval")
    with warnings.catch_warnings():  # about samples without a figure, which are left out below
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (np.arange(n),),
            lambda questions, axis: figure(questions),
            n_resamples=DRAWS,
            batch=BATCH,
            vectorized=True,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
    values = found.bootstrap_distribution[np.isfinite(found.bootstrap_distribution)]
    if not len(values) or values.min() == values.max():
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
