"""A library on disk: one folder with the catalog, the vector cache and the original files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from pincite_index.models.encoder import Vectors
from pincite_index.search import bm25
from pincite_index.search.stored_vectors import TORN, are_units, passage_count, vectors_of
from pincite_index.search.vector_index import VectorCache
from pincite_index.storage import catalog, feedback, integrity, page_table
from pincite_index.storage.base import Candidate, DocumentInfo, Entry, PageCandidate, Sentence
from pincite_index.storage.connections import BUSY_SECONDS, Connections, damaged, told
from pincite_index.storage.schema import migrate
from pincite_ingest.document import Block, Document, Page
from pincite_ingest.errors import LibraryError

KEPT = 8
"""Texts that a snapshot remembers: one answer asks for the same ones a dozen times."""
Method = TypeVar("Method", bound=Callable[..., Any])


def _decoding(read: Method) -> Method:
    """What the catalog holds is decoded in here: where that fails, the catalog is damaged."""

    @wraps(read)
    def decoded(self: DiskSnapshot | DiskStore, *asked: Any, **named: Any) -> Any:
        try:
            return read(self, *asked, **named)
        except (ValueError, TypeError, LookupError, zlib.error) as error:
            raise damaged(self.folder, f"{type(error).__name__}: {error}") from error

    return cast("Method", decoded)


@dataclass(frozen=True, slots=True)
class DiskSnapshot:
    """A library as one SQLite read transaction sees it."""

    connection: sqlite3.Connection
    folder: Path
    cache: VectorCache
    """Of passages."""
    page_cache: VectorCache
    """Of pages."""
    dimension: int
    counted: dict[str, int] = field(default_factory=dict)
    """Frequencies of words that were asked for."""
    found: dict[str, DocumentInfo | None] = field(default_factory=dict)
    """Documents that were looked up, by what they were called."""
    paged: dict[str, list[Page]] = field(default_factory=dict)
    """Their pages without boxes: one answer asks for the same ones a dozen times."""
    texts: dict[str, str] = field(default_factory=dict)
    """The texts that were read last, KEPT of them at most."""

    @_decoding
    def documents(self) -> list[DocumentInfo]:
        return catalog.infos(self.connection)

    @_decoding
    def find(self, reference: str) -> DocumentInfo | None:
        if reference not in self.found:
            self.found[reference] = catalog.find(self.connection, reference)
        return self.found[reference]

    @_decoding
    def document(self, document: str) -> Document:
        return catalog.document(self.connection, document)

    @_decoding
    def blocks(self, document: str) -> list[Block]:
        return list(catalog.blocks(self.connection, document))

    @_decoding
    def text(self, document: str) -> str:
        if document not in self.texts:
            row = self.connection.execute("SELECT text FROM documents WHERE id = ?", (document,))
            if len(self.texts) == KEPT:
                self.texts.clear()
            self.texts[document] = row.fetchone()[0]
        return self.texts[document]

    @_decoding
    def page(self, document: str, index: int) -> Page | None:
        there = 0 < index < 2**31  # SQLite takes no larger numbers than of 64 bits
        return next(catalog.pages(self.connection, document, only=index), None) if there else None

    @_decoding
    def pages(self, document: str) -> list[Page]:
        if document not in self.paged:
            self.paged[document] = list(catalog.pages(self.connection, document, boxes=False))
        return self.paged[document]

    @_decoding
    def original(self, document: str) -> bytes:
        name = catalog.original_of(self.connection, document)
        if name is None:
            raise LookupError(document)
        try:
            data: bytes = (self.folder / "originals" / name).read_bytes()
        except OSError as error:
            raise LibraryError(
                f"The original of {document[:12]} is missing from the library; add the file again."
            ) from error
        if hashlib.sha256(data).hexdigest() != name:
            raise LibraryError(f"The original of {document[:12]} was changed; add the file again.")
        return data

    @_decoding
    def candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[Candidate]:
        cosines = self.cache.nearest(self.connection, vector, n, documents)
        best = bm25.best_passages(self.connection, self.frequencies(terms), n, documents)
        return self._candidates([*cosines, *best], terms, vector, cosines)

    @_decoding
    def page_candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[PageCandidate]:
        cosines = self.page_cache.nearest(self.connection, vector, n, documents)
        frequencies = self.frequencies(terms)
        scores = bm25.best_pages(self.connection, frequencies, n, documents)
        pages = list(dict.fromkeys([*cosines, *scores]))
        unseen = [page for page in pages if page not in cosines]
        found, matrix = vectors_of(self.connection, unseen, self.dimension, "page_texts")
        cosines |= dict(zip(found, (matrix @ vector).tolist(), strict=True))
        unscored = [page for page in pages if page not in scores]
        scores |= bm25.score_pages(self.connection, frequencies, unscored)
        places = page_table.places(self.connection, pages)
        return [
            PageCandidate(*places[page], cosines[page], scores.get(page, 0.0)) for page in pages
        ]

    @_decoding
    def passages_on(
        self, pages: Sequence[tuple[str, int]], terms: Sequence[str], vector: Vectors
    ) -> list[Candidate]:
        return self._candidates(page_table.passages_on(self.connection, pages), terms, vector, {})

    def _candidates(
        self,
        passages: Sequence[int],
        terms: Sequence[str],
        vector: Vectors,
        cosines: Mapping[int, float],
    ) -> list[Candidate]:
        """Passages by id as candidates; ``cosines`` are those known already."""
        ids = list(dict.fromkeys(passages))
        unseen = [passage for passage in ids if passage not in cosines]
        found, matrix = vectors_of(self.connection, unseen, self.dimension)
        every = {**cosines, **dict(zip(found, (matrix @ vector).tolist(), strict=True))}
        scores = bm25.score_passages(self.connection, self.frequencies(terms), ids)
        read = catalog.passages(self.connection, ids)
        return [
            Candidate(passage, *read[passage], every[passage], *scores.get(passage, (0.0, 0.0)))
            for passage in ids
        ]

    @_decoding
    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        found = catalog.sentences(self.connection, document, start, end)
        if found and not are_units(np.stack([one.vector for one in found])).all():
            raise ValueError(TORN)
        return found

    @_decoding
    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        new = [term for term in dict.fromkeys(terms) if term not in self.counted]
        passages = self.passage_count()
        self.counted.update(bm25.document_frequency(self.connection, new, passages))
        return {term: self.counted[term] for term in terms}

    def alike(self, word: str) -> tuple[str, int] | None:
        return bm25.alike(self.connection, word)

    @_decoding
    def passage_count(self) -> int:
        return passage_count(self.connection)

    @_decoding
    def feedback(self) -> list[feedback.Feedback]:
        return feedback.everything(self.connection)

    def ids(self) -> list[str]:
        rows = self.connection.execute("SELECT id FROM documents ORDER BY rowid")
        return [identity for (identity,) in rows]


class DiskStore:
    """The store of one folder. Threads may share it; processes may open it side by side."""

    def __init__(self, folder: Path, *, fingerprint: str, dimension: int) -> None:
        self.folder = folder
        self._dimension = dimension
        self._connections = Connections(folder / "catalog.sqlite")
        self._cache = VectorCache(folder / "vectors.faiss", dimension)
        self._page_cache = VectorCache(folder / "page_vectors.faiss", dimension, "page_texts")
        _make_folder(folder)
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

    @_decoding
    def put(self, entry: Entry) -> str:
        with self._write() as connection:
            original = self._keep(entry.original)
            old = connection.execute(
                "SELECT id, original FROM documents WHERE source = ? OR id = ?",
                (entry.document.source, entry.document.id),
            ).fetchall()
            for identity, _ in old:
                catalog.delete(connection, identity)
            catalog.insert(connection, entry, original)
        self._tidy([name for _, name in old])
        return "replaced" if old else "added"

    @_decoding
    def remove(self, document: str) -> None:
        with self._write() as connection:
            name = catalog.original_of(connection, document)
            if name is None:
                return  # another program was quicker
            catalog.delete(connection, document)
        self._tidy([name])

    def keep_feedback(self, said: feedback.Feedback) -> None:
        with self._write() as connection:
            feedback.keep(connection, said)

    def forget_feedback(self, said: feedback.Feedback) -> None:
        with self._write() as connection:
            feedback.forget(connection, said)

    @_decoding
    def verify(self) -> list[str]:
        with self.snapshot() as view:
            problems = list(integrity.problems(view))
            lost = integrity.lost_originals(view)
            stale = integrity.stale_cache(view)
        if lost:  # unless another program removed those documents meanwhile
            with self.snapshot() as view:
                problems += integrity.lost_originals(view, lost).values()
        if not problems and os.access(self.folder, os.W_OK):
            with self._write() as connection:
                problems += integrity.mended_word_indexes(connection)
            self._sweep()  # never beside a damaged catalog: what it lost may be all there is
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
        """A transaction that writes, after at most so many seconds of waiting for another one."""
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
        """An empty catalog beside kept files is no new library: its documents would be gone."""
        fresh = connection.execute("PRAGMA user_version").fetchone()[0] == 0
        if fresh and any((self.folder / "originals").iterdir()):
            raise LibraryError(
                f"The library {self.folder} has lost its catalog; restore catalog.sqlite from a "
                "backup, or read the files kept in it into a new library: "
                f"pincite rescue NEW --library {self.folder}"
            )

    def _recognise(self, connection: sqlite3.Connection, fingerprint: str) -> None:
        """Record the encoder in a new library; refuse an old one's that differs."""
        asked = "SELECT value FROM meta WHERE key = 'encoder'"
        if connection.execute(asked).fetchone() is None:  # whoever only reads waits for no writer
            connection.execute(
                "INSERT OR IGNORE INTO meta VALUES ('encoder', ?), ('dimension', ?)",
                (fingerprint, str(self._dimension)),
            )
        known = connection.execute(asked).fetchone()[0]
        if known != fingerprint:
            raise LibraryError(
                f"The library {self.folder} was made with the encoder {known}, not {fingerprint}; "
                "open it with that one, or read its files into a new library: "
                f"pincite rescue NEW --library {self.folder}"
            )

    def _keep(self, data: bytes) -> str:
        """Store an original under its hash, whole or not at all. While the library is locked: who
        sweeps must not take it for one that no document names."""
        name = hashlib.sha256(data).hexdigest()
        path = self.folder / "originals" / name
        if not _is(path, data):
            draft = path.with_name(f".{name}.new")
            try:
                draft.unlink(missing_ok=True)
                with open(draft, "xb", opener=_private) as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
                _sync(path.parent)
            except OSError as error:
                raise LibraryError(
                    f"The library {self.folder} cannot be written to: {error.strerror}."
                ) from error
            finally:
                with contextlib.suppress(OSError):
                    draft.unlink(missing_ok=True)
        return name

    def _tidy(self, gone: Sequence[str]) -> None:
        """What follows a change, which stands whether or not this can be done now."""
        with contextlib.suppress(LibraryError):  # then they are deleted another time
            self._sweep(gone)
        for cache in (self._cache, self._page_cache):
            cache.keep(self._read, self._write)

    def _sweep(self, names: Sequence[str] | None = None) -> None:
        """Delete originals that no document names any more: of these, or of all."""
        if names is not None and not names:
            return
        with self._write() as connection:
            named = {row[0] for row in connection.execute("SELECT original FROM documents")}
            every = (path.name for path in (self.folder / "originals").iterdir())
            for name in every if names is None else names:
                if name not in named:
                    with contextlib.suppress(OSError):  # then it is deleted another time
                        (self.folder / "originals" / name).unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "originals").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise LibraryError(
            f"A library cannot be made at {folder}: {error.strerror}; choose another folder."
        ) from error


def _is(path: Path, data: bytes) -> bool:
    """Whether a file holds these very bytes."""
    with contextlib.suppress(OSError):
        return path.stat().st_size == len(data) and path.read_bytes() == data
    return False


def _sync(folder: Path) -> None:
    """Have a folder's new names on the disk, where the system can (Windows cannot)."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _private(path: str, flags: int) -> int:
    """Opens a file that is the user's own."""
    return os.open(path, flags, 0o600)
