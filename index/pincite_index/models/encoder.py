"""The protocol of encoders: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape [n, d], each row of length one."""
Part = tuple[int, int]
"""Start and end of a part of a text, in characters; half open."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """A text with the vectors of its parts, all from one reading of the text."""

    vector: Vectors
    """Of the whole text, shape [d], of length one."""
    parts: Vectors
    """One row for each part, shape [m, d], each of length one."""


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Identifies the vector space: the model's name, its dimension and a hash of its weights.

        Precision is no part of it: int8 and float32 vectors of the same weights can be compared.
        """

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, float32 [n, d], L2-normalised."""

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[EncodedText]:
        """Encodes each text once, and its parts as means of the text's own token vectors.

        This is late chunking (Guenther et al., "Late Chunking: Contextual Chunk Embeddings Using
        Long-Context Embedding Models", 2024). ``parts`` has a list for each text.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without the special ones."""
