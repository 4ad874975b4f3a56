"""Storage protocols: a store, a snapshot of it, and the values that they give."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from pincite_index.models.encoder import Vectors
from pincite_index.storage.feedback import Feedback
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import Block, BlockKind, Document, Page, Span


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """Summary of a stored document."""

    id: str
    """32 hexadecimal digits."""
    title: str
    source: str
    """Full path or given name; no two documents share one."""
    media_type: str
    pages: int
    """Number of pages; 0 where the format has none."""
    passages: int
    """Number of passages."""
    characters: int
    """Length of the canonical text."""
    warnings: tuple[str, ...]
    """Problems found while reading: pages without text, ..."""
    added: str
    """Time of adding, ISO 8601, UTC."""
    outdated: bool = False
    """Whether an earlier version encoded it differently; adding it again fixes that."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "media_type": self.media_type,
            "pages": self.pages,
            "passages": self.passages,
            "characters": self.characters,
            "warnings": list(self.warnings),
            "added": self.added,
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document with its vector."""

    span: Span
    """Its place in the canonical text."""
    kind: BlockKind
    """The kind of its block."""
    vector: Vectors
    """Shape [d], float32, of length one (stored as float16)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything stored for one document, prepared before the transaction."""

    document: Document
    passages: tuple[Passage, ...]
    vectors: Vectors
    """One row for each passage."""
    sentences: tuple[Span, ...]
    """The sentences of all blocks but headings and furniture, in text order."""
    sentence_kinds: tuple[BlockKind, ...]
    sentence_vectors: Vectors
    """One row for each sentence."""
    original: bytes
    """The bytes of the file, stored for showing its pages."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A retrieved passage with its raw scores."""

    id: int
    """Never reused, not even after removal."""
    document: str
    """The document's id."""
    passage: Passage
    cosine: float
    """Inner product of the passage's and the query's vectors."""
    bm25: float
    """BM25 of its text; 0 where it contains none of the words."""
    context_bm25: float = 0.0
    """BM25 of its context (title, section, table heads); 0 where it contains none of the words."""


@dataclass(frozen=True, slots=True)
class PageCandidate:
    """A retrieved page with its raw scores."""

    document: str
    """The document's id."""
    index: int
    """1-based page index; in a document without pages, the number of a run of about 400 words."""
    start: int
    """First character of the page's text, in code points of the document's canonical text."""
    end: int
    """One past the last character."""
    cosine: float
    """Inner product of the query's vector and the page's, the mean of its passages' vectors."""
    bm25: float
    """BM25 of its text without running heads; 0 where it contains none of the words."""


class Snapshot(Protocol):
    """A consistent view of a store: later writes do not show in it."""

    def documents(self) -> list[DocumentInfo]:
        """Every document, in the order they were added."""

    def find(self, reference: str) -> DocumentInfo | None:
        """A document by its id, a unique prefix of the id, or its source, in that order."""

    def document(self, document: str) -> Document:
        """The whole document."""

    def blocks(self, document: str) -> list[Block]:
        """A document's blocks in order, without reading its pages."""

    def text(self, document: str) -> str:
        """A document's canonical text."""

    def page(self, document: str, index: int) -> Page | None:
        """A page by its index, with its glyph boxes, or None."""

    def pages(self, document: str) -> list[Page]:
        """A document's pages in order, without their glyph boxes."""

    def original(self, document: str) -> bytes:
        """The bytes of the document's file. Unlike the rest of a snapshot they are read from the
        library as it is now: the file is gone once the document has been removed."""

    def candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[Candidate]:
        """The n best passages by BM25 and the n best by cosine, each with both scores."""

    def page_candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[PageCandidate]:
        """The n best pages by BM25 and the n best by cosine, each with both scores."""

    def passages_on(
        self, pages: Sequence[tuple[str, int]], terms: Sequence[str], vector: Vectors
    ) -> list[Candidate]:
        """The passages on some pages, given as (document id, page index), with both scores, in text
        order."""

    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        """The sentences that begin in [start, end) of a document, in order."""

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages contain each word."""

    def similar_word(self, word: str) -> tuple[str, int] | None:
        """The word of the passages, as written there, that a misspelt word most likely means, and
        its distance in edits; None where no word is near."""

    def passage_count(self) -> int:
        """The number of passages."""

    def feedback(self) -> list[Feedback]:
        """Readers' feedback on answers, oldest first."""

    def ids(self) -> list[str]:
        """The documents' ids, in the order they were added. Cheaper than ``documents``."""


class Store(Protocol):
    """Persistent storage of documents, passages and vectors. One writer, any number of readers."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """A consistent view to read from."""

    def put(self, entry: Entry) -> str:
        """Store a document, or replace the one with its source; returns "added" or "replaced"."""

    def remove(self, document: str) -> None:
        """Delete a document with its passages, pages and vectors."""

    def keep_feedback(self, feedback: Feedback) -> None:
        """Store feedback on an answer, in place of earlier feedback on it."""

    def forget_feedback(self, feedback: Feedback) -> None:
        """Delete the feedback on that answer."""

    def verify(self) -> list[str]:
        """Problems found, a sentence each; an empty list when there are none."""

    def close(self) -> None:
        """Close its files. Closing twice does no harm."""
