"""Exports a sentence-transformers model to ONNX, once, into the cache folder.

The graph gives a text's token vectors. It is checked against the reference before it is kept, and
its hash lies beside it; a file that does not match its hash is exported again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pincite_index.models.checksums import sha256_of
from pincite_index.models.encoder import Vectors
from pincite_index.models.torch_encoder import TorchEncoder
from pincite_ingest.errors import LibraryError, UsageError

LEAST_LIKENESS = 0.9999
"""Cosine between an export's vectors and the reference's, at least."""
LEAST_INT8_LIKENESS = 0.98
"""The same of 8-bit weights; all-MiniLM-L6-v2 has 0.994 on average over a filing's passages."""
CHECKED = ["A sentence.", "Where does it stand, and on which page? " * 8, "word " * 240]
"""Texts whose vectors are compared."""

EncodeWith = Callable[[Path, list[str]], Vectors]
"""Encodes texts with a graph."""


def export(model: str, path: Path, encode_with: EncodeWith) -> None:
    """Write a model's graph to ``path``. Raises UsageError where it cannot be exported."""
    import warnings

    import torch

    reference = TorchEncoder(model, device="cpu")
    if not reference.mean_pooled:
        raise UsageError(f"{model} cannot be exported; set PINCITE_ENCODER_BACKEND=torch.")
    transformer = reference.transformer
    transformer.set_attn_implementation("eager")  # its graph is a fifth faster than sdpa's

    class Tokens(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any) -> Any:
            return self.transformer(input_ids=input_ids)[0][0]

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / path.name
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Tokens().eval(),
                (torch.ones((1, 16), dtype=torch.int64),),
                draft,
                input_names=["input_ids"],
                output_names=["tokens"],
                dynamic_shapes={"input_ids": {1: torch.export.Dim("tokens")}},
                dynamo=True,
                external_data=False,
                verbose=False,
            )
        likeness = encode_with(draft, CHECKED) * reference.encode(CHECKED)
        if float(likeness.sum(axis=1).min()) < LEAST_LIKENESS:
            raise LibraryError(
                f"The export of {model} differs from the model; set PINCITE_ENCODER_BACKEND=torch."
            )
        draft.replace(path)


def quantise(exact: Path, path: Path, encode_with: EncodeWith) -> None:
    """Write a graph with 8-bit weights to ``path``; a copy of the exact one where its vectors
    differ too much."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        prepared, draft = Path(folder) / "prepared.onnx", Path(folder) / path.name
        quant_pre_process(exact, prepared, skip_symbolic_shape=True)
        quantize_dynamic(
            prepared,
            draft,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
        likeness = (encode_with(draft, CHECKED) * encode_with(exact, CHECKED)).sum(axis=1)
        if float(np.min(likeness)) < LEAST_INT8_LIKENESS:
            shutil.copyfile(exact, draft)
        draft.replace(path)


def sealed(path: Path, make: Callable[[], None]) -> Path:
    """A cached file, made where it is missing or does not match its hash.

    Raises LibraryError where it cannot be written.
    """
    seal = path.with_suffix(".sha256")
    try:
        if not (path.exists() and seal.exists() and seal.read_text("utf-8") == sha256_of(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            make()
            seal.write_text(sha256_of(path), "utf-8")
    except OSError as error:
        raise LibraryError(
            f"The encoder's export cannot be kept in {path.parent}: {error.strerror}; make room or "
            "set XDG_CACHE_HOME to another folder, or set PINCITE_ENCODER_BACKEND=torch."
        ) from error
    return path
