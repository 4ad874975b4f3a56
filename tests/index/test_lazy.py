"""What is imported and loaded for a command, and what is not. In processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pincite_index.models import checksums
from pincite_index.models.lazy import Lazy
from pincite_index.models.model_files import DEFAULT_MODEL
from pincite_index.models.onnx_encoder import OnnxEncoder
from pincite_ingest.errors import LibraryError

ROOTS = [str(Path(root).resolve()) for root in ("src", "ingest", "index", "ui")]
HEAVY = ("torch", "sentence_transformers", "transformers")
MODELS = ("onnxruntime", "tokenizers", "faiss", *HEAVY)
COMMAND = """
import json, sys
from pincite_ui.cli.main import main
status = main(sys.argv[1:])
print(json.dumps({"status": status, "loaded": sorted(sys.modules)}), file=sys.stderr)
"""


def loaded_by(*words: str | Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, words)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(ROOTS)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["status"] == 0, done.stderr
    return set(told["loaded"])


@pytest.mark.slow
@pytest.mark.parametrize("verb", [["ask", "Who built the harbour?"], ["search", "harbour"]])
def test_asking_never_imports_torch(small_library: Path, verb: list[str]) -> None:
    loaded = loaded_by(*verb, "--library", small_library)
    assert not loaded & set(HEAVY)
    assert "onnxruntime" in loaded


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["list", "verify"])
def test_light_verbs_load_no_model(small_library: Path, verb: str) -> None:
    assert not loaded_by(verb, "--library", small_library) & set(MODELS)


def test_a_value_is_made_once_and_an_error_is_told_to_who_asks() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        if len(made) == 1:
            raise ValueError("not yet")
        return 7

    later = Lazy(make)
    with pytest.raises(ValueError, match="not yet"):
        later()
    later.start()
    assert [later(), later()] == [7, 7]
    assert len(made) == 2


def test_a_hash_is_computed_anew_when_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksums, "cache_folder", lambda: tmp_path / "cache")
    file = tmp_path / "weights.bin"
    file.write_bytes(b"one")
    first = checksums.sha256_of(file)
    assert checksums.sha256_of(file) == first
    file.write_bytes(b"two!")
    assert checksums.sha256_of(file) != first
    for memo in (tmp_path / "cache").iterdir():
        memo.write_text("not JSON")
    file.write_bytes(b"one")
    assert checksums.sha256_of(file) == first


@pytest.mark.slow
def test_an_export_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    encoder = OnnxEncoder(DEFAULT_MODEL, cache=tmp_path / "file")
    with pytest.raises(LibraryError, match="cannot be kept"):
        encoder.encode(["A sentence."])
