"""A snapshot of a library: what one SQLite read transaction sees."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from pincite_index.models.encoder import Vectors
from pincite_index.search import bm25
from pincite_index.search.stored_vectors import TORN, are_units, passage_count, vectors_of
from pincite_index.search.vector_index import VectorCache
from pincite_index.storage import catalog, feedback, page_table
from pincite_index.storage.base import Candidate, DocumentInfo, PageCandidate, Sentence
from pincite_index.storage.connections import damaged
from pincite_ingest.document import Block, Document, Page
from pincite_ingest.errors import LibraryError

CACHED_TEXTS = 8
"""Document texts that a snapshot keeps in memory; an answer reads each several times."""
Method = TypeVar("Method", bound=Callable[..., Any])


class _InFolder(Protocol):
    """Reads from a library's folder."""

    @property
    def folder(self) -> Path: ...


def decoding(read: Method) -> Method:
    """Turns errors in decoding what the catalog holds into a LibraryError: it is damaged."""

    @wraps(read)
    def decoded(self: _InFolder, *args: Any, **options: Any) -> Any:
        try:
            return read(self, *args, **options)
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
    """How many passages contain each word looked up so far."""
    found: dict[str, DocumentInfo | None] = field(default_factory=dict)
    """Documents looked up so far, by the reference used."""
    paged: dict[str, list[Page]] = field(default_factory=dict)
    """Pages without boxes, by document."""
    texts: dict[str, str] = field(default_factory=dict)
    """The texts read last, at most ``CACHED_TEXTS``."""

    @decoding
    def documents(self) -> list[DocumentInfo]:
        return catalog.infos(self.connection)

    @decoding
    def find(self, reference: str) -> DocumentInfo | None:
        if reference not in self.found:
            self.found[reference] = catalog.find(self.connection, reference)
        return self.found[reference]

    @decoding
    def document(self, document: str) -> Document:
        return catalog.document(self.connection, document)

    @decoding
    def blocks(self, document: str) -> list[Block]:
        return list(catalog.blocks(self.connection, document))

    @decoding
    def text(self, document: str) -> str:
        if document not in self.texts:
            row = self.connection.execute("SELECT text FROM documents WHERE id = ?", (document,))
            if len(self.texts) == CACHED_TEXTS:
                self.texts.clear()
            self.texts[document] = row.fetchone()[0]
        return self.texts[document]

    @decoding
    def page(self, document: str, index: int) -> Page | None:
        if not 0 < index < 2**31:  # SQLite takes no integer above 64 bits
            return None
        return next(catalog.pages(self.connection, document, only=index), None)

    @decoding
    def pages(self, document: str) -> list[Page]:
        if document not in self.paged:
            self.paged[document] = list(catalog.pages(self.connection, document, boxes=False))
        return self.paged[document]

    @decoding
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

    @decoding
    def candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[Candidate]:
        cosines = self.cache.nearest(self.connection, vector, n, documents)
        best = bm25.best_passages(self.connection, self.frequencies(terms), n, documents)
        return self._candidates([*cosines, *best], terms, vector, cosines)

    @decoding
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

    @decoding
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

    @decoding
    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        found = catalog.sentences(self.connection, document, start, end)
        if found and not are_units(np.stack([sentence.vector for sentence in found])).all():
            raise ValueError(TORN)
        return found

    @decoding
    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        new = [term for term in dict.fromkeys(terms) if term not in self.counted]
        passages = self.passage_count()
        self.counted.update(bm25.document_frequency(self.connection, new, passages))
        return {term: self.counted[term] for term in terms}

    def similar_word(self, word: str) -> tuple[str, int] | None:
        return bm25.similar_word(self.connection, word)

    @decoding
    def passage_count(self) -> int:
        return passage_count(self.connection)

    @decoding
    def feedback(self) -> list[feedback.Feedback]:
        return feedback.everything(self.connection)

    def ids(self) -> list[str]:
        rows = self.connection.execute("SELECT id FROM documents ORDER BY rowid")
        return [identity for (identity,) in rows]
