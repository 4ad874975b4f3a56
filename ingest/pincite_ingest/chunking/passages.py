"""Passages: the stretches of a document that are embedded and found.

Whole sentences, never across a section, packed to a token budget: whole paragraphs where they fit,
and windows of a longer one, overlapping by sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pincite_ingest.chunking.captions import SOURCE
from pincite_ingest.chunking.sentences import sentences
from pincite_ingest.document import Block, BlockKind, Document, Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document; ``text == document.text[start:end]``, always."""

    start: int
    """First character, in code points of the canonical text."""
    end: int
    """One past the last character."""
    text: str
    """The characters themselves."""
    section: tuple[str, ...]
    """Headings that it stands under, outermost first."""
    pages: tuple[int, ...]
    """Indices (1-based) of the pages that it stands on; empty where there are none, and in a part
    of a passage."""
    kind: BlockKind
    """What it is made of; paragraphs and list items together count as paragraph."""

    def part(self, start: int, end: int) -> Passage:
        """Its characters of [start, end), whose pages are to be looked up."""
        text = self.text[start - self.start : end - self.start]
        return replace(self, start=start, end=end, text=text, pages=())


@dataclass(frozen=True, slots=True)
class Packing:
    """How sentences are packed into passages."""

    max_tokens: int = 200
    """A passage holds no more, a single longer sentence aside. In the encoder's tokens."""
    overlap_tokens: int = 100
    """How much of a passage's end the next one repeats, at most, in whole sentences."""
    paragraph_tokens: int = 100
    """A passage that holds so many ends with a paragraph where it can, and the next one begins with
    the paragraph after it and repeats nothing; with more than ``max_tokens`` never."""
    longest_sentence: int = 240
    """A longer one is cut between words, so that the encoder (256 tokens) sees all of it."""


CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text, as the encoder counts them."""

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_SILENT = frozenset({BlockKind.HEADING, BlockKind.FURNITURE})
_BARE_SOURCE = 6
"""Words up to which a source line says nothing without the caption that it belongs to."""


def document_sentences(document: Document) -> list[list[Span]]:
    """The sentences of each block of a document. A table's rows count as sentences."""
    return [
        _rows(document.text, block)
        if block.kind is BlockKind.TABLE
        else sentences(document.text, block.start, block.end)
        for block in document.blocks
    ]


def split(
    document: Document, count_tokens: CountTokens, packing: Packing = Packing()
) -> list[Passage]:
    """The passages of a document, in text order.

    >>> from pincite_ingest.document import Block
    >>> text = "One fish. Two fish. Red fish."
    >>> fish = Document("0", "Fish", "fish.txt", "text/plain", text,
    ...                 (Block(BlockKind.PARAGRAPH, (), 0, len(text)),), ())
    >>> def words(texts): return [len(text.split()) for text in texts]
    >>> [p.text for p in split(fish, words, Packing(max_tokens=4, overlap_tokens=2))]
    ['One fish. Two fish.', 'Two fish. Red fish.']
    """
    found: list[Passage] = []
    for kind, section, paragraphs in _runs(document):
        spans = [span for paragraph in paragraphs for span in paragraph]
        texts = [document.text[span.start : span.end] for span in spans]
        stops = {paragraph[-1].end for paragraph in paragraphs if paragraph}
        fitting: list[Span] = []
        sizes: list[int] = []
        for span, size in zip(spans, count_tokens(texts), strict=True):
            for piece, tokens in _fitted(document.text, span, size, count_tokens, packing):
                fitting.append(piece)
                sizes.append(tokens)
        ends = [span.end in stops for span in fitting]
        for first, last in _windows(sizes, ends, packing):
            start, end = fitting[first].start, fitting[last].end
            found.append(
                Passage(
                    start,
                    end,
                    document.text[start:end],
                    section,
                    tuple(page.index for page in document.pages_of(start, end)),
                    kind,
                )
            )
    return found


def _runs(document: Document) -> Iterator[tuple[BlockKind, tuple[str, ...], list[list[Span]]]]:
    """Stretches that may share a passage: prose of one section, or one block of another kind, a
    caption with its source. The sentences of each paragraph stand together, with those of the list
    that follows it. A source line of a few words that follows no caption is in none."""
    run: list[list[Span]] = []
    key: tuple[BlockKind, tuple[str, ...]] | None = None
    for block, spans in zip(document.blocks, document_sentences(document), strict=True):
        kind = BlockKind.PARAGRAPH if block.kind in _PROSE else block.kind
        text = document.text[block.start : block.end]
        source = kind is BlockKind.CAPTION and SOURCE.match(text) is not None
        runs_on = kind is BlockKind.PARAGRAPH or source
        if run and key and not (runs_on and key == (kind, block.section)):
            yield *key, run
            run = []
        if kind in _SILENT or (source and not run and len(text.split()) <= _BARE_SOURCE):
            continue
        key = (kind, block.section)
        if run and block.kind is BlockKind.LIST_ITEM:
            run[-1] += spans
        else:
            run.append([*spans])
    if run and key:
        yield *key, run


def _windows(
    sizes: Sequence[int], ends: Sequence[bool], packing: Packing
) -> Iterator[tuple[int, int]]:
    """First and last sentence of each passage: as many as fit, or fewer up to the end of a
    paragraph; then on from there, or back by the overlap."""
    first = 0
    while first < len(sizes):
        total, end = 0, None
        for at in range(first, len(sizes)):
            if at > first and total + sizes[at] > packing.max_tokens:
                break
            total += sizes[at]
            if ends[at] and total >= packing.paragraph_tokens:
                end = at
        else:
            yield first, len(sizes) - 1
            return
        if end is None:
            yield first, at - 1
            first = _back(sizes, first, at, packing)
        else:
            yield first, end
            first = end + 1


def _back(sizes: Sequence[int], first: int, following: int, packing: Packing) -> int:
    """Where the passage begins that overlaps the one that ends before ``following``."""
    room = min(packing.overlap_tokens, packing.max_tokens - sizes[following])
    shared = 0
    while following - 1 > first and shared + sizes[following - 1] <= room:
        following -= 1
        shared += sizes[following]
    return following


def _rows(text: str, block: Block) -> list[Span]:
    rows: list[Span] = []
    at = block.start
    for line in text[block.start : block.end].splitlines(keepends=True):
        row = line.strip()
        if row:
            begin = at + line.index(row[0])
            rows.append(Span(begin, begin + len(row)))
        at += len(line)
    return rows


def _fitted(
    text: str, span: Span, size: int, count_tokens: CountTokens, packing: Packing
) -> Iterator[tuple[Span, int]]:
    """A sentence with its size, or its pieces where it is too long for the encoder; a piece that
    turns out too long, as its words have more tokens than others, is cut again."""
    if size <= packing.longest_sentence or len(span) < 2:
        yield span, size
        return
    pieces = _cut(text, span, size // packing.longest_sentence + 1)
    counts = count_tokens([text[piece.start : piece.end] for piece in pieces])
    for piece, tokens in zip(pieces, counts, strict=True):
        yield from _fitted(text, piece, tokens, count_tokens, packing)


def _cut(text: str, span: Span, pieces: int) -> list[Span]:
    """A sentence cut at white space into pieces of about equal length; within a word only where
    there is none."""
    step = -(-len(span) // pieces)
    cuts: list[Span] = []
    begin = span.start
    while begin < span.end:
        end = min(span.end, begin + step)
        if end < span.end:
            end = next((at for at in range(end, begin, -1) if text[at].isspace()), end)
        cuts.append(Span(begin, end))
        begin = end
        while begin < span.end and text[begin].isspace():
            begin += 1
    return cuts
