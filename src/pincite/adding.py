"""Adding: a file is read, split, encoded and stored, in that order, or leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pincite.settings import Settings
from pincite_index.encoder import Encoder, Vectors
from pincite_index.store import DocumentInfo, Entry, Store
from pincite_ingest import reader
from pincite_ingest.document import BlockKind, Document, Span
from pincite_ingest.errors import DocumentError, PinciteError, UsageError
from pincite_ingest.passages import document_sentences, split
from pincite_ingest.worker import read_isolated, unlock_isolated

BATCH = 64
"""Texts encoded between two reports of progress."""

Source = str | Path | tuple[str, bytes]
"""A path, or a name and the bytes of a file."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far adding has come."""

    source: str
    """The file's path or name."""
    stage: str
    """"read", "embed" or "index"."""
    done: int
    """Of ``total``, in this stage."""
    total: int
    """0 when it is not known yet."""
    file: int = 1
    """Which of the files, from 1."""
    files: int = 1
    """How many there are."""


Report = Callable[[Progress], None]


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
    """What became of several files: the good ones are stored, each failure is told."""

    added: tuple[Added, ...]
    failures: tuple[PinciteError, ...]
    """One for each file that could not be read."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "added": [one.to_dict() for one in self.added],
            "failures": [
                {"source": getattr(one, "source", None), "error": str(one)} for one in self.failures
            ],
        }


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
        file: int = 1,
        files: int = 1,
    ) -> Added:
        """One file. Raises DocumentError when it is missing or cannot be read."""
        label, data = self._load(source, name)

        def report(stage: str, done: int, total: int) -> None:
            if progress is not None:
                progress(Progress(label, stage, done, total, file, files))

        report("read", 0, 0)
        known = self._known(reader.document_id(data))
        if known is not None:
            return Added(known, "unchanged")
        document = read_isolated(data, label, password=password, limits=self._limits)
        report("read", len(document.pages), len(document.pages))
        if password is not None:
            data = unlock_isolated(data, label, password, limits=self._limits)
        entry = self._entry(document, data, report)
        report("index", 0, 1)
        status = self._store.put(entry)
        report("index", 1, 1)
        with self._store.snapshot() as view:
            info = view.find(document.id)
        if info is None:
            raise DocumentError(label, "it was removed by another program while it was added")
        return Added(info, status)

    def add_all(self, sources: Iterable[Source], *, progress: Report | None = None) -> AddReport:
        """Several files, each stored as soon as it is read; a failure stops none of the others."""
        every = list(sources)
        added: list[Added] = []
        failures: list[PinciteError] = []
        for at, source in enumerate(every, 1):
            try:
                added.append(self.add(source, progress=progress, file=at, files=len(every)))
            except DocumentError as error:
                failures.append(error)
        return AddReport(tuple(added), tuple(failures))

    def _load(self, source: Source | bytes, name: str | None) -> tuple[str, bytes]:
        if isinstance(source, bytes):
            if not name:
                raise UsageError("Bytes need a name: add(data, name='report.pdf').")
            return name, source
        if isinstance(source, tuple):
            return source
        path = Path(source).expanduser()
        label = name or str(path.resolve())
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

    def _known(self, identity: str) -> DocumentInfo | None:
        """The stored document with these very bytes, whatever name it goes by."""
        with self._store.snapshot() as view:
            return view.find(identity)

    def _entry(
        self, document: Document, data: bytes, report: Callable[[str, int, int], None]
    ) -> Entry:
        passages = tuple(split(document, self._encoder.count_tokens, self._packing))
        spans, kinds = _sentences(document)
        if not passages:
            raise DocumentError(
                document.source, "it has no sentence to answer from", "Add one that has text."
            )
        texts = [passage.text for passage in passages]
        texts += [document.text[span.start : span.end] for span in spans]
        vectors = self._encode(texts, report)
        return Entry(
            document,
            passages,
            vectors[: len(passages)],
            spans,
            kinds,
            vectors[len(passages) :],
            data,
        )

    def _encode(self, texts: Sequence[str], report: Callable[[str, int, int], None]) -> Vectors:
        report("embed", 0, len(texts))
        parts: list[Vectors] = []
        for begin in range(0, len(texts), BATCH):
            batch = [" ".join(text.split()) for text in texts[begin : begin + BATCH]]
            parts.append(self._encoder.encode(batch))
            report("embed", min(len(texts), begin + BATCH), len(texts))
        return np.concatenate(parts)


def _sentences(document: Document) -> tuple[tuple[Span, ...], tuple[BlockKind, ...]]:
    """The sentences that evidence is chosen from, with the kinds of their blocks."""
    silent = {BlockKind.HEADING, BlockKind.FURNITURE}
    pairs = [
        (span, block.kind)
        for block, spans in zip(document.blocks, document_sentences(document), strict=True)
        if block.kind not in silent
        for span in spans
    ]
    return tuple(span for span, _ in pairs), tuple(kind for _, kind in pairs)
