"""A catalog of an earlier layout is brought up to date, wholly or not at all."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from test_store import ENCODER, FRUIT, disk, entry, found

from pincite_index.storage import schema
from pincite_index.storage.base import Entry
from pincite_index.storage.feedback import Cited, Feedback, Opinion
from pincite_ingest.errors import LibraryError

SAID = Feedback(
    "Where do apples grow?", (Cited("ab" * 16, 0, 21, ("iv",)),), Opinion.RIGHT, "2026-01-01"
)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library as format 1 left it, with a document."""
    monkeypatch.setattr(schema, "FORMAT_VERSION", 1)
    disk(tmp_path).close()
    monkeypatch.undo()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection, connection:
        put_in_format_1(connection, entry(FRUIT, "fruit.txt"))
    assert layout(tmp_path) == (1, False)
    return tmp_path


def put_in_format_1(connection: sqlite3.Connection, put: Entry) -> None:
    """Write a text's rows as format 1 had them."""
    document = put.document
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, '{}', '[]', '[]', '2025-01-01')",
        (document.id, document.source, document.title, document.media_type, "a" * 64, FRUIT),
    )
    for block in document.blocks:
        connection.execute(
            "INSERT INTO blocks VALUES (?, ?, ?, ?, '[]')",
            (document.id, block.start, block.end, block.kind.value),
        )
    for passage, vector in zip(put.passages, put.vectors, strict=True):
        row = connection.execute(
            "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, '[]', '[]', ?, ?)",
            (
                document.id,
                passage.start,
                passage.end,
                passage.kind.value,
                passage.text,
                vector.tobytes(),
            ),
        ).lastrowid
        connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (row, passage.text))
    count = str(len(put.passages))
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('passages', ?)", (count,))


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
        assert view.documents()[0].outdated
        assert any("add it again" in warning for warning in view.documents()[0].warnings)
        assert view.feedback() == []
        assert found(store, "melons ground")[0].startswith("Melons")
        (page,) = view.page_candidates(["melons"], ENCODER.encode(["melons grow"])[0], 3)
        assert (page.index, page.start, page.end) == (1, 0, len(FRUIT.strip()))
        assert page.bm25 > 0
        assert 0 < page.cosine <= 1.001
        passages = view.passages_on([(page.document, 1)], ["melons"], ENCODER.encode(["a"])[0])
        assert len(passages) == view.passage_count()
    store.keep_feedback(SAID)
    missing = (
        f"The original of {page.document[:12]} is missing from the library; add the file again."
    )
    assert store.verify() == [missing]
    store.put(entry(FRUIT, "fruit.txt"))
    with store.snapshot() as view:
        (renewed,) = view.documents()
        assert (renewed.outdated, renewed.warnings) == (False, ())
    store.close()
    assert layout(old) == (schema.FORMAT_VERSION, True)
    again = disk(old)
    with again.snapshot() as view:
        assert view.feedback() == [SAID]
    again.close()


def test_a_step_that_fails_leaves_the_library_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {**schema.STEPS, 1: schema.STEPS[1] + "CREATE TABLE meta (again TEXT);\n"}
    monkeypatch.setattr(schema, "STEPS", broken)
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
