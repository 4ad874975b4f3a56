"""The vector cache: FAISS over the catalog's vectors, rebuilt whenever it does not fit them.

Passage ids are never used twice, so an index over ids up to some point stays right for ever: what
was removed since is passed over, what was added since is a tail that is searched beside it. The
file is stamped in the catalog with its hash; a file that is torn, swapped or stale is not read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite_index.encoder import Vectors

FOLD_SHARE = 0.1
"""The tail is folded into the file when it is larger than this share of it."""
_STAMP = "vectors"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a vector file was built from."""

    sha256: str
    """Of the file."""
    last: int
    """The highest passage id in it."""
    count: int
    """Vectors in it."""


class VectorCache:
    """Nearest vectors among a catalog's passages. Safe to use from several threads."""

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self._dimension = dimension
        self._lock = threading.Lock()
        self._folded: Any = None
        self._last = 0
        self._tail_ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._tail: Vectors = np.zeros((0, dimension), np.float32)

    def nearest(
        self,
        connection: sqlite3.Connection,
        query: Vectors,
        n: int,
        documents: Sequence[str] | None = None,
    ) -> dict[int, float]:
        """The n passages nearest to ``query`` [d] in this snapshot: id to cosine, best first."""
        with self._lock:
            self._refresh(connection)
            folded, tail_ids, tail = self._folded, self._tail_ids, self._tail
        allowed = None if documents is None else _passages_of(connection, documents)
        wanted, total = n, folded.ntotal + len(tail_ids)
        while True:
            ids, scores = self._search(folded, query, wanted, allowed)
            ids = np.concatenate([ids, tail_ids])
            scores = np.concatenate([scores, tail @ query])
            order = np.argsort(-scores, kind="stable")[:wanted]
            alive = _alive(connection, ids[order], allowed)
            found = {int(ids[at]): float(scores[at]) for at in order if int(ids[at]) in alive}
            if len(found) >= n or wanted >= total:
                return dict(list(found.items())[:n])
            wanted = min(total, wanted * 4)

    def fold(self, connection: sqlite3.Connection, *, force: bool = False) -> None:
        """Write the file anew if its tail has grown long. Inside the caller's write transaction."""
        stamp = read_stamp(connection)
        last, count = connection.execute("SELECT max(id), count(*) FROM passages").fetchone()
        fresh = connection.execute(
            "SELECT count(*) FROM passages WHERE id > ?", (stamp.last if stamp else 0,)
        ).fetchone()[0]
        kept = stamp.count if stamp else 0
        if not force and fresh <= FOLD_SHARE * kept and kept - (count - fresh) <= kept // 2:
            return
        ids, vectors = _load(connection, 0)
        digest = self._write(_build(self._dimension, ids, vectors))
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (_STAMP, json.dumps(asdict(Stamp(digest, last or 0, len(ids))))),
        )

    def check(self, connection: sqlite3.Connection) -> str | None:
        """Why the file cannot be used, or None."""
        stamp = read_stamp(connection)
        if stamp is None:
            return None
        if not self._path.exists():
            return "vectors.faiss is missing; it is rebuilt from the catalog when needed"
        if _sha256(self._path) != stamp.sha256:
            return "vectors.faiss is not the file that was written; it is rebuilt when needed"
        return None

    def _refresh(self, connection: sqlite3.Connection) -> None:
        if self._folded is None:
            self._folded, self._last = self._read(connection)
        newest = connection.execute("SELECT max(id) FROM passages").fetchone()[0] or 0
        reached = int(self._tail_ids[-1]) if len(self._tail_ids) else self._last
        if newest > reached:
            ids, vectors = _load(connection, reached)
            self._tail_ids = np.concatenate([self._tail_ids, ids])
            self._tail = np.concatenate([self._tail, vectors])

    def _read(self, connection: sqlite3.Connection) -> tuple[Any, int]:
        """The file's index where it is what the catalog says it is, else one built afresh."""
        import faiss

        stamp = read_stamp(connection)
        if stamp and self._path.exists() and _sha256(self._path) == stamp.sha256:
            with contextlib.suppress(RuntimeError):
                index = faiss.read_index(str(self._path))
                if index.ntotal == stamp.count and index.d == self._dimension:
                    return index, stamp.last
        ids, vectors = _load(connection, 0)
        return _build(self._dimension, ids, vectors), int(ids[-1]) if len(ids) else 0

    def _write(self, index: Any) -> str:
        import faiss

        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp")
        try:
            faiss.write_index(index, str(draft))
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            digest = _sha256(draft)
            draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)
        return digest

    @staticmethod
    def _search(
        index: Any, query: Vectors, n: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        import faiss

        n = min(n, index.ntotal)
        if n == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        options = None
        if allowed is not None:
            options = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, ids = index.search(query[None, :], n, params=options)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]


def read_stamp(connection: sqlite3.Connection) -> Stamp | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_STAMP,)).fetchone()
    return Stamp(**json.loads(row[0])) if row else None


def vectors_of(
    connection: sqlite3.Connection, passages: Sequence[int], dimension: int
) -> tuple[list[int], Vectors]:
    """The stored vectors of some passages: their ids and a matrix, in the same order."""
    rows = connection.execute(
        "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(passages)),),
    ).fetchall()
    matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
    return [row[0] for row in rows], matrix.reshape(len(rows), dimension)


def _build(dimension: int, ids: NDArray[np.int64], vectors: Vectors) -> Any:
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    if len(ids):
        index.add_with_ids(vectors, ids)
    return index


def _load(connection: sqlite3.Connection, after: int) -> tuple[NDArray[np.int64], Vectors]:
    rows = connection.execute(
        "SELECT id, vector FROM passages WHERE id > ? ORDER BY id", (after,)
    ).fetchall()
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
    return ids, matrix.reshape(len(rows), -1) if len(rows) else _empty(connection)


def _empty(connection: sqlite3.Connection) -> Vectors:
    row = connection.execute("SELECT value FROM meta WHERE key = 'dimension'").fetchone()
    return np.zeros((0, int(row[0]) if row else 0), np.float32)


def _passages_of(connection: sqlite3.Connection, documents: Sequence[str]) -> NDArray[np.int64]:
    rows = connection.execute(
        "SELECT id FROM passages WHERE document IN (SELECT value FROM json_each(?))",
        (json.dumps(list(documents)),),
    ).fetchall()
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def _alive(
    connection: sqlite3.Connection,
    ids: NDArray[np.int64],
    allowed: NDArray[np.int64] | None,
) -> set[int]:
    rows = connection.execute(
        "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids.tolist()),),
    )
    alive = {row[0] for row in rows}
    return alive if allowed is None else alive & set(allowed.tolist())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
