"""Integrity checks: compares everything that a library stores twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator

import numpy as np

from pincite_index.search.stored_vectors import CHUNK, are_units
from pincite_index.storage.snapshot import DiskSnapshot
from pincite_ingest.errors import LibraryError


def problems(view: DiskSnapshot) -> Iterator[str]:
    """Problems of a catalog, a sentence each. The word indexes and vector caches are not checked
    here, since they can be rebuilt."""
    connection = view.connection
    check = [line for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
    damage = [line for line in check if "fts5" not in line.lower()]  # checked since SQLite 3.44
    if damage:
        yield f"The catalog is damaged: {damage[0]}."
    counted = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    if counted != view.passage_count():
        yield f"The catalog counts {view.passage_count()} passages and has {counted}."
    yield from _vectors(view)
    for info in view.documents():
        text = view.text(info.id)
        passages = connection.execute(
            "SELECT start, end, text FROM passages WHERE document = ?", (info.id,)
        )
        if any(text[start:end] != words for start, end, words in passages):
            yield f"Passages of {info.title} do not fit its text; remove it and add it again."


def lost_originals(view: DiskSnapshot, among: Container[str] | None = None) -> dict[str, str]:
    """Problems with the original files of all documents, or of those in ``among``, by document
    id."""
    lost = {}
    for info in view.documents():
        if among is None or info.id in among:
            try:
                view.original(info.id)
            except LibraryError as error:
                lost[info.id] = str(error)
    return lost


def stale_cache(view: DiskSnapshot) -> list[str]:
    """Why the vector caches cannot be used. They are rebuilt when needed, so this is no damage."""
    checks = (cache.check(view.connection) for cache in (view.cache, view.page_cache))
    return [f"The vector cache: {stale}." for stale in checks if stale]


def mended_word_indexes(connection: sqlite3.Connection) -> Iterator[str]:
    """Rebuild the word indexes that do not fit their texts, a sentence for each. Inside the
    caller's transaction."""
    for index, texts in (("words", "passages"), ("page_words", "pages")):
        if not _fits(connection, index):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
            yield f"The word index did not fit the {texts}; it was rebuilt."


def _fits(connection: sqlite3.Connection, index: str) -> bool:
    """Whether a full-text index is that of its texts."""
    check = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
    try:
        connection.execute(check)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
    return True


def _vectors(view: DiskSnapshot) -> Iterator[str]:
    for table, numbers in (
        ("passages", np.float32),
        ("page_texts", np.float32),
        ("sentences", np.float16),
    ):
        wrong = 0
        rows = view.connection.execute(f"SELECT vector FROM {table}")  # noqa: S608 (ours)
        while some := rows.fetchmany(CHUNK):
            size = view.dimension * np.dtype(numbers).itemsize
            whole = [vector for (vector,) in some if len(vector) == size]
            matrix = np.frombuffer(b"".join(whole), numbers).astype(np.float32)
            right = are_units(matrix.reshape(len(whole), view.dimension))
            wrong += len(some) - int(right.sum())
        if wrong:
            advice = "remove their documents and add them again"
            yield f"{wrong} {table} have no right vector; {advice}."
