"""The six stages, each by itself and one behind the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from encoders import HashEncoder

from pincite.answering import pipeline
from pincite.answering.pipeline import Models, Selection
from pincite.assistant import Assistant
from pincite.settings import Settings
from pincite.types import Status
from pincite_index.models.relevance import Relevance
from pincite_index.storage.base import Snapshot
from pincite_index.storage.disk import DiskStore

TEXT = """The ferry from Tallinn was characterised by punctuality. Its captain, Lukaszewicz,
received an award. Investment in the harbour doubled. Freight through Belgrade declined.
"""
SETTINGS = Settings(threshold=0.0)
MODELS = Models(HashEncoder())


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("pipeline") / "library"
    store = DiskStore(folder, fingerprint=HashEncoder.fingerprint, dimension=64)
    with Assistant(store, MODELS, SETTINGS) as assistant:
        assistant.add(TEXT.encode(), name="ferry.txt")
        with store.snapshot() as snapshot:
            yield snapshot


class Reader:
    """A cross-encoder that gives every text the same odds."""

    def __init__(self, odds: float) -> None:
        self.odds = odds
        self.texts: list[str] = []

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        self.texts += texts
        return [Relevance(self.odds) for _ in texts]


def test_the_stages_one_behind_the_other_are_the_answer(view: Snapshot) -> None:
    asked, used = (
        "Who received an award?",
        Models(HashEncoder(), reranker=Reader(1.0), answerability=Reader(2.0)),
    )
    query = pipeline.rewrite(view, used, asked, (), SETTINGS)
    ranked = pipeline.rerank(used, query, pipeline.retrieve(view, used, query, SETTINGS), SETTINGS)
    selection = pipeline.select(view, used, query, ranked, 5)
    sure = pipeline.calibrate(used, pipeline.observe(view, used, query, ranked[:5], selection))
    answer, hits = pipeline.answer(view, used, SETTINGS, asked, depth=3)
    assert answer.confidence == sure
    assert [claim.text for claim in answer.claims] == [one.text for one in selection.quotes]
    assert "award" in (answer.text or "")
    assert 0 < len(hits) <= 3
    stages = {"rewrite", "retrieve", "rerank", "select", "calibrate", "cite", "total"}
    assert answer.timings_ms.keys() == stages


def test_a_question_is_made_to_stand_alone_and_spelt_right(view: Snapshot) -> None:
    history = ["Who invested in Serbia?"]
    assert pipeline.rewrite(view, MODELS, "and in Hungary?", history, SETTINGS).text == (
        "Who invested in Hungary?"
    )
    # the stand-in encoder counts every word as one token, so no word is taken for misspelt
    assert pipeline.rewrite(view, MODELS, "Belgarde?", (), SETTINGS).text == "Belgarde?"


def test_the_answerability_model_reads_the_quotes_and_nothing_else(view: Snapshot) -> None:
    confident, doubtful = (
        pipeline.answer(
            view, Models(HashEncoder(), answerability=reader), SETTINGS, "Who received an award?"
        )[0]
        for reader in (Reader(5.0), Reader(-5.0))
    )
    assert confident.claims == doubtful.claims
    assert doubtful.confidence < confident.confidence
    reader = Reader(1.0)
    answer, _ = pipeline.answer(
        view, Models(HashEncoder(), answerability=reader), SETTINGS, "Who received an award?"
    )
    assert reader.texts == [" ".join(claim.text for claim in answer.claims)]


def test_below_the_threshold_nothing_is_claimed(view: Snapshot) -> None:
    answer, _ = pipeline.answer(view, MODELS, Settings(threshold=1.0), "Who received an award?")
    assert answer.status is Status.ABSTAINED
    assert (answer.claims, answer.citations) == ((), ())
    assert answer.closest


@pytest.mark.parametrize(
    ("asked", "share"),
    [
        ("Did Estonia build the ferry?", 0),
        ("Did Serbia or Kenya build the ferry?", 0.5),
        ("Did Costa Rica build the ferry?", 1),
    ],
)
def test_a_country_that_no_passage_names_is_unknown(
    view: Snapshot, asked: str, share: float
) -> None:
    query = pipeline.rewrite(view, MODELS, asked, (), SETTINGS)
    signals = pipeline.observe(view, MODELS, query, [], Selection((), ()))
    assert signals.unknown_places == share


def test_courtesy_is_not_answered(view: Snapshot) -> None:
    assert pipeline.answer(view, MODELS, SETTINGS, "Thanks a lot!")[0].confidence == 0
