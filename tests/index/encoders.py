"""A stand-in encoder for tests that do not look at meaning: quick, deterministic, no weights."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from pincite_index.models.encoder import EncodedText, Part, Vectors
from pincite_index.search.bm25 import words


class HashEncoder:
    """Words hashed into a few dimensions: texts that share words are near each other."""

    name = "hash"
    dimension = 64
    fingerprint = "hash/64/0"

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[EncodedText]:
        vectors = self.encode(texts)
        return [
            EncodedText(vector, self.encode([text[start:end] for start, end in spans]))
            for text, vector, spans in zip(texts, vectors, parts, strict=True)
        ]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(words(text)) for text in texts]
