"""Lines: the sentences of documents with their vectors and headings, as overviews work on them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pincite_index.models.encoder import Vectors
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import Block, BlockKind, Span

PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
"""Running text; captions, notes, tables and pull quotes make poor overviews."""
GAP = 2
"""Characters between two sentences of a block, at most."""
FEWEST_WORDS = 5
"""A shorter line is a fragment: a byline, an item's number."""
_WORDS = re.compile(r"\w+")
_ENDS = re.compile(r"[.!?:;…。！？]['\"”’»)\]\d]*\s*$")
_ASKS = re.compile(r"[?？]['\"”’»)\]\d]*\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sentence of a document."""

    document: str
    """The document's id."""
    span: Span
    """Where it is in the canonical text."""
    text: str
    """The sentence, verbatim."""
    kind: BlockKind
    """Of its block."""
    section: tuple[str, ...]
    """The headings above it, outermost first."""
    block: int
    """The number of its block in the document."""
    opens: bool
    """Whether it is the first of its block."""
    vector: Vectors
    """Shape [d], of length one."""

    @property
    def words(self) -> int:
        return len(_WORDS.findall(self.text))

    @property
    def key(self) -> tuple[str, int]:
        """The document and the first character: what identifies it."""
        return self.document, self.span.start


def lines(
    view: Snapshot,
    document: str,
    start: int = 0,
    end: int | None = None,
    blocks: Sequence[Block] | None = None,
) -> list[Line]:
    """The sentences of a document, or of [start, end) of it, in text order.

    ``blocks`` are the document's, where they are at hand.
    """
    text = view.text(document)
    blocks = view.blocks(document) if blocks is None else blocks
    starts = [block.start for block in blocks]
    found: list[Line] = []
    for sentence in view.sentences(document, start, len(text) if end is None else end):
        span = sentence.span
        at = bisect_right(starts, span.start) - 1
        found.append(
            Line(
                document, span, text[span.start : span.end], sentence.kind, blocks[at].section, at,
                span.start == blocks[at].start, sentence.vector,
            )
        )  # fmt: skip
    return found


def whole(document: str, text: str, blocks: Sequence[Block], number: int) -> Line:
    """A whole block as a line, such as a heading or the title on a cover."""
    block = blocks[number]
    span = Span(block.start, block.end)
    words = text[block.start : block.end]
    nothing = np.zeros(0, np.float32)
    return Line(document, span, words, block.kind, block.section, number, True, nothing)


def adjoin(first: Line, second: Line) -> bool:
    """Whether the second line follows the first in the same block."""
    return (
        first.document == second.document
        and first.block == second.block
        and 0 <= second.span.start - first.span.end <= GAP
    )


def prose(found: Iterable[Line]) -> list[Line]:
    """The lines of running text that state something."""
    return [
        line
        for line in found
        if line.kind in PROSE
        and line.words >= FEWEST_WORDS
        and not _ASKS.search(line.text)
        and (line.kind is BlockKind.LIST_ITEM or _ENDS.search(line.text))
    ]


def matrix(found: Sequence[Line]) -> Vectors:
    """Their vectors, shape [n, d]."""
    return np.stack([line.vector for line in found]) if found else np.zeros((0, 1), np.float32)
