"""Opens encoders and cross-encoders by their settings."""

from __future__ import annotations

from pathlib import Path

from pincite_index.models.cross_encoder import Reranker
from pincite_index.models.encoder import Encoder
from pincite_index.models.model_files import DEFAULT_MODEL, work_offline
from pincite_index.models.onnx_cross_encoder import RERANKER, OnnxReranker, Weights
from pincite_index.models.onnx_encoder import OnnxEncoder
from pincite_index.models.torch_cross_encoder import TorchReranker
from pincite_index.models.torch_encoder import TorchEncoder
from pincite_ingest.errors import UsageError

INT8_FLAGS = frozenset({"avx512_vnni", "avx_vnni"})
"""Processor flags of the instructions with which 8-bit encoding is faster (measured: 2.4 times)."""


def open_encoder(model: str = DEFAULT_MODEL, *, backend: str = "auto") -> Encoder:
    """An encoder by name, its weights checked.

    ``backend`` is "onnx" (float32), "torch", or "auto": ONNX with 8-bit arithmetic where the
    processor has instructions for it. Vectors of any two can be compared. ONNX imports torch only
    for the first export of a model.
    """
    work_offline()
    if backend not in ("auto", "onnx", "torch"):
        raise UsageError(f"The encoder backend is auto, onnx or torch, not {backend}.")
    if backend == "torch":
        return TorchEncoder(model)
    return OnnxEncoder(model, int8=backend == "auto" and _has_int8_instructions())


def open_reranker(name: str, builtin: Weights = RERANKER) -> Reranker | None:
    """A cross-encoder by its setting: "builtin", "off", or a CrossEncoder's folder."""
    if name == "off":
        return None
    return OnnxReranker(builtin) if name == "builtin" else TorchReranker(name)


def _has_int8_instructions() -> bool:
    """Whether the processor says so; only Linux tells."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8").split()
    except OSError:
        return False
    return not INT8_FLAGS.isdisjoint(flags)
