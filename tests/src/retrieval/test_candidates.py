"""Candidates: the passages that words, vectors and pages bring up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import HashEncoder

from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.query.query import analyse
from pincite.retrieval.candidates import candidates
from pincite.settings import Settings
from pincite_index.storage.base import Snapshot
from pincite_index.storage.disk import DiskStore

PAGES = ("The quay has four cranes.", "The mole has none.", "A ferry sails at nine.")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("candidates") / "library"
    store = DiskStore(folder, fingerprint=HashEncoder.fingerprint, dimension=64)
    with Assistant(store, Models(HashEncoder()), Settings()) as assistant:
        assistant.add("\f".join(PAGES).encode(), name="harbour.txt")
        assistant.add(b"The quay of another harbour has five cranes.", name="other.txt")
        with store.snapshot() as snapshot:
            yield snapshot


def test_each_passage_comes_once_with_the_page_that_it_stands_on(view: Snapshot) -> None:
    query = analyse(view, "How many cranes has the quay?", HashEncoder())
    found, pages = candidates(view, query, 50, None)
    assert len({one.id for one in found}) == len(found)
    assert any("four cranes" in one.passage.text for one in found)
    for one in found:
        page = pages[one.id]
        assert page.document == one.document
        assert page.start < one.passage.end
        assert one.passage.start < page.end


def test_only_the_documents_that_are_named_are_searched(view: Snapshot) -> None:
    query = analyse(view, "How many cranes has the quay?", HashEncoder())
    wanted = view.ids()[1]
    found, _ = candidates(view, query, 50, [wanted])
    assert {one.document for one in found} == {wanted}
