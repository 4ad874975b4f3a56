"""Selection: few excerpts that cover much, with redundancy removed.

An excerpt is one to three neighbouring sentences of a paragraph. Excerpts read better than single
sentences torn from their context, and more of them make a complete point.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.overviews.lines import Line, adjoin, matrix
from pincite_index.models.encoder import Vectors

LONGEST = 3
"""Sentences of an excerpt."""

Scores = NDArray[np.float32]
"""Shape [n]."""


def centrality(vectors: Vectors) -> Scores:
    """How close each sentence is to the others, 0 to 1: the mean of its positive cosines (degree
    centrality; Erkan and Radev, "LexRank", 2004), stretched.

    >>> centrality(np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)).round(2).tolist()
    [0.25, 1.0, 0.0]
    """
    if not len(vectors):
        return np.zeros(0, np.float32)
    return stretched(np.maximum(vectors @ vectors.T, np.float32(0)).mean(axis=1))


def stretched(values: NDArray[Any]) -> Scores:
    """Values stretched over 0..1 (min-max normalisation)."""
    if not len(values):
        return np.zeros(0, np.float32)
    low, high = values.min(), values.max()
    return np.asarray((values - low) / ((high - low) or 1.0), np.float32)


def select(
    found: Sequence[Line],
    scores: Scores,
    budget: int,
    *,
    threshold: float,
    diversity: float,
    longest: int = LONGEST,
) -> list[list[int]]:
    """The excerpts to show, best first, within a budget of words: the places of their lines.

    Maximal marginal relevance (Carbonell and Goldstein, 1998) over excerpts: each step takes the
    one whose lines gain most together. A line gains its score less ``threshold`` and less
    ``diversity`` times its greatest cosine with the lines taken so far; excerpts that gain nothing
    are not taken, but the first. ``found`` is in text order.
    """
    if not found:
        return []
    vectors = matrix(found)
    nearest = np.zeros(len(found), np.float32)
    words = np.array([line.words for line in found])
    fits = _fits(found)[:longest]
    taken = np.zeros(len(found), bool)
    chosen: list[list[int]] = []
    while budget > 0 and not taken.all():
        gains = np.where(taken, -np.inf, scores - threshold - diversity * nearest)
        gain, start, length = max(_best(gains, fit, n) for n, fit in enumerate(fits, 1))
        if (gain <= 0 and chosen) or not np.isfinite(gain):
            break
        excerpt = list(range(start, start + length))
        if chosen and words[excerpt].sum() > budget + _SLACK:
            break
        chosen.append(excerpt)
        taken[excerpt] = True
        budget -= int(words[excerpt].sum())
        nearest = np.maximum(nearest, (vectors @ vectors[excerpt].T).max(axis=1))
    return chosen


_SLACK = 40
"""Words by which the last excerpt may exceed the budget."""


def _fits(found: Sequence[Line]) -> list[NDArray[np.bool_]]:
    """For each length of an excerpt, where it can start: all of its lines are neighbours."""
    same = np.array([adjoin(*pair) for pair in pairwise(found)], bool)
    fits = [np.ones(len(found), bool)]
    for length in range(2, min(LONGEST, len(found)) + 1):
        fits.append(fits[-1][:-1][: len(found) - length + 1] & same[length - 2 :])
    return fits


def _best(gains: Scores, fit: NDArray[np.bool_], length: int) -> tuple[float, int, int]:
    """The greatest gain of an excerpt of some length, where it starts, and its length."""
    sums = sum(gains[at : len(gains) - length + 1 + at] for at in range(length))
    sums = np.where(fit, sums, -np.inf)
    at = int(np.argmax(sums))
    return float(sums[at]), at, length
