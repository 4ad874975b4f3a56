"""What an encoder's folder says of it, before any weights are loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pincite_index.onnx_encoder import OnnxEncoder
from pincite_ingest.errors import UsageError


def made(folder: Path, config: str) -> OnnxEncoder:
    (folder / "config.json").write_text(config, "utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    return OnnxEncoder(str(folder), cache=folder)


@pytest.mark.parametrize("name", ["hidden_size", "dim"])
def test_the_dimension_is_read_by_either_name(tmp_path: Path, name: str) -> None:
    assert made(tmp_path, json.dumps({name: 96})).dimension == 96


@pytest.mark.parametrize("config", ["{}", '{"dim": "wide"}', '{"dim": null}', "[]", "{"])
def test_a_config_without_it_is_said_in_a_sentence(tmp_path: Path, config: str) -> None:
    with pytest.raises(UsageError, match="does not say how long"):
        made(tmp_path, config)
