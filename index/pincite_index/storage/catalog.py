"""The catalog: reads and writes the rows of the SQLite file."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from pincite_index.search.stored_vectors import passage_count
from pincite_index.storage import page_table
from pincite_index.storage.base import DocumentInfo, Entry, Sentence
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import Block, BlockKind, Document, NoteMark, Page, Span

_INFO = """
SELECT id, title, source, media_type,
       (SELECT count(*) FROM pages WHERE document = documents.id),
       (SELECT count(*) FROM passages WHERE document = documents.id),
       length(text), warnings, added, sentence_encoding
FROM documents
"""


def infos(connection: sqlite3.Connection) -> list[DocumentInfo]:
    return [_info(row) for row in connection.execute(f"{_INFO} ORDER BY rowid")]


IN_PASSAGE = "in passage"
"""How the sentences of a document are encoded: as parts of their passage. Formats before 4 encoded
each alone; scores of the two differ somewhat."""
OUTDATED = "An earlier version of Pincite encoded this document; add it again for better answers."
SHORTEST_PREFIX = 6
"""Digits of an id that may stand for it, at least."""


def find(connection: sqlite3.Connection, reference: str) -> DocumentInfo | None:
    """A document by its id, a unique prefix of the id, or its source. The id comes first, so that a
    file named like an id does not hide another document."""
    reference = encodable(reference)
    rows = []
    if len(reference) >= SHORTEST_PREFIX:  # ids are hexadecimal: g is behind them all
        rows = connection.execute(
            f"{_INFO} WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2", (reference.lower(),)
        ).fetchall()
    if len(rows) != 1:
        rows = connection.execute(f"{_INFO} WHERE source = ?", (reference,)).fetchall()
    return _info(rows[0]) if rows else None


def encodable(text: str) -> str:
    """A text without lone surrogates. They stand for undecodable bytes, in a file's name for
    instance, and neither SQLite nor a tokenizer accepts them.

    >>> encodable("caf\\udce9")
    'caf?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def _count(connection: sqlite3.Connection, before: int, change: int) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('passages', ?)", (str(before + change),)
    )


def original_of(connection: sqlite3.Connection, identity: str) -> str | None:
    """The name of a document's file under originals/; None where there is no such document."""
    row = connection.execute("SELECT original FROM documents WHERE id = ?", (identity,)).fetchone()
    return row[0] if row else None


def document(connection: sqlite3.Connection, identity: str) -> Document:
    row = connection.execute(
        "SELECT title, source, media_type, text, metadata, warnings, note_marks "
        "FROM documents WHERE id = ?",
        (identity,),
    ).fetchone()
    title, source, media_type, text, metadata, warnings, marks = row
    return Document(
        identity,
        title,
        source,
        media_type,
        text,
        tuple(blocks(connection, identity)),
        tuple(pages(connection, identity)),
        tuple(NoteMark(offset, label) for offset, label in json.loads(marks)),
        json.loads(metadata),
        tuple(json.loads(warnings)),
    )


def blocks(connection: sqlite3.Connection, identity: str) -> Iterator[Block]:
    """A document's blocks in order."""
    rows = connection.execute(
        "SELECT kind, section, start, end FROM blocks WHERE document = ? ORDER BY start",
        (identity,),
    )
    for kind, section, start, end in rows:
        yield Block(BlockKind(kind), tuple(json.loads(section)), start, end)


def pages(
    connection: sqlite3.Connection, identity: str, *, boxes: bool = True, only: int | None = None
) -> Iterator[Page]:
    """A document's pages in order, or ``only`` the one with that index. ``boxes`` False does not
    read the glyph boxes."""
    column = "boxes" if boxes else "NULL"
    rows = connection.execute(
        f"SELECT page, label, spans, width, height, {column} FROM pages "  # noqa: S608 (ours)
        "WHERE document = ?1 AND (?2 IS NULL OR page = ?2) ORDER BY page",
        (identity, only),
    )
    for page, label, spans, width, height, blob in rows:
        yield Page(
            page,
            label,
            tuple(Span(start, end) for start, end in json.loads(spans)),
            width,
            height,
            zlib.decompress(blob) if blob else b"",
        )


def sentences(
    connection: sqlite3.Connection, identity: str, start: int, end: int
) -> list[Sentence]:
    rows = connection.execute(
        "SELECT start, end, kind, vector FROM sentences "
        "WHERE document = ? AND start >= ? AND start < ? ORDER BY start",
        (identity, start, end),
    )
    return [
        Sentence(
            Span(first, last),
            BlockKind(kind),
            np.frombuffer(vector, np.float16).astype(np.float32),
        )
        for first, last, kind, vector in rows
    ]


def passages(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[str, Passage]]:
    """Passages by id, each with its document's id."""
    rows = connection.execute(
        "SELECT id, document, start, end, text, section, pages, kind, context FROM passages "
        "WHERE id IN (SELECT value FROM json_each(?)) "
        "AND EXISTS (SELECT 1 FROM documents WHERE documents.id = document)",  # else it is damaged
        (json.dumps(list(ids)),),
    )
    return {row[0]: (row[1], _passage(*row[2:])) for row in rows}


def _passage(
    start: int, end: int, text: str, section: str, pages: str, kind: str, context: str
) -> Passage:
    headings, on = tuple(json.loads(section)), tuple(json.loads(pages))
    return Passage(start, end, text, headings, on, BlockKind(kind), context)


def insert(connection: sqlite3.Connection, entry: Entry, original: str) -> None:
    """Write a document with its passages, pages and vectors. Inside the caller's transaction."""
    stored = entry.document
    before = passage_count(connection)
    connection.execute(
        "INSERT INTO documents (id, source, title, media_type, original, text, metadata, "
        "warnings, note_marks, added, sentence_encoding) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stored.id,
            stored.source,
            stored.title,
            stored.media_type,
            original,
            stored.text,
            _json(stored.metadata),
            _json(stored.warnings),
            _json([[mark.offset, mark.label] for mark in stored.note_marks]),
            datetime.now(UTC).isoformat(timespec="microseconds"),
            IN_PASSAGE,
        ),
    )
    connection.executemany(
        "INSERT INTO blocks VALUES (?, ?, ?, ?, ?)",
        ((stored.id, b.start, b.end, b.kind.value, _json(b.section)) for b in stored.blocks),
    )
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
        (_page_row(stored.id, page) for page in stored.pages),
    )
    for passage, vector in zip(entry.passages, entry.vectors, strict=True):
        row = connection.execute(
            "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                stored.id,
                passage.start,
                passage.end,
                passage.kind.value,
                _json(passage.section),
                _json(passage.pages),
                passage.text,
                vector.astype(np.float32, copy=False).tobytes(),
                passage.context,
            ),
        ).lastrowid
        connection.execute(
            "INSERT INTO words (rowid, text, context) VALUES (?, ?, ?)",
            (row, passage.text, passage.context),
        )
    _count(connection, before, len(entry.passages))
    spans = [(passage.start, passage.end) for passage in entry.passages]
    page_table.insert(connection, stored, spans, entry.vectors)
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
        (
            (stored.id, span.start, span.end, kind.value, vector.astype(np.float16).tobytes())
            for span, kind, vector in zip(
                entry.sentences, entry.sentence_kinds, entry.sentence_vectors, strict=True
            )
        ),
    )


def delete(connection: sqlite3.Connection, identity: str) -> None:
    """Delete a document. Inside the caller's transaction."""
    before = passage_count(connection)
    gone = connection.execute(
        "INSERT INTO words (words, rowid, text, context) "
        "SELECT 'delete', id, text, context FROM passages WHERE document = ?",
        (identity,),
    ).rowcount
    _count(connection, before, -gone)
    page_table.delete(connection, identity)
    connection.execute("DELETE FROM documents WHERE id = ?", (identity,))


def _info(row: tuple[str, str, str, str, int, int, int, str, str, str]) -> DocumentInfo:
    identity, title, source, media_type, pages, passages, characters, warnings, added, how = row
    outdated = how != IN_PASSAGE
    return DocumentInfo(
        identity,
        title,
        source,
        media_type,
        pages,
        passages,
        characters,
        (*json.loads(warnings), *((OUTDATED,) if outdated else ())),
        added,
        outdated,
    )


def _page_row(identity: str, page: Page) -> tuple[str, int, str, float, float, str, bytes]:
    spans = _json([[span.start, span.end] for span in page.spans])
    boxes = zlib.compress(page.boxes, 1) if page.boxes else b""
    return identity, page.index, page.label, page.width, page.height, spans, boxes


def _json(value: Iterable[object]) -> str:
    return json.dumps(value, ensure_ascii=False)
