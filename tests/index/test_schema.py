"""A catalog of an earlier layout is brought up to date, wholly or not at all."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from test_store import FRUIT, disk, entry

from pincite_index.storage import schema
from pincite_index.storage.feedback import Cited, Feedback, Opinion
from pincite_ingest.errors import LibraryError

SAID = Feedback(
    "Where do apples grow?", (Cited("ab" * 16, 0, 21, ("iv",)),), Opinion.RIGHT, "2026-01-01"
)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library as format 1 left it, with a document."""
    monkeypatch.setattr(schema, "FORMAT_VERSION", 1)
    store = disk(tmp_path)
    store.put(entry(FRUIT, "fruit.txt"))
    store.close()
    monkeypatch.undo()
    assert layout(tmp_path) == (1, False)
    return tmp_path


def layout(folder: Path) -> tuple[int, bool]:
    """A catalog's format, and whether it has a place for feedback."""
    connection = sqlite3.connect(folder / "catalog.sqlite")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'feedback'").fetchone()
    connection.close()
    return version, found is not None


def test_an_old_library_is_brought_up_to_date_with_all_that_is_in_it(old: Path) -> None:
    store = disk(old)
    with store.snapshot() as view:
        assert view.document(view.documents()[0].id).text == FRUIT
        assert view.feedback() == []
    store.keep_feedback(SAID)
    assert store.verify() == []
    store.close()
    assert layout(old) == (schema.FORMAT_VERSION, True)
    again = disk(old)
    with again.snapshot() as view:
        assert view.feedback() == [SAID]
    again.close()


def test_a_step_that_fails_leaves_the_library_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {**schema._STEPS, 1: schema._STEPS[1] + "CREATE TABLE meta (again TEXT);\n"}
    monkeypatch.setattr(schema, "_STEPS", broken)
    with pytest.raises(LibraryError, match="already exists"):
        disk(old)
    assert layout(old) == (1, False)


def test_two_that_open_an_old_library_at_once_both_get_it(old: Path) -> None:
    problems: list[Exception] = []
    ready = threading.Barrier(2)

    def opening() -> None:
        ready.wait()
        try:
            disk(old).close()
        except Exception as error:
            problems.append(error)

    both = [threading.Thread(target=opening) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert problems == []
    assert layout(old) == (schema.FORMAT_VERSION, True)
