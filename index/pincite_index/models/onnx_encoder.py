"""The encoder in ONNX Runtime: no torch to import, and a third of the time on a CPU.

Texts are encoded one at a time, on all cores side by side: no padding, and a vector does not depend
on the texts beside it, which 8-bit arithmetic would otherwise make it do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pincite_index.models.checksums import cache_folder
from pincite_index.models.encoder import EncodedText, Part, Vectors
from pincite_index.models.lazy import Lazy
from pincite_index.models.model_files import (
    checked_weights_hash,
    fingerprint,
    model_folder,
    stated_dimension,
    stated_max_tokens,
)
from pincite_index.models.onnx_export import export, quantise, sealed
from pincite_index.models.onnx_session import open_session, side_by_side
from pincite_index.models.pooling import Offsets, mean_vector, pooled
from pincite_ingest.errors import UsageError


class OnnxEncoder:
    """Mean-pooled, normalised vectors from an exported transformer, on the CPU.

    Its weights are checked when it is made; the graph is loaded when it is first needed.
    """

    def __init__(self, model: str, *, int8: bool = False, cache: Path | None = None) -> None:
        """``int8``: with 8-bit weights and arithmetic; ``cache``: the folder of the exports."""
        folder = model_folder(model)
        digest = checked_weights_hash(model, folder)
        self.name = model
        self.dimension = stated_dimension(folder)
        if not (folder / "tokenizer.json").is_file():
            raise UsageError(
                f"There is no tokenizer.json in {folder}; set PINCITE_ENCODER_BACKEND=torch."
            )
        self.fingerprint = fingerprint(model, self.dimension, digest)
        exports = cache or cache_folder()
        path = exports / f"{digest[:16]}-tokens.onnx"
        self._graph = Lazy(lambda: Graph(folder, _exported(model, folder, path, int8)))

    def prepare(self) -> None:
        self._graph.start()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._graph().encode(texts)

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[EncodedText]:
        return self._graph().encode_parts(texts, parts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._graph().count_tokens(texts)


class Graph:
    """An export, loaded: a tokenizer and an ONNX Runtime session."""

    def __init__(self, folder: Path, path: Path) -> None:
        from tokenizers import Tokenizer

        self._max_tokens = stated_max_tokens(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._dimension = stated_dimension(folder)
        self._session = open_session(path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = side_by_side(lambda text: mean_vector(self._tokens(text)[0]), list(texts))
        return np.stack(rows) if rows else np.zeros((0, self._dimension), np.float32)

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[EncodedText]:
        def encode(row: int) -> EncodedText:
            tokens, offsets = self._tokens(texts[row])
            return pooled(texts[row], tokens, offsets, parts[row], self._encode_alone)

        return side_by_side(encode, range(len(texts)))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def _encode_alone(self, text: str) -> Vectors:
        return mean_vector(self._tokens(text)[0])

    def _tokens(self, text: str) -> tuple[Vectors, Offsets]:
        """A text's token vectors and offsets; a text that is too long keeps its beginning and its
        end mark."""
        encoding = self._tokenizer.encode(text)
        ids, offsets = encoding.ids, encoding.offsets
        if len(ids) > self._max_tokens:
            ids = [*ids[: self._max_tokens - 1], ids[-1]]
            offsets = [*offsets[: self._max_tokens - 1], (0, 0)]
        tokens: Vectors = self._session.run(["tokens"], {"input_ids": np.array([ids], np.int64)})[0]
        return tokens, np.array(offsets, np.int64).reshape(-1, 2)


def _exported(model: str, folder: Path, path: Path, int8: bool) -> Path:
    """The model's graph, exported where it is not in the cache yet."""

    def encode_with(graph: Path, texts: list[str]) -> Vectors:
        return Graph(folder, graph).encode(texts)

    if not int8:
        return sealed(path, lambda: export(model, path, encode_with))
    small = path.with_name(f"{path.stem}-int8.onnx")
    return sealed(
        small, lambda: quantise(_exported(model, folder, path, False), small, encode_with)
    )
