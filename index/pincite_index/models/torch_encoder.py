"""The reference encoder: sentence-transformers loads any model it knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pincite_index.models.encoder import (
    Vectors,
    checked_weights_hash,
    fingerprint,
    model_folder,
    work_offline,
)


class TorchEncoder:
    """A sentence-transformers model, on the GPU where torch sees one."""

    def __init__(self, model: str, *, device: str | None = None) -> None:
        work_offline()
        from sentence_transformers import SentenceTransformer

        folder = model_folder(model)
        digest = checked_weights_hash(model, folder)
        self._model = SentenceTransformer(str(folder), device=device, local_files_only=True)
        self.name = model
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = fingerprint(model, self.dimension, digest)

    @property
    def modules(self) -> list[str]:
        """The kinds of its parts, in order: what an export has to rebuild."""
        return [type(module).__name__ for module in self._model]

    @property
    def transformer(self) -> Any:
        """The torch module that gives the token states."""
        return self._model[0].auto_model

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, batch_size=32
        )
        return np.asarray(vectors, np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        tokens = self._model.tokenizer(
            list(texts), add_special_tokens=False, truncation=False, padding=False, verbose=False
        )
        return [len(ids) for ids in tokens["input_ids"]]
