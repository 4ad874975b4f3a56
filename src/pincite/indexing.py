"""Adding: a file is read, split, encoded and stored, in that order. A failure stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pincite.progress import Report, Reporter, Workload
from pincite.settings import Settings
from pincite_index.models.embedding import embed
from pincite_index.models.encoder import Encoder
from pincite_index.storage.base import DocumentInfo, Entry, Store
from pincite_index.storage.catalog import encodable
from pincite_ingest import reader
from pincite_ingest.chunking.passages import document_sentences, split
from pincite_ingest.document import BlockKind, Document, Span
from pincite_ingest.errors import DocumentError, LibraryError, PinciteError, UsageError
from pincite_ingest.paths import path_of
from pincite_ingest.sandbox.worker import read_isolated, unlock_isolated

Item = TypeVar("Item")
Source = str | Path | tuple[str, bytes]
"""A path, or a name and the bytes of a file."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file."""

    document: DocumentInfo
    status: str
    """"added", "replaced", or "unchanged" when the library held these very bytes."""

    def to_dict(self) -> dict[str, Any]:
        return {"status": self.status, "document": self.document.to_dict()}


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of several files: the good ones are stored, each failure is listed."""

    added: tuple[Added, ...]
    failures: tuple[PinciteError, ...]
    """One for each file that could not be read."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "added": [added.to_dict() for added in self.added],
            "failures": [
                {"source": getattr(error, "source", None), "error": str(error)}
                for error in self.failures
            ],
        }


@dataclass(frozen=True, slots=True)
class Read:
    """A file on its way into the library."""

    label: str
    """Its full path or its name."""
    data: bytes
    known: DocumentInfo | None
    """The stored document with these very bytes."""
    document: Document | None = None
    """None before it is read, or where the library has it already."""


class Adder:
    """Puts files into a store."""

    def __init__(self, store: Store, encoder: Encoder, settings: Settings) -> None:
        self._store = store
        self._encoder = encoder
        self._limits = settings.limits
        self._packing = settings.packing

    def add(
        self,
        source: Source | bytes,
        *,
        name: str | None = None,
        password: str | None = None,
        progress: Report | None = None,
    ) -> Added:
        """One file. Raises DocumentError when it is missing or cannot be read."""
        work = Workload([_size(source)])
        work.begin(0)
        report = Reporter(progress, _label(source, name), work)
        report("read", 0, 0)
        return self._store_it(self._read(self._open(source, name), password), report)

    def add_all(self, sources: Iterable[Source], *, progress: Report | None = None) -> AddReport:
        """Several files, each stored as soon as it is read; a failure stops none of the others.

        While a file is encoded the next is read; only the next, so that memory stays bounded.
        """
        every = list(sources)
        work = Workload([_size(source) for source in every])
        added: list[Added] = []
        failures: list[PinciteError] = []
        with ThreadPoolExecutor(1, thread_name_prefix="reading") as readers:
            begun = one_ahead(self._begin(readers, source) for source in every)
            for at, (source, reading) in enumerate(zip(every, begun, strict=True)):
                work.begin(at)
                report = Reporter(progress, _label(source, None), work, at + 1)
                report("read", 0, 0)
                try:
                    added.append(self._store_it(reading.result(), report))
                    work.end(encoded=added[-1].status != "unchanged")
                except DocumentError as error:
                    failures.append(error)
        return AddReport(tuple(added), tuple(failures))

    def _begin(self, readers: ThreadPoolExecutor, source: Source) -> Future[Read]:
        """Begin to read a file; its result raises what is wrong with it."""
        try:
            opened = self._open(source, None)
        except DocumentError as error:
            failed: Future[Read] = Future()
            failed.set_exception(error)
            return failed
        return readers.submit(self._read, opened, None)

    def _open(self, source: Source | bytes, name: str | None) -> Read:
        """A file's bytes, and the stored document with these very bytes, whatever its name."""
        label, data = self._load(source, name)
        known = self._stored(reader.document_id(data))
        return Read(label, data, known if known and self._keeps(known) else None)

    def _read(self, opened: Read, password: str | None) -> Read:
        """The document that a file is, unless the library has it."""
        if opened.known is not None:
            return opened
        document = read_isolated(opened.data, opened.label, password=password, limits=self._limits)
        data = opened.data
        if password is not None:
            data = unlock_isolated(data, opened.label, password, limits=self._limits)
        return Read(opened.label, data, None, document)

    def _store_it(self, read: Read, report: Reporter) -> Added:
        document = read.document
        if document is None or read.known is not None:
            return Added(self._needed(read.known, read.label), "unchanged")
        report("read", len(document.pages), len(document.pages))
        again = self._stored(document.id)  # the same file may have been given twice
        if again is not None and self._keeps(again):
            return Added(again, "unchanged")
        entry = self._entry(document, read.data, report)
        report("index", 0, 1)
        status = self._store.put(entry)
        report("index", 1, 1)
        return Added(self._needed(self._stored(document.id), read.label), status)

    @staticmethod
    def _needed(info: DocumentInfo | None, label: str) -> DocumentInfo:
        if info is None:
            raise DocumentError(label, "it was removed by another program while it was added")
        return info

    def _load(self, source: Source | bytes, name: str | None) -> tuple[str, bytes]:
        if isinstance(source, bytes):
            if not name:
                raise UsageError("Bytes need a name: add(data, name='report.pdf').")
            return _label(source, name), source
        if isinstance(source, tuple):
            return _label(source, name), source[1]
        path, label = path_of(source), _label(source, name)
        try:
            if path.is_dir():
                raise DocumentError(label, "it is a folder", "Name the files in it.")
            if path.stat().st_size > self._limits.max_bytes:
                raise DocumentError(
                    label,
                    f"it is larger than {self._limits.max_bytes >> 20} MB",
                    "Split it, or raise PINCITE_MAX_BYTES.",
                )
            return label, path.read_bytes()
        except FileNotFoundError:
            raise DocumentError(label, "there is no such file", "Check the path.") from None
        except OSError as error:
            raise DocumentError(label, f"{error.strerror}".lower(), "Check the file.") from error

    def _keeps(self, known: DocumentInfo) -> bool:
        """Whether a stored document is up to date and its file is whole; if not, adding it again
        mends that."""
        if known.outdated:
            return False
        try:
            with self._store.snapshot() as view:
                view.original(known.id)
        except LibraryError:
            return False
        return True

    def _stored(self, identity: str) -> DocumentInfo | None:
        with self._store.snapshot() as view:
            found = view.find(identity)
        return found if found and found.id == identity else None  # a source may look like an id

    def _entry(self, document: Document, data: bytes, report: Reporter) -> Entry:
        passages = tuple(split(document, self._encoder.count_tokens, self._packing))
        spans, kinds = _sentences(document)
        if not passages:
            raise DocumentError(
                document.source, "it has no sentence to answer from", "Add one that has text."
            )
        found = embed(document, passages, spans, self._encoder, partial(report, "embed"))
        return Entry(
            document,
            passages,
            found.passages,
            spans,
            kinds,
            found.sentences,
            data,
        )


def one_ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The items, each fetched while the one before it is in use.

    >>> list(one_ahead("abc"))
    ['a', 'b', 'c']
    """
    drawn: list[Item] = []
    for item in items:
        drawn.append(item)
        if len(drawn) == 2:
            yield drawn.pop(0)
    yield from drawn


def _size(source: Source | bytes) -> int:
    """A file's bytes, for an estimate; 0 where it cannot be looked at."""
    if isinstance(source, bytes):
        return len(source)
    if isinstance(source, tuple):
        return len(source[1])
    try:
        return path_of(source).stat().st_size
    except OSError:
        return 0


def _label(source: Source | bytes, name: str | None) -> str:
    """What a file is called: the name it was given, else its full path."""
    if isinstance(source, tuple):
        return encodable(source[0])
    if name or isinstance(source, bytes):
        return encodable(name or "")
    return encodable(str(path_of(source).resolve()))


def _sentences(document: Document) -> tuple[tuple[Span, ...], tuple[BlockKind, ...]]:
    """The sentences that quotes are chosen from, with the kinds of their blocks."""
    excluded = {BlockKind.HEADING, BlockKind.FURNITURE}
    pairs = [
        (span, block.kind)
        for block, spans in zip(document.blocks, document_sentences(document), strict=True)
        if block.kind not in excluded
        for span in spans
    ]
    return tuple(span for span, _ in pairs), tuple(kind for _, kind in pairs)
