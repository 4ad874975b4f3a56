"""The contract of every encoder, and that both backends give the same vectors."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from pincite_index.models import encoder as encoders
from pincite_index.models.checksums import cache_folder, sha256_of
from pincite_index.models.encoder import DEFAULT_MODEL, Encoder, model_folder, open_encoder
from pincite_index.models.onnx_encoder import OnnxEncoder, exported
from pincite_ingest.errors import LibraryError, UsageError

pytestmark = pytest.mark.slow

RNG = random.Random(3)  # noqa: S311
WORDS = (
    "the harbour of Norrvik was dredged in 1984, Åland’s ferry & 5G — naïve 海港 🚢 (p. 12)".split()
)
TEXTS = [" ".join(RNG.choices(WORDS, k=n)) for n in (1, 2, 3, 7, 20, 60, 150, 255, 256, 400, 2000)]
TEXTS += ["", " ", "\n", "x" * 5000, "A sentence.", "a sentence"]


@pytest.fixture(scope="module", params=["onnx", "torch"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return open_encoder(DEFAULT_MODEL, backend=request.param)


def test_vectors_are_units_in_order_whatever_stands_beside_them(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert (alone * vectors).sum(axis=1).min() > 0.9999
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_tokens_are_counted_without_the_special_ones(encoder: Encoder) -> None:
    assert encoder.count_tokens(["", "harbour", "the harbour"]) == [0, 1, 2]
    assert encoder.count_tokens(["harbour " * 1000]) == [1000]
    assert encoder.count_tokens([]) == []


def test_both_backends_give_the_same_vectors_and_tokens() -> None:
    one, two = (open_encoder(backend=backend) for backend in ("onnx", "torch"))
    assert one.fingerprint == two.fingerprint
    assert (one.encode(TEXTS) * two.encode(TEXTS)).sum(axis=1).min() > 0.9999
    assert one.count_tokens(TEXTS) == two.count_tokens(TEXTS)


def test_an_export_that_is_not_what_was_written_is_made_anew(tmp_path: Path) -> None:
    digest = encoders.weights_hash(model_folder(DEFAULT_MODEL))
    path = tmp_path / f"{digest[:16]}.onnx"
    whole = exported(DEFAULT_MODEL, cache_folder() / path.name).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    path.with_suffix(".sha256").write_text(sha256_of(cache_folder() / path.name))
    made = OnnxEncoder(DEFAULT_MODEL, cache=tmp_path)
    assert made.encode(["A sentence."]).shape == (1, made.dimension)
    assert path.with_suffix(".sha256").read_text() == sha256_of(path)
    assert [file.suffix for file in sorted(tmp_path.iterdir())] == [".onnx", ".sha256"]


def test_weights_that_are_not_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder(DEFAULT_MODEL), folder)
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    for module in ("encoder", "onnx_encoder", "torch_encoder"):
        monkeypatch.setattr(f"pincite_index.{module}.model_folder", lambda model: folder)
    for backend in ("onnx", "torch"):
        with pytest.raises(LibraryError, match="not the published ones"):
            open_encoder(backend=backend)


@pytest.mark.parametrize(("model", "backend"), [("nowhere", "onnx"), (DEFAULT_MODEL, "gpu")])
def test_what_is_not_there_is_said(model: str, backend: str) -> None:
    with pytest.raises(UsageError):
        open_encoder(model, backend=backend)
