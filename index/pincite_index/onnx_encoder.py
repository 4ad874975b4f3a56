"""The same weights in ONNX Runtime: no torch to import, and a third of the time on a CPU.

The graph is exported once from the weights, checked against the reference, and cached under the
weights' hash; a cached file that does not match its own hash is exported anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pincite_index.encoder import Encoder, Vectors, checked_weights_hash, fingerprint, model_folder
from pincite_ingest.errors import LibraryError, UsageError

BATCH = 16
"""Texts encoded at once; sorted by length, so that little of a batch is padding."""


class OnnxEncoder:
    """Mean-pooled, normalised vectors from an exported transformer, on the CPU."""

    def __init__(self, model: str, *, cache: Path | None = None, threads: int = 0) -> None:
        digest = checked_weights_hash(model, model_folder(model))
        graph = (cache or default_cache()) / f"{digest[:16]}.onnx"
        if not graph.exists():
            export(model, graph)
        self._load(model, graph, digest, threads)

    @classmethod
    def from_graph(cls, model: str, graph: Path, digest: str, threads: int = 0) -> OnnxEncoder:
        """An encoder over an export that lies at ``graph``."""
        encoder = cls.__new__(cls)
        encoder._load(model, graph, digest, threads)
        return encoder

    def _load(self, model: str, graph: Path, digest: str, threads: int) -> None:
        from tokenizers import Tokenizer

        folder = model_folder(model)
        config = json.loads((folder / "config.json").read_text("utf-8"))
        limits = folder / "sentence_bert_config.json"
        self._max_tokens = int(
            json.loads(limits.read_text("utf-8"))["max_seq_length"] if limits.exists() else 256
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.name = model
        self.dimension = int(config["hidden_size"])
        self.fingerprint = fingerprint(model, self.dimension, digest)
        self._session = open_session(graph, threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        tokens = self._tokens(texts)
        order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            width = max(len(tokens[row]) for row in rows)
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros((len(rows), width), np.int64)
            for at, row in enumerate(rows):
                ids[at, : len(tokens[row])] = tokens[row]
                mask[at, : len(tokens[row])] = 1
            feed = {"input_ids": ids, "attention_mask": mask}
            vectors[rows] = self._session.run(["vectors"], feed)[0]
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


def default_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("pincite", appauthor=False) / "encoders"


def open_session(graph: Path, threads: int = 0) -> Any:
    """An ONNX Runtime session on the CPU; ``threads`` 0 takes the cores there are."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or len(os.sched_getaffinity(0))
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has no common base class for its errors
        raise LibraryError(
            f"The model file {graph} is damaged; delete it and start again."
        ) from error


def export(model: str, graph: Path) -> None:
    """Write a sentence-transformers model as one ONNX graph, checked against the reference."""
    import warnings

    import torch

    from pincite_index.torch_encoder import TorchEncoder

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
    candidate = OnnxEncoder.from_graph(reference.name, graph, "")
    texts = ["A sentence.", "Where does it stand, and on which page? " * 8, "word " * 400]
    likeness = (candidate.encode(texts) * reference.encode(texts)).sum(axis=1)
    if float(likeness.min()) < 0.9999:
        raise LibraryError(
            f"The export of {reference.name} differs from the model; "
            "set PINCITE_ENCODER_BACKEND=torch."
        )
