"""The table of searched pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np

from pincite_index.models.encoder import Vectors
from pincite_index.models.pooling import mean_vector
from pincite_index.search.page_texts import page_texts
from pincite_ingest.document import Document


def insert(
    connection: sqlite3.Connection,
    document: Document,
    passages: Sequence[tuple[int, int]],
    vectors: Vectors,
) -> None:
    """Write a document's pages, with the mean of the vectors [n, d] of the passages (start, end) on
    each; pages without a passage are left out. Inside the caller's transaction."""
    spans = np.array(passages, np.int64).reshape(-1, 2)
    for page in page_texts(document):
        on_page = (spans[:, 0] < page.end) & (spans[:, 1] > page.start)
        if not on_page.any():
            continue
        row = connection.execute(
            "INSERT INTO page_texts VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                page.index,
                page.start,
                page.end,
                page.text,
                mean_vector(vectors[on_page]).tobytes(),
            ),
        ).lastrowid
        connection.execute("INSERT INTO page_words (rowid, text) VALUES (?, ?)", (row, page.text))


def delete(connection: sqlite3.Connection, document: str) -> None:
    """Take a document's pages out of the word index; the rows go with the document's own."""
    connection.execute(
        "INSERT INTO page_words (page_words, rowid, text) "
        "SELECT 'delete', id, text FROM page_texts WHERE document = ?",
        (document,),
    )


def places(
    connection: sqlite3.Connection, pages: Sequence[int]
) -> dict[int, tuple[str, int, int, int]]:
    """Rows by id: document, page index, start, end."""
    rows = connection.execute(
        "SELECT id, document, page, start, end FROM page_texts "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(pages)),),
    )
    return {row: (document, page, start, end) for row, document, page, start, end in rows}


def passages_on(connection: sqlite3.Connection, pages: Sequence[tuple[str, int]]) -> list[int]:
    """The ids of the passages that stand on some pages (document, index), by document and place."""
    wanted = json.dumps([{"document": document, "page": page} for document, page in pages])
    rows = connection.execute(
        "WITH wanted AS (SELECT page_texts.document, page, start, end FROM json_each(?) "
        "JOIN page_texts ON page_texts.document = value ->> 'document' "
        "AND page = value ->> 'page') "
        "SELECT DISTINCT passages.id, passages.document, passages.start FROM wanted "
        "JOIN passages ON passages.document = wanted.document "
        "AND passages.start < wanted.end AND passages.end > wanted.start "
        "WHERE passages.pages = '[]' "
        "OR EXISTS (SELECT 1 FROM json_each(passages.pages) WHERE value = wanted.page) "
        "ORDER BY passages.document, passages.start, passages.id",
        (wanted,),
    )
    return [passage for passage, _, _ in rows]
