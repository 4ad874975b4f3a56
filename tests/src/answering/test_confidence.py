"""The signals behind confidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import HashEncoder
from stages import query

from pincite.answering import pipeline
from pincite.answering.confidence import Quoted, Signals, confidence, signals
from pincite.answering.pipeline import Models, Selection
from pincite.assistant import Assistant
from pincite.settings import Settings
from pincite.weights import load
from pincite_index.storage.base import Snapshot
from pincite_index.storage.disk import DiskStore


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    encoder = HashEncoder()
    folder: Path = tmp_path_factory.mktemp("confidence") / "library"
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings()) as assistant:
        assistant.add(b"The ferry from Tallinn passed Belgrade.", name="ferry.txt")
        with store.snapshot() as snapshot:
            yield snapshot


def seen(question: str, *quoted: Quoted, wants: dict[str, float] | None = None) -> Signals:
    return signals(query(question, {}, wants), [], [], quoted)


def said(text: str, *headings: str, before: str = "") -> Quoted:
    return Quoted(text, headings, text, before)


@pytest.mark.parametrize(
    ("question", "text", "headings", "other"),
    [
        ("How has Poland met the strike?", "Kyiv gave in to the dockers.", (), 1),
        ("How has Poland met the strike?", "Kyiv gave in to the dockers.", ("Poland",), 0),
        ("How has Poland met the strike?", "Kyiv gave in.", ("Poland, Latvia, and Ukraine",), 1),
        ("How have Poland and Latvia met it?", "Kyiv gave in.", ("Poland and Latvia",), 0),
        ("Did Poland help Latvia?", "Riga got more.", ("Poland in Latvia and Estonia",), 0),
        ("Did Poland help Latvia?", "Tallinn got more.", ("Poland in Latvia and Estonia",), 1),
        ("How has Poland met the strike?", "The dockers were given more pay.", (), 0),
        ("How have Poland and Latvia met it?", "Riga gave in, as Kyiv had.", (), 1),
        ("Who met the strike?", "Kyiv gave in to the dockers.", (), 0),
        ("a pole for the quay in Latvia", "The turkey is for Latvians.", (), 0),
    ],
)
def test_a_quote_on_another_country_is_another_subject(
    question: str, text: str, headings: tuple[str, ...], other: float
) -> None:
    assert seen(question, said(text, *headings)).other_subject == other


def test_a_sentence_without_a_country_is_about_the_one_named_before_it() -> None:
    for before, other in (
        ("Serbia was late. ", 1),
        ("Serbia was late. Hungary was not. ", 0),
        ("Hungary was late. The Serbs, whom China paid, were not. ", 1),
        ("", 0),
    ):
        quote = said("China paid for 7% of it.", "Serbia and Hungary", before=before)
        found = seen("What share did China pay for in Hungary?", quote)
        assert found.other_subject == other


def test_quotes_on_other_years_are_another_subject() -> None:
    for text, headings, other in (
        ("It will sail in 2033.", (), 1),
        ("It sailed in 2019, not in 2033.", (), 0),
        ("It will sail in 2033.", ("Ferries, 2019",), 0),
        ("It sails with 2,033 people.", (), 0),
        ("It sailed from 2017 to 2021.", (), 0),
    ):
        quote = said(text, *headings)
        assert seen("What sailed in 2019?", quote).other_subject == other
        assert seen("What has sailed since 2019?", quote).other_subject == 0


def test_a_country_that_no_passage_speaks_of_is_unknown(view: Snapshot) -> None:
    models = Models(HashEncoder())
    for asked, share in (
        ("Did Estonia build the ferry?", 0),
        ("Did Serbia or Kenya build the ferry?", 0.5),
        ("Did Costa Rica build the ferry?", 1),
    ):
        found = pipeline.observe(view, models, query(asked), [], Selection((), ()))
        assert found.unknown_places == share


def test_the_number_that_is_asked_for_may_be_missing() -> None:
    wants = {"number": 0.5, "money": 0.25, "date": 0.25}
    assert seen("How much?", said("It was dear."), wants=wants).lacks_number == 0.75
    assert seen("How much?", said("It was six."), wants=wants).lacks_number == 0
    assert seen("How much?", said("It was six."), wants=wants).lacks_date == 0.25


def test_names_that_stand_nowhere_near_are_missing() -> None:
    quote = said("Orla Finch mends cranes.")
    assert seen("Who is Orla Finch?", quote).missing_names == 0
    assert seen("Who is Orla Smith?", quote).missing_names == 0.5


def test_nothing_retrieved_is_no_answer() -> None:
    assert confidence(seen("How many cranes has the quay?"), load().confidence) < 0.2
