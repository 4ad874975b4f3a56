"""Pooling: vectors of a text and of its parts as means of its token vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.encoder import EncodedText, Part, Vectors

Offsets = NDArray[np.int64]
"""Start and end of each token in its text, in characters, shape [n, 2]; (0, 0) for a special
token."""


def mean_vector(tokens: Vectors) -> Vectors:
    """The mean of token vectors [n, d], scaled to length one.

    >>> [round(float(x), 2) for x in mean_vector(np.array([[3, 0], [3, 8]], np.float32))]
    [0.6, 0.8]
    """
    mean: Vectors = tokens.mean(axis=0)
    return (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)


def pooled(
    text: str,
    tokens: Vectors,
    offsets: Offsets,
    parts: Sequence[Part],
    encode: Callable[[str], Vectors],
) -> EncodedText:
    """A text's vector and those of its parts.

    A part without a token, because the model reads only the beginning of a long text, is encoded by
    itself with ``encode``.
    """
    rows = []
    drawn = offsets[:, 1] > offsets[:, 0]
    for start, end in parts:
        inside = drawn & (offsets[:, 0] >= start) & (offsets[:, 0] < end)
        rows.append(mean_vector(tokens[inside]) if inside.any() else encode(text[start:end]))
    matrix = np.stack(rows) if rows else np.zeros((0, tokens.shape[1]), np.float32)
    return EncodedText(mean_vector(tokens), matrix)
