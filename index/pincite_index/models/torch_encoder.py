"""The reference encoder: sentence-transformers loads any model it knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pincite_index.models.encoder import EncodedText, Part, Vectors
from pincite_index.models.model_files import (
    checked_weights_hash,
    fingerprint,
    model_folder,
    work_offline,
)
from pincite_index.models.pooling import pooled

BATCH = 32
"""Texts encoded at once."""
MEAN_POOLED = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
"""Modules of a model whose vectors may be means of token vectors."""


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
    def mean_pooled(self) -> bool:
        """Whether a text's vector is the mean of its token vectors, and nothing else."""
        modules = [type(module).__name__ for module in self._model]
        return modules in MEAN_POOLED and self._model[1].pooling_mode == "mean"

    @property
    def transformer(self) -> Any:
        """The torch module that gives the token vectors."""
        return self._model[0].auto_model

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, batch_size=BATCH
        )
        return np.asarray(vectors, np.float32)

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[EncodedText]:
        """As the protocol says; with a model that pools otherwise, each part is encoded alone."""
        if not self.mean_pooled:
            vectors = self.encode(texts)
            return [
                EncodedText(vector, self.encode([text[start:end] for start, end in spans]))
                for text, vector, spans in zip(texts, vectors, parts, strict=True)
            ]
        states = self._model.encode(
            list(texts),
            output_value="token_embeddings",
            show_progress_bar=False,
            batch_size=BATCH,
        )
        found = []
        for text, tensor, spans in zip(texts, states, parts, strict=True):
            tokens = tensor.float().cpu().numpy()
            encoding = self._model.tokenizer(
                text, truncation=True, max_length=len(tokens), return_offsets_mapping=True
            )
            offsets = np.array(encoding["offset_mapping"], np.int64).reshape(-1, 2)
            found.append(pooled(text, tokens, offsets, spans, lambda part: self.encode([part])[0]))
        return found

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        tokens = self._model.tokenizer(
            list(texts), add_special_tokens=False, truncation=False, padding=False, verbose=False
        )
        return [len(ids) for ids in tokens["input_ids"]]
