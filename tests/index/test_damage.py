"""What else may happen to a library: other programs, torn rows, forks, clocks, ended threads."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_store import ENCODER, FRUIT, METAL, disk, entry, found

from pincite_index.storage import catalog, connections, integrity, recovery
from pincite_index.storage.disk import DiskStore
from pincite_index.storage.feedback import Feedback, Opinion
from pincite_index.storage.snapshot import DiskSnapshot
from pincite_ingest.errors import LibraryError

STRAY = "ab" * 32
TORN = "remove their documents and add them again"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DiskStore]:
    """A library with two documents."""
    made = disk(tmp_path)
    made.put(entry(FRUIT, "fruit.txt"))
    made.put(entry(METAL, "metal.txt"))
    yield made
    made.close()


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The catalog of a library, behind its back."""
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as connection, connection:
        yield connection


def test_another_programs_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    for version in (0, 2, 99):
        folder = tmp_path / str(version)
        folder.mkdir()
        with opened(folder) as connection:
            connection.execute("CREATE TABLE books (title TEXT)")
            connection.execute(f"PRAGMA user_version = {version}")
        before = (folder / "catalog.sqlite").read_bytes()
        with pytest.raises(LibraryError, match="no catalog of Pincite's"):
            disk(folder)
        assert (folder / "catalog.sqlite").read_bytes() == before


VECTOR = {
    "half": b"\0" * 128,
    "odd": b"\0" * 255,
    "none": b"",
    "no numbers": np.full(64, np.nan, np.float32).tobytes(),
    "huge": np.full(64, 3e38, np.float32).tobytes(),
    "zero": bytes(256),
}


@pytest.mark.parametrize("damage", VECTOR)
@pytest.mark.parametrize("every", [True, False])
def test_a_torn_vector_is_said(store: DiskStore, damage: str, every: bool) -> None:
    (store.folder / "vectors.faiss").unlink()
    (store.folder / "originals" / STRAY).write_bytes(b"perhaps all that is left of a document")
    where = "" if every else "WHERE id = 2"
    with opened(store.folder) as connection:
        connection.execute(f"UPDATE passages SET vector = ? {where}", (VECTOR[damage],))  # noqa: S608
    store.close()
    again = disk(store.folder)
    with pytest.raises(LibraryError, match=r"damaged .*pincite rescue"):
        found(again, "apples")
    assert any(TORN in problem for problem in again.verify())
    assert (store.folder / "originals" / STRAY).exists()
    again.close()


@pytest.mark.parametrize("torn", [b"\0" * 64, b"\0" * 128, b"\xff" * 128, b""])
def test_a_torn_vector_of_a_sentence_is_said(store: DiskStore, torn: bytes) -> None:
    with opened(store.folder) as connection:
        connection.execute("UPDATE sentences SET vector = ? WHERE start = 0", (torn,))
    with store.snapshot() as view, pytest.raises(LibraryError, match="damaged"):
        view.sentences(view.documents()[0].id, 0, 1000)
    assert any(TORN in problem for problem in store.verify())


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE documents SET metadata = '{'",
        "UPDATE documents SET warnings = x'ff'",
        "UPDATE documents SET text = CAST(x'ff41' AS TEXT)",
        "UPDATE passages SET kind = 'poem'",
        "UPDATE passages SET section = NULL",
        "UPDATE blocks SET kind = 'poem'",
        "DROP TABLE blocks",
        "DELETE FROM meta WHERE key = 'encoder'",
        "UPDATE meta SET value = 'many' WHERE key = 'passages'",
    ],
)
def test_a_torn_row_ends_in_a_sentence_or_in_the_answer(store: DiskStore, damage: str) -> None:
    store.close()
    with closing(sqlite3.connect(store.folder / "catalog.sqlite")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            connection.execute(damage)
        except sqlite3.IntegrityError:
            pytest.skip("the catalog does not take that")
    with contextlib.suppress(LibraryError):
        again = disk(store.folder)
        with again.snapshot() as view:
            for info in view.documents():
                view.document(info.id)
            view.candidates(["apples"], ENCODER.encode(["apples"])[0], 3)
        again.verify()
        again.put(entry("Copper is green.\n", "copper.txt"))


def test_a_torn_schema_is_said(store: DiskStore) -> None:
    store.close()
    catalog = store.folder / "catalog.sqlite"
    data = catalog.read_bytes()
    for torn in (b"\xda", b"(", b"\0"):
        catalog.write_bytes(
            data.replace(b"CREATE TABLE blocks", b"CREATE TABLE b" + torn + b"ocks")
        )
        with pytest.raises(LibraryError, match="damaged"):
            disk(store.folder)


@pytest.mark.parametrize("stamp", ["{}", "{", "[1]", "7", ""])
def test_a_torn_stamp_costs_no_more_than_the_vector_file(store: DiskStore, stamp: str) -> None:
    with opened(store.folder) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'vectors'", (stamp,))
    store.close()
    again = disk(store.folder)
    assert found(again, "apples trees")[0].startswith("Apples")
    again.put(entry("Copper is green.\n", "copper.txt"))
    assert again.verify() == []
    again.close()


class Newer(connections.Connection):
    """Speaks as SQLite does since 3.44, whose check also reads the word index."""

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        if query == "PRAGMA integrity_check":
            query = "SELECT 'fts5: corruption found reading blob 137438953473 from table \"words\"'"
        return super().execute(query, *values)


@pytest.mark.parametrize(
    "damage",
    [
        "INSERT INTO words (words) VALUES ('delete-all')",
        "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10",
    ],
)
@pytest.mark.parametrize("kind", [connections.Connection, Newer])
def test_a_word_index_that_does_not_fit_is_made_anew(
    store: DiskStore, monkeypatch: pytest.MonkeyPatch, damage: str, kind: type
) -> None:
    with opened(store.folder) as connection:
        connection.execute(damage)
    store.close()
    monkeypatch.setattr(connections, "Connection", kind)
    store = disk(store.folder)
    assert store.verify() == ["The word index did not fit the passages; it was rebuilt."]
    assert store.verify() == []
    with store.snapshot() as view:
        assert view.frequencies(["rust"])["rust"] > 0
    store.close()


def test_a_lost_vector_file_hides_no_damage_of_the_word_index(store: DiskStore) -> None:
    with opened(store.folder) as connection:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    (store.folder / "vectors.faiss").unlink(missing_ok=True)
    (store.folder / "originals" / STRAY).write_bytes(b"what no document names")
    cache, words = store.verify()
    assert cache.startswith("The vector cache: vectors.faiss is missing")
    assert words == "The word index did not fit the passages; it was rebuilt."
    assert not (store.folder / "originals" / STRAY).exists()


def test_what_another_program_removed_first_is_gone(store: DiskStore) -> None:
    other = disk(store.folder)
    with store.snapshot() as view:
        identity = view.documents()[0].id
    other.remove(identity)
    store.remove(identity)
    assert store.verify() == []
    other.close()


def test_documents_are_listed_as_they_were_added_whatever_the_clock_says(
    store: DiskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Past(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(1999, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(catalog, "datetime", Past)
    store.put(entry("Copper is green.\n", "copper.txt"))
    with store.snapshot() as view:
        assert [info.source for info in view.documents()] == [
            "fruit.txt",
            "metal.txt",
            "copper.txt",
        ]


def test_who_asks_waits_for_no_writer_even_where_the_vector_file_is_gone(store: DiskStore) -> None:
    store.close()
    (store.folder / "vectors.faiss").unlink(missing_ok=True)
    again = disk(store.folder)
    with closing(sqlite3.connect(store.folder / "catalog.sqlite")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert found(again, "apples trees")[0].startswith("Apples")
        assert time.monotonic() - begun < 20  # a writer is waited for for 30
    again.close()


def test_an_ended_thread_leaves_nothing_open(store: DiskStore) -> None:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("open files are counted in /proc")
    before = len(list(folder.iterdir()))
    for _ in range(20):
        thread = threading.Thread(target=found, args=(store, "apples"))
        thread.start()
        thread.join()
        gc.collect()
    assert len(list(folder.iterdir())) <= before + 6


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_reads_and_writes_by_a_connection_of_its_own(store: DiskStore) -> None:
    found(store, "apples")

    def child() -> None:
        assert found(store, "apples trees")[0].startswith("Apples")
        store.put(entry("Copper is green.\n", "copper.txt"))
        store.close()

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(60)
    assert process.exitcode == 0
    store.put(entry("Zinc is grey.\n", "zinc.txt"))
    assert found(store, "copper green")[0].startswith("Copper")
    assert store.verify() == []


def test_a_library_closed_while_it_is_read_is_not_called_damaged(store: DiskStore) -> None:
    def close_within() -> None:
        with store.snapshot() as view:
            store.close()
            view.documents()

    with pytest.raises(LibraryError, match="was closed"):
        close_within()


def test_a_link_in_place_of_a_draft_is_not_followed(store: DiskStore, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (store.folder / "vectors.faiss.new").symlink_to(precious)
    (store.folder / "vectors.faiss").unlink(missing_ok=True)
    store.close()
    again = disk(store.folder)
    found(again, "apples")
    assert again.verify() == []
    assert precious.read_text() == "mine"
    again.close()


@pytest.mark.slow
def test_processes_that_make_a_library_at_once_all_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from test_store import disk, entry; "
        "store = disk(Path(sys.argv[1])); store.put(entry(f'Ship {sys.argv[2]}.', sys.argv[2])); "
        "store.close()"
    )
    roots = [str(Path(root).resolve()) for root in ("tests/index", "ingest", "index")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "library"), str(number)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(roots)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    assert [process.communicate()[1] for process in processes] == [""] * 6
    store = disk(tmp_path / "library")
    with store.snapshot() as view:
        assert len(view.documents()) == 6
    assert store.verify() == []
    store.close()


def test_what_is_removed_while_it_is_verified_is_not_said_to_be_missing(
    store: DiskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = disk(store.folder)

    def meanwhile(view: DiskSnapshot) -> Iterator[str]:
        other.remove(view.documents()[0].id)
        yield from ()

    (store.folder / "originals" / entry_name(METAL)).unlink()
    monkeypatch.setattr(integrity, "_vectors", meanwhile)
    assert ["is missing from the library" in problem for problem in store.verify()] == [True]
    other.close()


def entry_name(text: str) -> str:
    """The name that a text is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()


SAID = [Feedback(f"Is it {number}?", (), Opinion.RIGHT, f"2026-01-0{number}") for number in (1, 2)]


def test_saving_leaves_a_library_as_it_was(store: DiskStore) -> None:
    """On a disk that is only read, where SQLite can put nothing beside the catalog, as well."""
    store.keep_feedback(SAID[0])
    store.close()
    before = sorted(store.folder.iterdir())
    assert [file.name for file in recovery.kept(store.folder)] == ["fruit.txt", "metal.txt"]
    assert recovery.opinions(store.folder) == [SAID[0]]
    assert sorted(store.folder.iterdir()) == before


def test_what_is_only_in_the_log_is_saved(store: DiskStore) -> None:
    store.keep_feedback(SAID[0])
    assert [file.name for file in recovery.kept(store.folder)] == ["fruit.txt", "metal.txt"]
    assert recovery.opinions(store.folder) == [SAID[0]]


@pytest.mark.parametrize(
    "damage", ["opinion = 'poem'", "quotes = '['", "quotes = '[[1]]'", "quotes = '7'"]
)
def test_one_torn_opinion_is_lost_alone(store: DiskStore, damage: str) -> None:
    for said in SAID:
        store.keep_feedback(said)
    with opened(store.folder) as connection:
        connection.execute(f"UPDATE feedback SET {damage} WHERE question = 'Is it 1?'")  # noqa: S608
    assert recovery.opinions(store.folder) == [SAID[1]]
