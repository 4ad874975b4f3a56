"""What a store of passages is asked, whoever computes it."""

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
    """A stored document, as a list shows it."""

    id: str
    """32 hexadecimal digits."""
    title: str
    source: str
    """Full path or given name; one document a source."""
    media_type: str
    pages: int
    """How many; 0 where the format has none."""
    passages: int
    """How many."""
    characters: int
    """Length of the canonical text."""
    warnings: tuple[str, ...]
    """What a reader should know: pages without text, ..."""
    added: str
    """When, ISO 8601, UTC."""
    outdated: bool = False
    """Whether an earlier version encoded it in another way; adding it again mends that."""

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
    """Where it stands in the canonical text."""
    kind: BlockKind
    """Of the block that it stands in."""
    vector: Vectors
    """Shape [d], float32, of length one (kept in half precision)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is stored of one document, made ready outside of any transaction."""

    document: Document
    passages: tuple[Passage, ...]
    vectors: Vectors
    """One row a passage."""
    sentences: tuple[Span, ...]
    """Those of the blocks that passages are made of, in text order."""
    sentence_kinds: tuple[BlockKind, ...]
    sentence_vectors: Vectors
    """One row a sentence."""
    original: bytes
    """The file itself, kept for showing its pages."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search brought up, with its raw scores."""

    id: int
    """Never used for another passage, not even after removal."""
    document: str
    """The document's id."""
    passage: Passage
    cosine: float
    """Inner product of the passage's vector and the query's."""
    bm25: float
    """Of its own text; 0 where none of the words stand in it."""
    context_bm25: float = 0.0
    """Of its context (title, section, heads of a table); 0 where none of the words stand in it."""


@dataclass(frozen=True, slots=True)
class PageCandidate:
    """A page that a search brought up, with its raw scores."""

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
    """Of the page's text without running heads; 0 where none of the words stand in it."""


class Snapshot(Protocol):
    """A store as it stood at one moment, whatever is written meanwhile."""

    def documents(self) -> list[DocumentInfo]:
        """Every document, in the order they were added."""

    def find(self, reference: str) -> DocumentInfo | None:
        """A document by id, a prefix of its id that only it has, or its source; in that order."""

    def document(self, document: str) -> Document:
        """A document by id, whole."""

    def blocks(self, document: str) -> list[Block]:
        """A document's blocks in order, without reading its pages."""

    def text(self, document: str) -> str:
        """A document's canonical text."""

    def page(self, document: str, index: int) -> Page | None:
        """A page by its index, with its glyph boxes, or None."""

    def pages(self, document: str) -> list[Page]:
        """A document's pages in order, without their glyph boxes."""

    def original(self, document: str) -> bytes:
        """The file that a document was read from, as it lies in the library now: it is gone once
        the document was removed, though this snapshot still has that."""

    def candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[Candidate]:
        """The n best passages by words and the n best by vector, together, with both scores."""

    def page_candidates(
        self, terms: Sequence[str], vector: Vectors, n: int, documents: Sequence[str] | None = None
    ) -> list[PageCandidate]:
        """The n best pages by words and the n best by vector, together, with both scores."""

    def passages_on(
        self, pages: Sequence[tuple[str, int]], terms: Sequence[str], vector: Vectors
    ) -> list[Candidate]:
        """The passages that stand on some pages (document id and index), with both scores, in
        text order."""

    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        """The sentences of [start, end) of a document, in order."""

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands."""

    def similar_word(self, word: str) -> tuple[str, int] | None:
        """The word of the passages, as written there, that a misspelt word most likely means, and
        its distance in edits."""

    def passage_count(self) -> int:
        """How many passages there are."""

    def feedback(self) -> list[Feedback]:
        """What readers said of answers, oldest first."""

    def ids(self) -> list[str]:
        """The documents' ids, in the order they were added, without a look at their texts."""


class Store(Protocol):
    """Documents, passages and vectors that last. One writer, any number of readers."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """A consistent view to read from."""

    def put(self, entry: Entry) -> str:
        """Store a document, in place of one with the same source: "added" or "replaced"."""

    def remove(self, document: str) -> None:
        """Take a document out, with all that hangs on it."""

    def keep_feedback(self, said: Feedback) -> None:
        """Keep what a reader said of an answer, in place of what was said of it before."""

    def forget_feedback(self, said: Feedback) -> None:
        """Take back what was said of that answer."""

    def verify(self) -> list[str]:
        """What is wrong with it, a sentence each; nothing when it is sound."""

    def close(self) -> None:
        """Let go of its files. Closing twice does no harm."""
