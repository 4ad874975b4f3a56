"""A library on disk: one folder with the catalog, the vector cache and the original files."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from pincite_index import catalog, feedback, lexical
from pincite_index.encoder import Vectors
from pincite_index.schema import migrate
from pincite_index.store import Candidate, DocumentInfo, Entry, Sentence
from pincite_index.vectors import VectorCache, vectors_of
from pincite_ingest.document import Document, Page
from pincite_ingest.errors import LibraryError

Method = TypeVar("Method", bound=Callable[..., Any])

BUSY_SECONDS = 30.0
"""How long a second writer waits before it is told that the library is in use."""


def _decoding(read: Method) -> Method:
    """What the catalog holds is decoded in here: where that fails, the catalog is damaged."""

    @wraps(read)
    def decoded(self: DiskSnapshot, *asked: Any, **named: Any) -> Any:
        try:
            return read(self, *asked, **named)
        except (ValueError, TypeError, LookupError, zlib.error) as error:
            raise _damaged(self.folder, f"{type(error).__name__}: {error}") from error

    return cast("Method", decoded)


@dataclass(frozen=True, slots=True)
class DiskSnapshot:
    """A library as one SQLite read transaction sees it."""

    connection: sqlite3.Connection
    folder: Path
    cache: VectorCache
    dimension: int
    counted: dict[str, int] = field(default_factory=dict)
    """Frequencies of words that were asked for."""

    @_decoding
    def documents(self) -> list[DocumentInfo]:
        return catalog.infos(self.connection)

    @_decoding
    def find(self, reference: str) -> DocumentInfo | None:
        return catalog.find(self.connection, reference)

    @_decoding
    def document(self, document: str) -> Document:
        return catalog.document(self.connection, document)

    @_decoding
    def text(self, document: str) -> str:
        row = self.connection.execute("SELECT text FROM documents WHERE id = ?", (document,))
        text: str = row.fetchone()[0]
        return text

    @_decoding
    def pages(self, document: str, *, boxes: bool = False) -> list[Page]:
        return list(catalog.pages(self.connection, document, boxes=boxes))

    @_decoding
    def original(self, document: str) -> bytes:
        name = catalog.original_of(self.connection, document)
        try:
            data: bytes = (self.folder / "originals" / name).read_bytes()
        except OSError as error:
            raise LibraryError(
                f"The original of {document[:12]} is missing from the library; add it again."
            ) from error
        if hashlib.sha256(data).hexdigest() != name:
            raise LibraryError(f"The original of {document[:12]} was changed; add it again.")
        return data

    @_decoding
    def candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[Candidate]:
        cosines = self.cache.nearest(self.connection, vector, n, documents)
        frequencies = self.frequencies(terms)
        scores = lexical.bm25_top(self.connection, frequencies, n, documents)
        ids = list(dict.fromkeys([*cosines, *scores]))
        unseen = [passage for passage in ids if passage not in cosines]
        found, matrix = vectors_of(self.connection, unseen, self.dimension)
        cosines |= dict(zip(found, (matrix @ vector).tolist(), strict=True))
        scores |= lexical.bm25_of(
            self.connection, frequencies, [passage for passage in ids if passage not in scores]
        )
        passages = catalog.passages(self.connection, ids)
        return [
            Candidate(passage, *passages[passage], cosines[passage], scores.get(passage, 0.0))
            for passage in ids
        ]

    @_decoding
    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        return catalog.sentences(self.connection, document, start, end)

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        new = [term for term in dict.fromkeys(terms) if term not in self.counted]
        newest = self.connection.execute("SELECT max(id) FROM passages").fetchone()[0] or 0
        self.counted.update(lexical.document_frequency(self.connection, new, newest))
        return {term: self.counted[term] for term in terms}

    def alike(self, word: str, edits: int) -> str | None:
        return lexical.alike(self.connection, word, edits)

    def passage_count(self) -> int:
        return catalog.passage_count(self.connection)

    def feedback(self) -> list[feedback.Feedback]:
        return feedback.everything(self.connection)


class DiskStore:
    """The store of one folder. Threads may share it; processes may open it side by side."""

    def __init__(self, folder: Path, *, fingerprint: str, dimension: int) -> None:
        self.folder = folder
        self._dimension = dimension
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._cache = VectorCache(folder / "vectors.faiss", dimension)
        _make_folder(folder)
        with self._errors():
            connection = self._connection()
            self._refuse_a_lost_catalog(connection)
            migrate(connection)
            self._recognise(connection, fingerprint)

    @contextmanager
    def snapshot(self) -> Iterator[DiskSnapshot]:
        with self._errors():
            connection = self._connection()
            if connection.in_transaction:
                yield self._view(connection)
                return
            with self._read() as connection:
                yield self._view(connection)
        self._cache.mend(self._write)

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
        self._sweep([name for _, name in old])
        self._cache.keep(self._read, self._write)
        return "replaced" if old else "added"

    def remove(self, document: str) -> None:
        with self._write() as connection:
            name = catalog.original_of(connection, document)
            catalog.delete(connection, document)
        self._sweep([name])
        self._cache.keep(self._read, self._write)

    def keep_feedback(self, said: feedback.Feedback) -> None:
        with self._write() as connection:
            feedback.keep(connection, said)

    def forget_feedback(self, said: feedback.Feedback) -> None:
        with self._write() as connection:
            feedback.forget(connection, said)

    def verify(self) -> list[str]:
        self._sweep()
        with self.snapshot() as view:
            problems = list(_problems(view))
        with self._write() as connection:
            try:
                connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            except sqlite3.DatabaseError:
                problems.append("The word index does not fit the passages; add them again.")
        return problems

    def close(self) -> None:
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._local = threading.local()

    def _view(self, connection: sqlite3.Connection) -> DiskSnapshot:
        return DiskSnapshot(connection, self.folder, self._cache, self._dimension)

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT count(*) FROM meta").fetchone()
            yield connection
        finally:
            connection.rollback()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._errors():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            path = self.folder / "catalog.sqlite"
            if not path.exists():
                path.touch(mode=0o600)  # what SQLite keeps beside it gets the same rights
            connection = sqlite3.connect(
                path,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            with self._guard:
                self._open.append(connection)
            self._local.connection = connection
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
        return connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as sentences."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise LibraryError(
                    f"The library {self.folder} is in use by another program; try again later."
                ) from error
            if "full" in str(error):
                raise LibraryError(
                    f"The disk is full: the library {self.folder} is as it was before; make room "
                    "and try again."
                ) from error
            raise LibraryError(f"The library {self.folder} cannot be used: {error}.") from error
        except sqlite3.DatabaseError as error:
            raise _damaged(self.folder, str(error)) from error

    def _refuse_a_lost_catalog(self, connection: sqlite3.Connection) -> None:
        """An empty catalog beside kept files is no new library: its documents would be gone."""
        fresh = connection.execute("PRAGMA user_version").fetchone()[0] == 0
        if fresh and any((self.folder / "originals").iterdir()):
            raise LibraryError(
                f"The library {self.folder} has lost its catalog; restore catalog.sqlite from a "
                "backup, or add the files under originals/ to a new library."
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
                "open it with that one, or add the documents to a new library."
            )

    def _keep(self, data: bytes) -> str:
        """Store an original under its hash, whole or not at all. While the library is locked: who
        sweeps must not take it for one that no document names."""
        name = hashlib.sha256(data).hexdigest()
        path = self.folder / "originals" / name
        if not path.exists():
            draft = path.with_name(f".{name}.new")
            try:
                draft.unlink(missing_ok=True)
                with open(draft, "xb", opener=_private) as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            except OSError as error:
                raise LibraryError(
                    f"The library {self.folder} cannot be written to: {error.strerror}."
                ) from error
            finally:
                draft.unlink(missing_ok=True)
        return name

    def _sweep(self, names: Sequence[str] | None = None) -> None:
        """Delete originals that no document names any more: of these, or of all."""
        if names is not None and not names:
            return
        with self._write() as connection:
            named = {row[0] for row in connection.execute("SELECT original FROM documents")}
            every = (path.name for path in (self.folder / "originals").iterdir())
            for name in every if names is None else names:
                if name not in named:
                    (self.folder / "originals" / name).unlink(missing_ok=True)


def _problems(view: DiskSnapshot) -> Iterator[str]:
    check = view.connection.execute("PRAGMA integrity_check").fetchall()
    if check != [("ok",)]:
        yield f"The catalog is damaged: {check[0][0]}."
    stale = view.cache.check(view.connection)
    if stale:
        yield f"The vector cache: {stale}."
    counted = view.connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    if counted != view.passage_count():
        yield f"The catalog counts {view.passage_count()} passages and has {counted}."
    missing = view.connection.execute(
        "SELECT count(*) FROM passages WHERE length(vector) != ?", (4 * view.dimension,)
    ).fetchone()[0]
    if missing:
        yield f"{missing} passages have no whole vector; add their documents again."
    for info in view.documents():
        try:
            view.original(info.id)
        except LibraryError as error:
            yield str(error)
        text = view.text(info.id)
        torn = view.connection.execute(
            "SELECT start, end, text FROM passages WHERE document = ?", (info.id,)
        )
        if any(text[start:end] != words for start, end, words in torn):
            yield f"Passages of {info.title} do not fit its text; add it again."


def _damaged(folder: Path, reason: str) -> LibraryError:
    """The originals do not depend on the catalog: they can be added again whatever became of it."""
    originals = folder / "originals"
    count = sum(1 for path in originals.iterdir()) if originals.is_dir() else 0
    return LibraryError(
        f"The library {folder} is damaged ({reason}); restore it from a backup, or add its "
        f"documents to a new library: {count} of them are in {originals}."
    )


def _make_folder(folder: Path) -> None:
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
        (folder / "originals").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise LibraryError(
            f"A library cannot be made at {folder}: {error.strerror}; choose another folder."
        ) from error


def _private(path: str, flags: int) -> int:
    """Opens a file that is the user's own."""
    return os.open(path, flags, 0o600)
