"""The same weights in ONNX Runtime: no torch to import, and a third of the time on a CPU.

The graph is exported once from the weights, checked against the reference, and cached under the
weights' hash; a cached file that does not match its own hash is exported anew.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pincite_index.models.checksums import cache_folder, sha256_of
from pincite_index.models.encoder import (
    Encoder,
    Vectors,
    checked_weights_hash,
    fingerprint,
    model_folder,
)
from pincite_index.models.lazy import Later
from pincite_index.models.onnx_session import by_length, open_session, padded, side_by_side
from pincite_ingest.errors import LibraryError, UsageError

BATCH = 8
"""Texts encoded in one run."""


class OnnxEncoder:
    """Mean-pooled, normalised vectors from an exported transformer, on the CPU.

    Its weights are checked when it is made; the graph is loaded when it is first needed.
    """

    def __init__(self, model: str, *, cache: Path | None = None) -> None:
        folder = model_folder(model)
        digest = checked_weights_hash(model, folder)
        path = (cache or cache_folder()) / f"{digest[:16]}.onnx"
        self.name = model
        self.dimension = _dimension(folder)
        if not (folder / "tokenizer.json").is_file():
            raise UsageError(
                f"There is no tokenizer.json in {folder}; set PINCITE_ENCODER_BACKEND=torch."
            )
        self.fingerprint = fingerprint(model, self.dimension, digest)
        self._graph = Later(lambda: Graph(folder, exported(model, path)))

    def prepare(self) -> None:
        self._graph.start()

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._graph().encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._graph().count_tokens(texts)


class Graph:
    """An export, loaded: a tokenizer and an ONNX Runtime session."""

    def __init__(self, folder: Path, path: Path) -> None:
        from tokenizers import Tokenizer

        self._max_tokens = _max_tokens(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._dimension = _dimension(folder)
        self._session = open_session(path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        tokens = self._tokens(texts)
        batches = by_length(tokens, BATCH)

        def run(rows: list[int]) -> Vectors:
            ids, mask = padded([tokens[row] for row in rows])
            found: list[Vectors] = self._session.run(
                ["vectors"], {"input_ids": ids, "attention_mask": mask}
            )
            return found[0]

        for rows, found in zip(batches, side_by_side(run, batches), strict=True):
            vectors[rows] = found
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids with the special ones; a text too long keeps its beginning and its end mark."""
        found = []
        for encoding in self._tokenizer.encode_batch_fast(list(texts)):
            ids: list[int] = encoding.ids
            if len(ids) > self._max_tokens:
                ids = [*ids[: self._max_tokens - 1], ids[-1]]
            found.append(ids)
        return found


def _dimension(folder: Path) -> int:
    """How long a vector is; DistilBERT and its like call it ``dim``."""
    config = folder / "config.json"
    try:
        said = json.loads(config.read_text("utf-8"))
        dimension = said.get("hidden_size") or said["dim"]
        return int(dimension)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UsageError(
            f"{config} does not say how long the encoder's vectors are (hidden_size, or dim); "
            "name another model, or set PINCITE_ENCODER_BACKEND=torch."
        ) from error


def _max_tokens(folder: Path) -> int:
    """How many tokens of a text are read. sentence-transformers said so in a file of its own up to
    version 5, and since then leaves it to the tokenizer and to the positions the model knows."""
    own = _stated(folder / "sentence_bert_config.json", "max_seq_length")
    tokenizer = _stated(folder / "tokenizer_config.json", "model_max_length")
    positions = _stated(folder / "config.json", "max_position_embeddings")
    return own or min((most for most in (tokenizer, positions) if most), default=256)


def _stated(path: Path, name: str) -> int | None:
    """A number above zero that a file of JSON states, None where it does not."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, OverflowError):
        number = int(json.loads(path.read_text("utf-8")).get(name))
        return number if number > 0 else None
    return None


def exported(model: str, path: Path) -> Path:
    """The model's export, made where it is missing or is not what was written.

    Its hash lies beside it. Raises LibraryError where it cannot be kept.
    """
    seal = path.with_suffix(".sha256")
    try:
        if not (path.exists() and seal.exists() and seal.read_text("utf-8") == sha256_of(path)):
            export(model, path)
            seal.write_text(sha256_of(path), "utf-8")
    except OSError as error:
        raise LibraryError(
            f"The encoder's export cannot be kept in {path.parent}: {error.strerror}; make room or "
            "set XDG_CACHE_HOME to another folder, or set PINCITE_ENCODER_BACKEND=torch."
        ) from error
    return path


def export(model: str, graph: Path) -> None:
    """Write a sentence-transformers model as one ONNX graph, checked against the reference."""
    import warnings

    import torch

    from pincite_index.models.torch_encoder import TorchEncoder

    reference = TorchEncoder(model, device="cpu")
    if reference.modules not in (
        ["Transformer", "Pooling"],
        ["Transformer", "Pooling", "Normalize"],
    ):
        raise UsageError(f"{model} cannot be exported; set PINCITE_ENCODER_BACKEND=torch.")

    class Pooled(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.transformer = reference.transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            states = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=-1)

    ids, mask = torch.ones((2, 16), dtype=torch.int64), torch.ones((2, 16), dtype=torch.int64)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    graph.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=graph.parent) as folder:
        draft = Path(folder) / "model.onnx"
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Pooled().eval(),
                (ids, mask),  # not one tensor twice: the exporter would see one input
                draft,
                input_names=["input_ids", "attention_mask"],
                output_names=["vectors"],
                dynamic_shapes={"input_ids": axes, "attention_mask": axes},
                dynamo=True,
                external_data=False,
                verbose=False,
            )
        _check(reference, draft)
        draft.replace(graph)


def _check(reference: Encoder, graph: Path) -> None:
    """Refuse an export whose vectors are not the reference's."""
    candidate = Graph(model_folder(reference.name), graph)
    texts = ["A sentence.", "Where does it stand, and on which page? " * 8, "word " * 400]
    likeness = (candidate.encode(texts) * reference.encode(texts)).sum(axis=1)
    if float(likeness.min()) < 0.9999:
        raise LibraryError(
            f"The export of {reference.name} differs from the model; "
            "set PINCITE_ENCODER_BACKEND=torch."
        )
