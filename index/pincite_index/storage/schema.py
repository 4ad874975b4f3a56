"""The catalog's tables, as steps from each format to the next."""

from __future__ import annotations

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

STEPS = {0: _VERSION_1, 1: _VERSION_2, 2: _VERSION_3, 3: _VERSION_4}
"""The statements that take a catalog from each format to the next; each ends with a line."""
