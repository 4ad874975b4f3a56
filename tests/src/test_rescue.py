"""A damaged library is said so, and what was added to it is read into a new one."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

import pincite
from pincite.recovery import rescue
from pincite_index.storage.disk import DiskStore
from pincite_index.storage.feedback import Feedback
from pincite_ingest.errors import LibraryError, PinciteError

TEXTS = {
    "harbour.txt": b"The harbour was built by Ada Byrne in 1902. It silted up within ten years.\n",
    "ferry.md": b"# Ferry\n\nThe ferry to Norrvik sails at nine.\n",
}
QUESTION = "Who built the harbour?"

pytestmark = pytest.mark.slow


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    with pincite.open(folder) as made:
        for name, data in TEXTS.items():
            made.add(data, name=name)
        answer = made.ask(QUESTION)
        made.judge(answer.standalone_question, answer.quote_ids, "right")
    return folder


def held(folder: Path) -> dict[str, str]:
    with pincite.open(folder, create=False) as made:
        assert made.verify() == []
        return {info.source: made.document(info.id).text for info in made.documents()}


def ask_and_verify(folder: Path) -> None:
    with pincite.open(folder) as made:
        made.ask(QUESTION)
        made.verify()


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_saved_while_the_catalog_can_be_read(library: Path, tmp_path: Path) -> None:
    before, same = held(library), state(library)
    report = rescue(library, tmp_path / "new")
    assert held(tmp_path / "new") == before
    assert [one.document.source for one in report.added] == list(TEXTS)
    with pincite.open(tmp_path / "new") as made:
        assert [said.question for said in made.feedback()] == [QUESTION]
    assert state(library) == same
    again = rescue(library, tmp_path / "new")
    assert [one.status for one in again.added] == ["unchanged", "unchanged"]


def test_an_opinion_is_rescued_as_it_was_given_and_none_is_taken_back(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(store: DiskStore, said: Feedback) -> None:
        raise AssertionError(f"taken back: {said.question}")

    monkeypatch.setattr(DiskStore, "forget_feedback", forget)
    rescue(library, tmp_path / "new")
    with pincite.open(library) as old, pincite.open(tmp_path / "new") as new:
        assert new.feedback() == old.feedback()


@pytest.mark.parametrize("damage", ["lost", "no database", "torn", "another program's"])
def test_the_texts_are_saved_whatever_became_of_the_catalog(
    library: Path, tmp_path: Path, damage: str
) -> None:
    before = held(library)
    catalog = library / "catalog.sqlite"
    data = catalog.read_bytes()
    if damage == "lost":
        catalog.unlink()
    elif damage == "no database":
        catalog.write_bytes(b"what is this? " * 1000)
    elif damage == "torn":
        catalog.write_bytes(data[: len(data) // 2])
    else:
        sqlite3.connect(tmp_path / "other").execute("CREATE TABLE a (b)").close()
        shutil.copy(tmp_path / "other", catalog)
    if damage != "lost":
        with pytest.raises(LibraryError):
            ask_and_verify(library)
    report = rescue(library, tmp_path / "new")
    assert report.failures == ()
    texts = held(tmp_path / "new").values()
    assert any("Ada Byrne" in text for text in texts)
    assert len(texts) == len(before)


def test_a_copy_that_was_changed_is_told_and_not_taken(library: Path, tmp_path: Path) -> None:
    changed = max((library / "originals").iterdir(), key=lambda path: path.stat().st_size)
    changed.write_bytes(changed.read_bytes().replace(b"1902", b"1802"))
    report = rescue(library, tmp_path / "new")
    assert ["copy is damaged" in str(one) for one in report.failures] == [True]
    assert list(held(tmp_path / "new")) == ["ferry.md"]


def test_what_is_no_library_is_not_rescued(library: Path, tmp_path: Path) -> None:
    for old, new in ((tmp_path / "none", tmp_path / "new"), (library, library)):
        with pytest.raises(PinciteError):
            rescue(old, new)
    assert not (tmp_path / "none").exists()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_adding_a_file_again_mends_the_librarys_copy(library: Path, damage: str) -> None:
    for path in (library / "originals").iterdir():
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(b"x" + path.read_bytes()[1:])
    with pincite.open(library) as made:
        assert [damage in problem for problem in made.verify()] == [True, True]
        made.add(TEXTS["harbour.txt"], name="harbour.txt")
        report = made.add_all(list(TEXTS.items()))
        assert [one.status for one in report.added] == ["unchanged", "replaced"]
        assert made.verify() == []
