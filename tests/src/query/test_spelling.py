"""Spelling: a question's misspelt words are corrected by the documents and by English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from encoders import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.query.spelling import corrected
from pincite.settings import Settings
from pincite_index.search import bm25
from pincite_index.storage.base import Snapshot
from pincite_index.storage.disk import DiskStore

TEXT = """The ferry from Tallinn was characterised by punctuality. Its captain, Lukaszewicz,
received an award. Investment in the harbour doubled. Freight through Belgrade declined.
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    encoder = HashEncoder()
    folder = tmp_path_factory.mktemp("words") / "library"
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings()) as assistant:
        assistant.add(TEXT.encode(), name="ferry.txt")
        with store.snapshot() as snapshot:
            yield snapshot


def in_pieces(texts: object) -> list[int]:
    """As if the encoder knew no word whole."""
    return [2] * len(list(texts))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who recieved an award?", "received"),
        ("invesment in the harbour", "investment"),
        ("freight through Belgarde", "Belgrade"),
        ("what did Lukasewicz get", "Lukaszewicz"),
        ("charecterised by what", "characterised"),
        ("punctualitty, carracterised", "characterised"),
        ("Who is Lukkaszewiczz?", "Lukaszewicz"),  # only other letters are double
        ("a ferrey and a harrbourr", "harbour"),
        ("Lenght of the quay", "Length"),  # no word of the document, but letters that swapped
    ],
)
def test_a_misspelt_word_becomes_the_document_s(view: Snapshot, typed: str, meant: str) -> None:
    assert meant in corrected(view, typed, in_pieces)


@pytest.mark.parametrize(
    "right",
    [
        "Who made an investigation?",  # an English word, near "investment" or not
        "freight through Bratislava",
        "Is the captain a capstan?",
        "maidan protests",  # a name that a dictionary has no better word for
        "Who is Quetzalcoatl?",  # near nothing
        "What did Lukaszewycz get?",  # a letter other than the captain's: somebody else
        "Who is Awarda?",  # a name, near a word that is none
        "what did lukaszewycz get",  # nor in small letters, nor in capitals
        "WHAT DID LUKASZEWYCZ GET?",
        "Lukaszewycz resigned?",
        "X1234567 and ev'rything (NEAR OR)",
        "",
    ],
)
def test_a_right_word_stays(view: Snapshot, right: str) -> None:
    assert corrected(view, right, in_pieces) == right


def test_a_word_that_the_encoder_knows_stays(view: Snapshot) -> None:
    assert corrected(view, "Belgarde", lambda texts: [1] * len(texts)) == "Belgarde"


def test_the_documents_words_are_looked_through_once_a_word(
    view: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought, similar_word = [], bm25.similar_word

    def heeded(*asked: Any) -> Any:
        sought.append(asked[1])
        return similar_word(*asked)

    monkeypatch.setattr(bm25, "similar_word", heeded)
    corrected(view, "what did lukaszewycz get", in_pieces)
    assert sought == ["lukaszewycz"]


@given(st.text(max_size=200))
def test_any_question_can_be_corrected(view: Snapshot, question: str) -> None:
    corrected(view, question, in_pieces)
