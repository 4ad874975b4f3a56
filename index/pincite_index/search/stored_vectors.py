"""Vectors as stored in the catalog, and the counts and ids of their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.encoder import Vectors
from pincite_index.search.faiss_index import Chunks

OFF = 0.01
"""Tolerance for the length of a stored vector, which is one."""
TORN = "a stored vector is not one that was written"
CHUNK = 10_000
"""Vectors read at once."""


def vectors_of(
    connection: sqlite3.Connection, ids: Sequence[int], dimension: int, table: str = "passages"
) -> tuple[list[int], Vectors]:
    """The stored vectors of some rows of a table: their ids and a matrix [n, d], in the same order.

    Raises ValueError where they are damaged.
    """
    rows = connection.execute(
        f"SELECT id, vector FROM {table} "  # noqa: S608 (ours)
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ).fetchall()
    matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
    matrix = matrix.reshape(len(rows), dimension)
    if not are_units(matrix).all():
        raise ValueError(TORN)
    return [row[0] for row in rows], matrix


def are_units(vectors: Vectors) -> NDArray[np.bool_]:
    """Which of the vectors [n, d] have length one, as every encoder's vectors do."""
    with np.errstate(all="ignore"):  # damaged ones may be huge, or no numbers at all
        right: NDArray[np.bool_] = np.abs(np.linalg.norm(vectors, axis=1) - 1) < OFF
    return right


def newest_id(connection: sqlite3.Connection, table: str) -> int:
    """The highest id there is."""
    row = connection.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608 (ours)
    newest: int | None = row[0]
    return newest or 0


def chunks(
    connection: sqlite3.Connection, after: int, dimension: int, table: str = "passages"
) -> Chunks:
    """The vectors of a table after an id, in order, ``CHUNK`` at a time."""
    rows = connection.execute(
        f"SELECT id, vector FROM {table} WHERE id > ? ORDER BY id",  # noqa: S608 (ours)
        (after,),
    )
    while some := rows.fetchmany(CHUNK):
        ids = np.fromiter((row[0] for row in some), np.int64, len(some))
        matrix = np.frombuffer(b"".join(row[1] for row in some), np.float32)
        yield ids, matrix.reshape(len(some), dimension)


def passage_count(connection: sqlite3.Connection) -> int:
    """The number of passages. It is stored with each change, since counting takes time in a large
    library."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'passages'").fetchone()
    if row is None:
        row = connection.execute("SELECT count(*) FROM passages").fetchone()
    return int(row[0])


def row_count(connection: sqlite3.Connection, table: str) -> int:
    """The number of rows of a searched table: passages or page_texts."""
    if table == "passages":
        return passage_count(connection)
    counted = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (ours)
    return int(counted.fetchone()[0])
