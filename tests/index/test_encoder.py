"""The contract of every encoder, and that all backends give the same vectors."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from pincite_index.models import onnx_export
from pincite_index.models.checksums import cache_folder, sha256_of
from pincite_index.models.encoder import Encoder
from pincite_index.models.model_files import DEFAULT_MODEL, model_folder, weights_hash
from pincite_index.models.onnx_encoder import OnnxEncoder
from pincite_index.models.opening import open_encoder
from pincite_ingest.errors import LibraryError, UsageError

pytestmark = pytest.mark.slow

RNG = random.Random(3)  # noqa: S311
WORDS = (
    "the harbour of Norrvik was dredged in 1984, Åland’s ferry & 5G — naïve 海港 🚢 (p. 12)".split()
)
TEXTS = [" ".join(RNG.choices(WORDS, k=n)) for n in (1, 2, 3, 7, 20, 60, 150, 255, 256, 400, 2000)]
TEXTS += ["", " ", "\n", "x" * 5000, "A sentence.", "a sentence"]


@pytest.fixture(scope="module", params=["onnx", "int8", "torch"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "int8":
        return OnnxEncoder(DEFAULT_MODEL, int8=True)
    return open_encoder(DEFAULT_MODEL, backend=request.param)


def test_vectors_are_units_in_order_whatever_stands_beside_them(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert (alone * vectors).sum(axis=1).min() > 0.9999
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_and_its_parts_are_encoded_at_once(encoder: Encoder) -> None:
    text = "The harbour was dredged in 1984. Its ferry sails at noon.  It never sails at night."
    spans = [(0, 32), (33, 57), (59, len(text))]
    (found,) = encoder.encode_parts([text], [spans])
    assert (found.vector * encoder.encode([text])[0]).sum() > 0.9999
    assert found.parts.shape == (3, encoder.dimension)
    assert np.allclose(np.linalg.norm(found.parts, axis=1), 1, atol=1e-5)
    alone = encoder.encode([text[start:end] for start, end in spans])
    assert np.argmax(found.parts @ alone.T, axis=1).tolist() == [0, 1, 2]
    assert (found.parts * alone).sum(axis=1).min() > 0.5  # a part knows its surroundings
    assert encoder.encode_parts([], []) == []
    assert encoder.encode_parts(["A word."], [[]])[0].parts.shape == (0, encoder.dimension)


def test_a_part_beyond_what_the_model_reads_is_encoded_by_itself(encoder: Encoder) -> None:
    text = "harbour " * 400 + "The ferry sails at noon."
    (found,) = encoder.encode_parts([text], [[(3200, len(text))]])
    assert (found.parts[0] * encoder.encode([text[3200:]])[0]).sum() > 0.9999


def test_tokens_are_counted_without_the_special_ones(encoder: Encoder) -> None:
    assert encoder.count_tokens(["", "harbour", "the harbour"]) == [0, 1, 2]
    assert encoder.count_tokens(["harbour " * 1000]) == [1000]
    assert encoder.count_tokens([]) == []


@pytest.mark.parametrize(("int8", "least"), [(False, 0.9999), (True, 0.97)])
def test_every_backend_gives_the_same_vectors_and_tokens(int8: bool, least: float) -> None:
    onnx, torch = OnnxEncoder(DEFAULT_MODEL, int8=int8), open_encoder(backend="torch")
    assert onnx.fingerprint == torch.fingerprint
    assert (onnx.encode(TEXTS) * torch.encode(TEXTS)).sum(axis=1).min() > least
    assert onnx.count_tokens(TEXTS) == torch.count_tokens(TEXTS)
    parts = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in TEXTS[3:7]]
    pairs = [encoder.encode_parts(TEXTS[3:7], parts) for encoder in (onnx, torch)]
    for one, two in zip(*pairs, strict=True):
        assert (one.parts * two.parts).sum(axis=1).min() > least


def test_an_export_that_is_not_what_was_written_is_made_again(tmp_path: Path) -> None:
    open_encoder(backend="onnx").encode(["A sentence."])  # so that an export is in the cache
    digest = weights_hash(model_folder(DEFAULT_MODEL))
    path = tmp_path / f"{digest[:16]}-tokens.onnx"
    whole = (cache_folder() / path.name).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    path.with_suffix(".sha256").write_text(sha256_of(cache_folder() / path.name))
    made = OnnxEncoder(DEFAULT_MODEL, cache=tmp_path)
    assert made.encode(["A sentence."]).shape == (1, made.dimension)
    assert path.with_suffix(".sha256").read_text() == sha256_of(path)
    assert [file.suffix for file in sorted(tmp_path.iterdir())] == [".onnx", ".sha256"]


def test_8_bit_weights_that_change_the_vectors_too_much_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_export, "LEAST_INT8_LIKENESS", 1.1)
    exact = OnnxEncoder(DEFAULT_MODEL)
    digest = weights_hash(model_folder(DEFAULT_MODEL))
    for suffix in (".onnx", ".sha256"):
        name = f"{digest[:16]}-tokens{suffix}"
        vectors = exact.encode(["A sentence."])
        (tmp_path / name).write_bytes((cache_folder() / name).read_bytes())
    made = OnnxEncoder(DEFAULT_MODEL, int8=True, cache=tmp_path)
    assert (made.encode(["A sentence."]) == vectors).all()


def test_weights_that_are_not_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder(DEFAULT_MODEL), folder)
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    for module in ("onnx_encoder", "torch_encoder"):
        monkeypatch.setattr(f"pincite_index.models.{module}.model_folder", lambda model: folder)
    for backend in ("onnx", "torch"):
        with pytest.raises(LibraryError, match="not the published ones"):
            open_encoder(backend=backend)


@pytest.mark.parametrize(("model", "backend"), [("nowhere", "onnx"), (DEFAULT_MODEL, "gpu")])
def test_what_is_not_there_is_said(model: str, backend: str) -> None:
    with pytest.raises(UsageError):
        open_encoder(model, backend=backend)
