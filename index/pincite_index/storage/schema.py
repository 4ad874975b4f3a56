"""The catalog's tables, and the steps from each released layout to the next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pincite_index.storage.page_table import add_missing_pages
from pincite_ingest.errors import LibraryError

FORMAT_VERSION = 4
"""Kept in SQLite's ``user_version``; 0 is a file that nothing was written to yet."""

_VERSION_1 = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE documents (         -- with a rowid, or each comparison of ids would read whole texts
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    media_type TEXT NOT NULL,
    original TEXT NOT NULL,      -- name of the file under originals/
    text TEXT NOT NULL,
    metadata TEXT NOT NULL,      -- JSON object
    warnings TEXT NOT NULL,      -- JSON array
    note_marks TEXT NOT NULL,    -- JSON array of [offset, label]
    added TEXT NOT NULL          -- ISO 8601, UTC
);
CREATE TABLE blocks (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    section TEXT NOT NULL,       -- JSON array
    PRIMARY KEY (document, start)
) WITHOUT ROWID;
CREATE TABLE pages (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,       -- 1-based, as a viewer counts
    label TEXT NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    spans TEXT NOT NULL,         -- JSON array of [start, end]
    boxes BLOB NOT NULL,         -- zlib of float32 quadruples
    PRIMARY KEY (document, page)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: a vector cache can trust it
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    section TEXT NOT NULL,       -- JSON array
    pages TEXT NOT NULL,         -- JSON array of page numbers
    text TEXT NOT NULL,
    vector BLOB NOT NULL         -- float32
);
CREATE INDEX passages_of_document ON passages(document, start);
CREATE TABLE sentences (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    vector BLOB NOT NULL,        -- float16: for choosing among a few, not for search
    PRIMARY KEY (document, start)
);
CREATE VIRTUAL TABLE words USING fts5 (
    text,
    content = passages,
    content_rowid = id,
    tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');
"""

_VERSION_2 = """
CREATE TABLE feedback (
    question TEXT NOT NULL,      -- as it was understood
    quotes TEXT NOT NULL,        -- JSON array of [document, start, end, [page label]]
    opinion TEXT NOT NULL,
    given TEXT NOT NULL,         -- ISO 8601, UTC
    PRIMARY KEY (question, quotes)
) WITHOUT ROWID;
"""

_VERSION_3 = """
ALTER TABLE documents ADD COLUMN tables TEXT NOT NULL DEFAULT '[]';
ALTER TABLE passages ADD COLUMN context TEXT NOT NULL DEFAULT '';
DROP TABLE vocabulary;
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    text,
    context,
    content = passages,
    content_rowid = id,
    tokenize = "porter unicode61 remove_diacritics 2"
);
INSERT INTO words (words) VALUES ('rebuild');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');
CREATE TABLE page_texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice, as those of passages
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,       -- 1-based; without pages, the number of a run of words
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text TEXT NOT NULL,          -- without running heads and feet
    vector BLOB NOT NULL,        -- float32
    UNIQUE (document, page)
);
CREATE VIRTUAL TABLE page_words USING fts5 (
    text,
    content = page_texts,
    content_rowid = id,
    tokenize = "porter unicode61 remove_diacritics 2"
);
"""

_VERSION_4 = """
ALTER TABLE documents ADD COLUMN sentence_encoding TEXT NOT NULL DEFAULT 'alone';
"""

_STEPS = {0: _VERSION_1, 1: _VERSION_2, 2: _VERSION_3, 3: _VERSION_4}
"""What takes a catalog from each version to the next; a statement ends where its line does."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalog to this version's layout, wholly or not at all; refuse a later Pincite's."""
    if _version(connection) == FORMAT_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # once more: another process may have been first
        if version > FORMAT_VERSION:
            raise LibraryError(
                f"The library has format {version}, made by a newer Pincite than this one "
                f"(format {FORMAT_VERSION}); upgrade Pincite to use it."
            )
        for step in range(version, FORMAT_VERSION):
            for statement in _STEPS[step].split(";\n"):
                connection.execute(statement)
        if 0 < version < 3:
            add_missing_pages(connection)
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse another program's database before anything is written to it."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if names and not names.issuperset(("meta", "documents", "passages")):
        raise LibraryError(
            f"{path} is a database, but no catalog of Pincite's; choose another folder."
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
