"""The bundled cross-encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pincite_index.models import onnx_cross_encoder
from pincite_index.models.onnx_cross_encoder import (
    ANSWERABILITY,
    RERANKER,
    OnnxReranker,
    Weights,
)
from pincite_index.models.opening import open_reranker
from pincite_ingest.errors import LibraryError

TEXTS = ["The ferry leaves at nine.", "Herring is a fish. " * 40, "", "Nine ferries leave."]


def test_a_score_does_not_hang_on_what_else_is_scored() -> None:
    reranker = OnnxReranker()
    together = reranker.read("When does the ferry leave?", TEXTS)
    alone = [reranker.read("When does the ferry leave?", [text])[0] for text in TEXTS]
    for one, other in zip(together, alone, strict=True):
        assert one.odds == other.odds
        assert np.array_equal(one.tokens, other.tokens)
    assert together[0].odds == max(one.odds for one in together)
    assert reranker.read("When?", []) == []


def test_it_tells_which_sentence_answers() -> None:
    herring, ferry = "Herring is a fish of the open sea.", "The ferry leaves at nine."
    text = f"{herring} {ferry} {herring}"
    read = OnnxReranker().read("When does the ferry leave?", [text])[0]
    assert [text[a:b] for a, b in read.offsets[:3]] == ["Herring", "is", "a"]
    begin = text.index(ferry)
    places = [(0, begin), (begin, begin + len(ferry)), (begin + len(ferry), len(text))]
    first, second, third = (read.within(*place) for place in places)
    assert first is not None
    assert second is not None
    assert third is not None
    assert second > max(first, third)


def test_of_a_long_question_the_end_is_read() -> None:
    asked = "and about the ferry " * 20 + "when does it leave?"
    one, other = (OnnxReranker().read(begun + asked, TEXTS[:1])[0] for begun in ("", "Fish. " * 90))
    assert one.odds == other.odds


def test_a_passage_is_read_to_its_256th_token() -> None:
    text = "Herring is a fish. " * 80
    read = OnnxReranker().read("When does the ferry leave?", [text])[0]
    assert len(read.tokens) == len(read.offsets) < 256
    assert read.within(len(text) - 10, len(text)) is None


def test_a_text_that_answers_is_told_from_one_that_only_seems_to() -> None:
    model = open_reranker("builtin", ANSWERABILITY)
    assert model is not None
    answers, tempts = model.read(
        "When does the last ferry leave?",
        ["It is wet. The last ferry leaves at six.", "It is wet. The first ferry leaves at nine."],
    )
    assert answers.odds > 0 > tempts.odds
    assert open_reranker("off", ANSWERABILITY) is None


@pytest.mark.parametrize(
    ("lost", "weights"),
    [
        ("reranker_int8.onnx", RERANKER),
        ("tokenizer.json", RERANKER),
        ("answerability_int8.onnx", ANSWERABILITY),
    ],
)
@pytest.mark.parametrize("torn", [True, False])
def test_a_file_that_is_missing_or_torn_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str, weights: Weights, torn: bool
) -> None:
    for path in onnx_cross_encoder.FOLDER.iterdir():
        if path.is_file() and path.name != lost:
            (tmp_path / path.name).symlink_to(path)
    if torn:
        (tmp_path / lost).write_bytes(b"torn")
    monkeypatch.setattr(onnx_cross_encoder, "FOLDER", tmp_path)
    with pytest.raises(LibraryError, match="missing or damaged; reinstall Pincite"):
        OnnxReranker(weights).read("When?", TEXTS)
