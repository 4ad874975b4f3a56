"""The weight file: what it must hold, and what is said of one that does not."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from pincite.answering.confidence import Signals
from pincite.retrieval.features import PassageFeatures, SentenceFeatures
from pincite.weights import BUILTIN, Linear, load
from pincite_ingest.errors import UsageError


def test_every_weight_belongs_to_a_feature() -> None:
    found = load()
    for model, features in (
        (found.retrieval, PassageFeatures),
        (found.ranking, PassageFeatures),
        (found.sentences, SentenceFeatures),
        (found.confidence, Signals),
    ):
        assert set(model.weights) <= {one.name for one in fields(features)}


def test_nothing_weighs_before_reranking_that_the_reranker_finds() -> None:
    assert {"relevance", "answer"}.isdisjoint(load().retrieval.weights)


def test_the_file_tells_how_it_was_made() -> None:
    data = json.loads(BUILTIN.read_text("utf-8"))
    assert data["command"].startswith("python tests/benchmarks/fit.py")
    assert data["fitted"] == load().version


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"retrieval": {"cosine": "much"}}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="is not a weight file; leave PINCITE_WEIGHTS unset"):
        load(path)
    with pytest.raises(UsageError, match="is not a weight file"):
        load(tmp_path / "missing.json")


def test_a_feature_can_be_left_out() -> None:
    model = Linear({"cosine": 1.0, "bm25": 1.0})
    assert model.without("bm25")(PassageFeatures(0.25, 0.5)) == 0.25
