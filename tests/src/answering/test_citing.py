"""Citing: quotes are verified, numbered and put on their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from encoders import HashEncoder

from pincite.answering.citing import cite
from pincite.answering.pipeline import Models, retrieve
from pincite.answering.selection import Evidence, evidence
from pincite.assistant import Assistant
from pincite.query.query import analyse
from pincite.retrieval.ranking import RankedPassage
from pincite.settings import Settings
from pincite_index.storage.base import Snapshot
from pincite_index.storage.disk import DiskStore

TEXT = "The quay has four cranes. The mole has five of them.\f\nA ferry sails at nine.\n"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("citing") / "library"
    store = DiskStore(folder, fingerprint=HashEncoder.fingerprint, dimension=64)
    with Assistant(store, Models(HashEncoder()), Settings()) as assistant:
        assistant.add(TEXT.encode(), name="harbour.txt")
        with store.snapshot() as snapshot:
            yield snapshot


@pytest.fixture
def found(view: Snapshot) -> tuple[list[RankedPassage], list[Evidence]]:
    query = analyse(view, "How many cranes?", HashEncoder())
    ranked = retrieve(view, Models(HashEncoder()), query, Settings())
    return ranked, evidence(ranked)


def test_a_quote_is_what_stands_there_with_its_page(
    view: Snapshot, found: tuple[list[RankedPassage], list[Evidence]]
) -> None:
    ranked, sentences = found
    claims, citations = cite(view, ranked, sentences)
    assert len(claims) == 3
    for claim in claims:
        (number,) = claim.citations
        (quote,) = (q for q in citations[number - 1].quotes if q.text == claim.text)
        assert TEXT[quote.start : quote.end] == quote.text
        assert [page.label for page in quote.pages] == ["2" if "ferry" in quote.text else "1"]
    assert [one.number for one in citations] == list(range(1, len(citations) + 1))


def test_an_altered_sentence_is_left_out(
    view: Snapshot, found: tuple[list[RankedPassage], list[Evidence]]
) -> None:
    ranked, sentences = found
    one = next(each for each in sentences if "four" in each.text)
    altered = replace(one, text=one.text.replace("four", "five"))
    assert cite(view, ranked, [altered]) == ((), ())
    assert cite(view, ranked, [])[0] == ()
