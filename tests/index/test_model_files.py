"""What an encoder's folder says of it, before any weights are loaded."""

from __future__ import annotations

import errno
import hashlib
import json
from pathlib import Path

import pytest

from pincite_index.models import checksums
from pincite_index.models.model_files import stated_max_tokens
from pincite_index.models.onnx_encoder import OnnxEncoder
from pincite_ingest.errors import UsageError


def made(folder: Path, config: str) -> OnnxEncoder:
    (folder / "config.json").write_text(config, "utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "tokenizer.json").touch()
    return OnnxEncoder(str(folder), cache=folder)


@pytest.mark.parametrize("name", ["hidden_size", "dim"])
def test_the_dimension_is_read_by_either_name(tmp_path: Path, name: str) -> None:
    assert made(tmp_path, json.dumps({name: 96})).dimension == 96


@pytest.mark.parametrize("config", ["{}", '{"dim": "wide"}', '{"dim": null}', "[]", "{"])
def test_a_config_without_it_is_said_in_a_sentence(tmp_path: Path, config: str) -> None:
    with pytest.raises(UsageError, match="does not say how long"):
        made(tmp_path, config)


def test_a_tokenizer_that_is_missing_is_said_before_anything_is_exported(tmp_path: Path) -> None:
    encoder = made(tmp_path, '{"dim": 96}')
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(UsageError, match=r"no tokenizer\.json in .*PINCITE_ENCODER_BACKEND=torch"):
        OnnxEncoder(encoder.name, cache=tmp_path)


HUGE = "1000000000000000019884624838656"
"""What transformers writes for a tokenizer that knows no end."""


@pytest.mark.parametrize(
    ("own", "tokenizer", "positions", "most"),
    [
        ("128", "512", "512", 128),
        (None, "384", "514", 384),
        ("null", HUGE, "512", 512),
        (None, HUGE, "-1", int(HUGE)),
        (None, '"long"', "null", 256),
        (None, None, None, 256),
    ],
)
def test_how_many_tokens_are_read_is_found_wherever_it_is_said(
    tmp_path: Path, own: str | None, tokenizer: str | None, positions: str | None, most: int
) -> None:
    said = {
        "sentence_bert_config.json": ("max_seq_length", own),
        "tokenizer_config.json": ("model_max_length", tokenizer),
        "config.json": ("max_position_embeddings", positions),
    }
    for file, (name, number) in said.items():
        if number is not None:
            (tmp_path / file).write_text(f'{{"{name}": {number}}}', "utf-8")
    assert stated_max_tokens(tmp_path) == most
    (tmp_path / "sentence_bert_config.json").write_text('{"transformer_task": "feature"}')
    assert stated_max_tokens(tmp_path) == most or own == "128"


def test_a_memo_that_cannot_be_written_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "weights").write_bytes(b"weights")
    monkeypatch.setattr(checksums, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(Path, "replace", full)
    assert checksums.sha256_of(tmp_path / "weights") == hashlib.sha256(b"weights").hexdigest()
    assert list((tmp_path / "cache").iterdir()) == []
