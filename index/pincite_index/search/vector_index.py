"""The vector cache: FAISS over the catalog's vectors, rebuilt whenever it does not fit them.

Ids are never reused, so an index over ids up to some point stays valid: removed rows are skipped,
and newer rows form a tail that is searched beside it and merged when it has grown long. The catalog
stores the file's hash; a file that is damaged, swapped or stale is not read. Scores always come
from the vectors in the catalog.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from pincite_index.models.encoder import Vectors
from pincite_index.search import faiss_index
from pincite_index.search.faiss_index import Chunks, Ids
from pincite_index.search.stored_vectors import (
    TORN,
    are_units,
    chunks,
    newest_id,
    row_count,
    vectors_of,
)
from pincite_ingest.errors import PinciteError

TAIL_LEAST, TAIL_MOST, TAIL_SHARE = 1_000, 20_000, 0.1
"""A tail is merged when it is longer than this share of the file, within these bounds."""
EXACT_MOST = 1_000
"""Rows of chosen documents up to which all are scored without the index."""
_STAMPS = {"passages": "vectors", "page_texts": "page_vectors"}
"""The key of ``meta`` that holds the stamp of each table's file."""

Session = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""Opens a transaction."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a vector file was built from."""

    sha256: str
    """Of the file."""
    last: int
    """The highest id it covers."""
    count: int
    """Vectors in it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An index in memory and its tail. Immutable, so that a search never sees half a change."""

    index: Any
    stamp: Stamp | None
    """The stamp of its file; None where it has no file."""
    last: int
    """The highest passage id in the index."""
    tail_ids: Ids
    tail: Vectors
    instead_of: Stamp | None = None
    """Where it has no file: the stamp of the file that could not be used."""

    @property
    def reached(self) -> int:
        return int(self.tail_ids[-1]) if len(self.tail_ids) else self.last


class VectorCache:
    """Nearest vectors among the rows of a table. Safe to use from several threads."""

    def __init__(self, path: Path, dimension: int, table: str = "passages") -> None:
        """``table``: "passages" or "page_texts", whose vectors are searched."""
        self._path = path
        self._table = table
        self._old = path.with_name(f"{path.name}.old")
        self._dimension = dimension
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._mended = False

    def nearest(
        self,
        connection: sqlite3.Connection,
        query: Vectors,
        n: int,
        documents: Sequence[str] | None = None,
    ) -> dict[int, float]:
        """The n rows nearest to ``query`` [d] in this snapshot: id to cosine, best first."""
        allowed = None if documents is None else _rows_of(connection, documents, self._table)
        if allowed is not None and len(allowed) <= EXACT_MOST:
            return _first(n, self._scored(connection, allowed, query))
        loaded = self._refreshed(connection)
        late, tail = loaded.tail_ids, loaded.tail
        if allowed is not None:
            chosen = np.isin(late, allowed)
            late, tail = late[chosen], tail[chosen]
        scores, wanted = tail @ query, n
        while True:
            early = faiss_index.search(loaded.index, query, wanted, allowed)
            parts = [early, late[_best(scores, wanted)]]
            found = self._scored(connection, np.concatenate(parts), query)
            if all(len(ids) < wanted or _known(ids, found) >= n for ids in parts):
                return _first(n, found)
            wanted *= 4  # too many of them have been removed

    def keep(self, read: Session, write: Session) -> None:
        """Rewrite the file where it is missing, its tail is long, or half of it was removed. If it
        cannot be written, as on a full disk, the old file stays and is still valid.

        The index is built without the write lock; only storing it takes the lock.
        """
        with contextlib.suppress(OSError, RuntimeError, ValueError, PinciteError):
            with read() as connection:
                stamp = read_stamp(connection, self._table)
                passages = row_count(connection, self._table)
                newest = newest_id(connection, self._table)  # the stamp's may be higher
                fresh = max(newest - (stamp.last if stamp else 0), 0)
                kept = stamp.count if stamp else 0
                long = min(max(TAIL_LEAST, TAIL_SHARE * kept), TAIL_MOST)
                if stamp and fresh <= long and kept + fresh - passages <= kept // 2 + long:
                    return
                grown = self._grown(connection, passages)
            self._put(write, grown, stamp)

    def mend(self, write: Session) -> None:
        """Store an index that had to be built because the file could not be used."""
        loaded = self._loaded
        if loaded is None or loaded.stamp is not None or self._mended or not loaded.index.ntotal:
            return
        self._mended = True
        with contextlib.suppress(OSError, RuntimeError, PinciteError):
            self._put(write, loaded, loaded.instead_of)

    def _put(self, write: Session, loaded: Loaded, instead_of: Stamp | None) -> None:
        with write() as connection:
            if read_stamp(connection, self._table) != instead_of:
                return  # another process has stored one
            self._write(connection, loaded, instead_of)
        with write() as connection:
            stamp = read_stamp(connection, self._table)
            if stamp is not None and self._file(stamp) == self._path:
                self._old.unlink(missing_ok=True)

    def check(self, connection: sqlite3.Connection) -> str | None:
        """Why the file cannot be used, or None."""
        stamp = read_stamp(connection, self._table)
        if stamp is None or self._file(stamp) is not None:
            return None
        if not self._path.exists():
            return f"{self._path.name} is missing; it is rebuilt from the catalog when needed"
        return f"{self._path.name} is not the file that was written; it is rebuilt when needed"

    def _refreshed(self, connection: sqlite3.Connection) -> Loaded:
        """The index in memory, brought up to this snapshot."""
        with self._lock:
            loaded = self._loaded
            if loaded is None or (
                len(loaded.tail_ids) > TAIL_MOST
                and read_stamp(connection, self._table) != loaded.stamp
            ):
                loaded = self._read(connection) or self._built(connection)
            if newest_id(connection, self._table) > loaded.reached:
                ids, tail = _joined(self._behind(connection, loaded.reached), self._dimension)
                loaded = Loaded(
                    loaded.index,
                    loaded.stamp,
                    loaded.last,
                    np.concatenate([loaded.tail_ids, ids]),
                    np.concatenate([loaded.tail, tail]),
                )
            self._loaded = loaded
            return loaded

    def _grown(self, connection: sqlite3.Connection, passages: int) -> Loaded:
        """The file's index with its tail, or a new one where its kind does not suit the size."""
        read = self._read(connection)
        removed = read is not None and read.index.ntotal > 2 * passages
        if read is None or removed or not faiss_index.suits(read.index, passages):
            return self._built(connection)
        last = read.last
        for ids, vectors in self._behind(connection, read.last):
            read.index.add_with_ids(vectors, ids)
            last = int(ids[-1])
        return self._alone(read.index, None, last)

    def _built(self, connection: sqlite3.Connection) -> Loaded:
        """An index built from the catalog."""
        newest = newest_id(connection, self._table)
        count = row_count(connection, self._table)

        def sample(n: int) -> Vectors:
            drawn = min(newest, n * newest // max(count, 1))  # some ids may be gone
            some = np.random.default_rng(1).choice(newest, drawn, replace=False) + 1
            return vectors_of(connection, np.sort(some).tolist(), self._dimension, self._table)[1]

        index = faiss_index.build(self._dimension, count, self._behind(connection, 0), sample)
        none = np.zeros(0, np.int64), np.zeros((0, self._dimension), np.float32)
        return Loaded(index, None, newest, *none, read_stamp(connection, self._table))

    def _read(self, connection: sqlite3.Connection) -> Loaded | None:
        """The file's index, where it is what the catalog says it is."""
        import faiss

        stamp = read_stamp(connection, self._table)
        path = self._file(stamp) if stamp else None
        if stamp is None or path is None:
            return None
        try:
            index = faiss.read_index(str(path))
        except RuntimeError:
            return None
        whole = index.ntotal == stamp.count and index.d == self._dimension
        return self._alone(index, stamp, stamp.last) if whole and faiss_index.known(index) else None

    def _alone(self, index: Any, stamp: Stamp | None, last: int) -> Loaded:
        """An index that has no tail yet."""
        none = np.zeros(0, np.int64), np.zeros((0, self._dimension), np.float32)
        return Loaded(index, stamp, last, *none)

    def _behind(self, connection: sqlite3.Connection, after: int) -> Chunks:
        for ids, vectors in chunks(connection, after, self._dimension, self._table):
            if not are_units(vectors).all():
                raise ValueError(TORN)
            yield ids, vectors

    def _file(self, stamp: Stamp) -> Path | None:
        """The file that a stamp describes: the old one between the renaming of a new file and the
        commit of its stamp."""
        for path in (self._path, self._old):
            with contextlib.suppress(OSError):
                if _sha256(path) == stamp.sha256:
                    return path
        return None

    def _write(
        self, connection: sqlite3.Connection, loaded: Loaded, instead_of: Stamp | None
    ) -> None:
        """Replace the file, and write its stamp in the caller's transaction."""
        import faiss

        draft = self._path.with_name(f"{self._path.name}.new")
        draft.unlink(missing_ok=True)  # also a link to somewhere else
        draft.touch(mode=0o600, exist_ok=False)
        faiss.write_index(loaded.index, str(draft))
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        stamp = Stamp(_sha256(draft), loaded.last, int(loaded.index.ntotal))
        if instead_of is not None and self._file(instead_of) == self._path:
            with contextlib.suppress(OSError):  # not every file system has links
                self._old.unlink(missing_ok=True)
                self._old.hardlink_to(self._path)
        draft.replace(self._path)
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (_STAMPS[self._table], json.dumps(asdict(stamp))),
        )
        with self._lock:
            self._loaded = self._alone(loaded.index, stamp, loaded.last)

    def _scored(self, connection: sqlite3.Connection, ids: Ids, query: Vectors) -> dict[int, float]:
        """Cosines of the ids that this snapshot has, from the stored vectors, best first."""
        found, matrix = vectors_of(connection, ids.tolist(), self._dimension, self._table)
        scores = matrix @ query
        order = np.argsort(-scores, kind="stable")
        return {found[at]: float(scores[at]) for at in order}


def _first(n: int, found: dict[int, float]) -> dict[int, float]:
    return dict(islice(found.items(), n))


def _known(ids: Ids, found: dict[int, float]) -> int:
    return sum(row in found for row in ids.tolist())


def _best(scores: Vectors, n: int) -> Ids:
    """Positions of the n highest scores, unsorted."""
    if n >= len(scores):
        return np.arange(len(scores))
    return np.argpartition(scores, len(scores) - n)[len(scores) - n :]


def read_stamp(connection: sqlite3.Connection, table: str = "passages") -> Stamp | None:
    """The stamp of a table's file; None where there is none or it is damaged."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_STAMPS[table],)).fetchone()
    with contextlib.suppress(ValueError, TypeError):
        return Stamp(**json.loads(row[0])) if row else None
    return None


def _joined(parts: Chunks, dimension: int) -> tuple[Ids, Vectors]:
    some = [(np.zeros(0, np.int64), np.zeros((0, dimension), np.float32)), *parts]
    return np.concatenate([ids for ids, _ in some]), np.concatenate([one for _, one in some])


def _rows_of(connection: sqlite3.Connection, documents: Sequence[str], table: str) -> Ids:
    rows = connection.execute(
        f"SELECT id FROM {table} WHERE document IN (SELECT value FROM json_each(?))",  # noqa: S608 (ours)
        (json.dumps(list(documents)),),
    ).fetchall()
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
