"""Relevance: a cross-encoder's scores of a passage and of its tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


def _no_tokens() -> NDArray[np.float32]:
    return np.empty(0, np.float32)


def _no_offsets() -> NDArray[np.int64]:
    return np.empty((0, 2), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Relevance:
    """How well a passage answers, and where.

    >>> odds, places = np.array([-3, 4, 6], np.float32), np.array([[0, 3], [4, 7], [8, 9]])
    >>> Relevance(2.5, odds, places).within(4, 9)
    5.0
    """

    odds: float
    """Log-odds that the passage answers; comparable across questions."""
    tokens: NDArray[np.float32] = field(default_factory=_no_tokens)
    """Log-odds of each token to be in the sentence that answers, [n]; empty where the model has no
    token scores."""
    offsets: NDArray[np.int64] = field(default_factory=_no_offsets)
    """Start and end of each token in the text, in characters, [n, 2]."""

    def within(self, start: int, end: int) -> float | None:
        """Mean log-odds of the tokens that begin in [start, end); None where no token does."""
        inside = (self.offsets[:, 0] >= start) & (self.offsets[:, 0] < end)
        return float(self.tokens[inside].mean()) if inside.any() else None
