"""A library on disk: one folder with the catalog, the vector caches and the original files."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pincite_index.search.vector_index import VectorCache
from pincite_index.storage import catalog, feedback, integrity
from pincite_index.storage.base import Entry
from pincite_index.storage.connections import BUSY_SECONDS, Connections, told
from pincite_index.storage.migration import migrate
from pincite_index.storage.originals import Originals
from pincite_index.storage.snapshot import DiskSnapshot, decoding
from pincite_ingest.errors import LibraryError


class DiskStore:
    """The store of one folder. Threads may share it; processes may open it side by side."""

    def __init__(self, folder: Path, *, fingerprint: str, dimension: int) -> None:
        self.folder = folder
        self._dimension = dimension
        self._connections = Connections(folder / "catalog.sqlite")
        self._cache = VectorCache(folder / "vectors.faiss", dimension)
        self._page_cache = VectorCache(folder / "page_vectors.faiss", dimension, "page_texts")
        self._originals = Originals(folder)
        self._originals.make_folders()
        try:
            with told(self.folder), self._connections.use() as connection:
                self._refuse_a_lost_catalog(connection)
                migrate(connection)
                self._recognise(connection, fingerprint)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[DiskSnapshot]:
        with told(self.folder), self._connections.use() as connection:
            if connection.in_transaction:
                yield self._view(connection)
                return
            with self._read():
                yield self._view(connection)
        for cache in (self._cache, self._page_cache):
            cache.mend(lambda: self._write(0))  # readers never wait for the write lock

    @decoding
    def put(self, entry: Entry) -> str:
        with self._write() as connection:
            original = self._originals.keep(entry.original)
            old = connection.execute(
                "SELECT id, original FROM documents WHERE source = ? OR id = ?",
                (entry.document.source, entry.document.id),
            ).fetchall()
            for identity, _ in old:
                catalog.delete(connection, identity)
            catalog.insert(connection, entry, original)
        self._tidy([name for _, name in old])
        return "replaced" if old else "added"

    @decoding
    def remove(self, document: str) -> None:
        with self._write() as connection:
            name = catalog.original_of(connection, document)
            if name is None:
                return  # another program has removed it
            catalog.delete(connection, document)
        self._tidy([name])

    def keep_feedback(self, said: feedback.Feedback) -> None:
        with self._write() as connection:
            feedback.keep(connection, said)

    def forget_feedback(self, said: feedback.Feedback) -> None:
        with self._write() as connection:
            feedback.forget(connection, said)

    @decoding
    def verify(self) -> list[str]:
        with self.snapshot() as view:
            problems = list(integrity.problems(view))
            lost = integrity.lost_originals(view)
            stale = integrity.stale_cache(view)
        if lost:  # unless another program has removed those documents
            with self.snapshot() as view:
                problems += integrity.lost_originals(view, lost).values()
        if not problems and os.access(self.folder, os.W_OK):
            with self._write() as connection:
                problems += integrity.mended_word_indexes(connection)
            self._sweep()  # not beside a damaged catalog, which may have lost documents
        return [*stale, *problems]

    def close(self) -> None:
        self._connections.close()

    def _view(self, connection: sqlite3.Connection) -> DiskSnapshot:
        return DiskSnapshot(connection, self.folder, self._cache, self._page_cache, self._dimension)

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with told(self.folder), self._connections.use() as connection:
            connection.execute("BEGIN")
            try:
                connection.execute("SELECT count(*) FROM meta").fetchone()
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def _write(self, seconds: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
        """A write transaction; waits at most so many seconds for another one."""
        with told(self.folder), self._connections.use() as connection:
            connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
            try:
                connection.execute("BEGIN IMMEDIATE")
            finally:
                connection.execute(f"PRAGMA busy_timeout = {round(1000 * BUSY_SECONDS)}")
            connection.writing = True
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                connection.writing = False

    def _refuse_a_lost_catalog(self, connection: sqlite3.Connection) -> None:
        """Raise LibraryError for an empty catalog beside original files: its documents are lost."""
        is_new = connection.execute("PRAGMA user_version").fetchone()[0] == 0
        if is_new and any((self.folder / "originals").iterdir()):
            raise LibraryError(
                f"The library {self.folder} has lost its catalog; restore catalog.sqlite from a "
                "backup, or read the files kept in it into a new library: "
                f"pincite rescue NEW --library {self.folder}"
            )

    def _recognise(self, connection: sqlite3.Connection, fingerprint: str) -> None:
        """Record the encoder in a new library; raise LibraryError where it differs from an old
        one's."""
        query = "SELECT value FROM meta WHERE key = 'encoder'"
        if connection.execute(query).fetchone() is None:  # readers never take the write lock
            connection.execute(
                "INSERT OR IGNORE INTO meta VALUES ('encoder', ?), ('dimension', ?)",
                (fingerprint, str(self._dimension)),
            )
        known = connection.execute(query).fetchone()[0]
        if known != fingerprint:
            raise LibraryError(
                f"The library {self.folder} was made with the encoder {known}, not {fingerprint}; "
                "open it with that one, or read its files into a new library: "
                f"pincite rescue NEW --library {self.folder}"
            )

    def _tidy(self, gone: Sequence[str]) -> None:
        """Clean up after a change; the change holds even if this fails."""
        with contextlib.suppress(LibraryError):  # they are deleted another time
            self._sweep(gone)
        for cache in (self._cache, self._page_cache):
            cache.keep(self._read, self._write)

    def _sweep(self, names: Sequence[str] | None = None) -> None:
        """Delete originals that no document refers to any more: of these, or of all."""
        if names is None or names:
            with self._write() as connection:
                rows = connection.execute("SELECT original FROM documents")
                self._originals.sweep({name for (name,) in rows}, names)
