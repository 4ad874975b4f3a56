"""Export: a trained model as one ONNX graph with int8 weights, and how far its scores are off."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.onnx_session import open_session
from pincite_ingest.errors import LibraryError
from training.model import INPUTS, Pairs, from_run, need
from training.smoothing import smooth

GRAPH = "reranker_int8.onnx"
OUTPUTS = ("score", "tokens")
PROBES = (
    ("When does the ferry leave?", "The ferry leaves at nine in the morning."),
    ("Who repaired the pier?", "The pier was repaired by the harbour board in 1987. " * 6),
    ("What does a ticket cost?", "Herring is a fish."),
    ("Why was the island abandoned?", "Its last families left when the well ran dry. " * 12),
)
"""Pairs that tell whether an export is faithful."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to."""

    sha256: str
    """Of the graph, to be set in pincite_index/reranker."""
    float_gap: float
    """Largest difference of a score before the weights are rounded, in log-odds."""
    int8_gap: float
    """The same after it."""


def export(run: Path, out: Path, pairs: Sequence[tuple[str, str]] = PROBES) -> Exported:
    """Write the graph and the tokenizer. Raises LibraryError where the graph is not the model.

    Weights are rounded once, one scale a channel; activations as they come, one scale a tensor.
    That is why the library scores one pair at a time, and so does this check. Weights take seven
    bits of the eight, for processors without VNNI add two products in sixteen, and would clip.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model, reader = from_run(run), Pairs(run)
    expected = _torch_scores(model, reader, pairs)
    smooth(model, [reader.tensors([pair]) for pair in pairs])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "model.onnx"
        _write(model, reader, draft)
        float_gap = _gap(draft, reader, pairs, expected)
        if float_gap > 1e-3:
            raise LibraryError(
                f"The export differs from the model by {float_gap:.3g}; export with the versions "
                "in constraints.txt."
            )
        quantize_dynamic(
            draft, out / GRAPH, per_channel=True, weight_type=QuantType.QInt8, reduce_range=True
        )
    strip_traces(out / GRAPH)
    shutil.copyfile(need(run, "tokenizer.json"), out / "tokenizer.json")
    digest = hashlib.sha256((out / GRAPH).read_bytes()).hexdigest()
    return Exported(digest, float_gap, _gap(out / GRAPH, reader, pairs, expected))


def strip_traces(graph: Path) -> None:
    """Take out what the exporter notes of the code behind each node: paths of this machine."""
    import onnx

    model = onnx.load(graph)
    inner = model.graph
    values = (*inner.input, *inner.output, *inner.value_info)
    for one in (model, inner, *inner.node, *inner.initializer, *values):
        del one.metadata_props[:]
        one.doc_string = ""
    onnx.save(model, graph)


def _write(model: Any, reader: Pairs, graph: Path) -> None:
    import torch

    model.bert.set_attn_implementation("eager")  # a tenth faster in ONNX Runtime than SDPA
    axes = {0: torch.export.Dim("pairs"), 1: torch.export.Dim("tokens")}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            tuple(reader.tensors(PROBES[:2])[name] for name in INPUTS),
            graph,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_shapes=dict.fromkeys(INPUTS, axes),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def _torch_scores(
    model: Any, reader: Pairs, pairs: Sequence[tuple[str, str]]
) -> NDArray[np.float32]:
    import torch

    with torch.no_grad():
        return np.array([float(model(**reader.tensors([pair]))[0]) for pair in pairs], np.float32)


def _gap(
    graph: Path, reader: Pairs, pairs: Sequence[tuple[str, str]], expected: NDArray[np.float32]
) -> float:
    """The largest difference of a graph's scores from the expected ones."""
    session = open_session(graph)
    scores = [
        session.run(["score"], {k: v.numpy() for k, v in reader.tensors([pair]).items()})[0].item()
        for pair in pairs
    ]
    return float(np.abs(np.array(scores, np.float32) - expected).max())
