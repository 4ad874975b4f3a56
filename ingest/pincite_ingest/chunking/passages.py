"""Passages: the stretches of a document that are embedded, indexed and retrieved.

A passage holds whole sentences of one section, up to a number of tokens. Whole paragraphs stay
together where they fit; a longer paragraph becomes several passages that overlap by sentences.
The rows of a table are packed the same way, without overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pincite_ingest.captions import SOURCE
from pincite_ingest.chunking.context import block_context, row_context
from pincite_ingest.chunking.packing import DEFAULT_PACKING, CountTokens, Packing, fitting, windows
from pincite_ingest.chunking.sentences import sentences
from pincite_ingest.document import Block, BlockKind, Document, Span

__all__ = ["CountTokens", "Packing", "Passage", "document_sentences", "split"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document. ``text == document.text[start:end]`` always holds."""

    start: int
    """First character, in code points of the canonical text."""
    end: int
    """One past the last character."""
    text: str
    """The passage's own characters."""
    section: tuple[str, ...]
    """The headings above it, outermost first."""
    pages: tuple[int, ...]
    """1-based indices of the pages it stands on. Empty if the document has no pages, and in the
    result of :meth:`part`."""
    kind: BlockKind
    """What it is made of. A mix of paragraphs and list items counts as paragraph."""
    context: str = ""
    """Words that a search should match although they stand elsewhere: document title, section path,
    and for rows of a table its caption, unit line and column heads; never part of the quote."""

    def part(self, start: int, end: int) -> Passage:
        """The characters [start, end) of this passage, without pages."""
        text = self.text[start - self.start : end - self.start]
        return replace(self, start=start, end=end, text=text, pages=())


_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_NOT_INDEXED = frozenset({BlockKind.HEADING, BlockKind.FURNITURE})
_BARE_SOURCE = 6
"""A source line of at most this many words means nothing without its caption."""


def document_sentences(document: Document) -> list[list[Span]]:
    """The sentences of each block of a document. Each row of a table counts as a sentence."""
    return [
        _rows(document.text, block)
        if block.kind is BlockKind.TABLE
        else sentences(document.text, block.start, block.end)
        for block in document.blocks
    ]


def split(
    document: Document, count_tokens: CountTokens, packing: Packing = DEFAULT_PACKING
) -> list[Passage]:
    """The passages of a document, in text order.

    >>> from pincite_ingest.document import Block
    >>> text = "One fish. Two fish. Red fish."
    >>> fish = Document("0", "Fish", "fish.txt", "text/plain", text,
    ...                 (Block(BlockKind.PARAGRAPH, ("Sea",), 0, len(text)),), ())
    >>> def words(texts): return [len(text.split()) for text in texts]
    >>> passages = split(fish, words, Packing(max_tokens=4, overlap_tokens=2))
    >>> [passage.text for passage in passages]
    ['One fish. Two fish.', 'Two fish. Red fish.']
    >>> passages[0].context
    'Fish\\nSea'
    """
    found: list[Passage] = []
    for run in _runs(document):
        table = run.kind is BlockKind.TABLE
        spans = [span for paragraph in run.paragraphs for span in paragraph]
        texts = [document.text[span.start : span.end] for span in spans]
        stops = {paragraph[-1].end for paragraph in run.paragraphs if paragraph}
        pieces: list[Span] = []
        sizes: list[int] = []
        for span, size in zip(spans, count_tokens(texts), strict=True):
            for piece, tokens in fitting(document.text, span, size, count_tokens, packing):
                pieces.append(piece)
                sizes.append(tokens)
        ends = [piece.end in stops for piece in pieces]
        context = block_context(document, run.section)
        sized = replace(packing, overlap_tokens=0) if table else packing
        for first, last in windows(sizes, ends, sized):
            start, end = pieces[first].start, pieces[last].end
            found.append(
                Passage(
                    start,
                    end,
                    document.text[start:end],
                    run.section,
                    tuple(page.index for page in document.pages_of(start, end)),
                    run.kind,
                    row_context(document, run.block, start, context) if table else context,
                )
            )
    return found


@dataclass(slots=True)
class _Run:
    """Blocks that may share a passage."""

    kind: BlockKind
    section: tuple[str, ...]
    block: int
    """The place of the first block among the document's blocks."""
    paragraphs: list[list[Span]]
    """The sentences of each paragraph; a list counts as part of the paragraph before it."""


def _runs(document: Document) -> Iterator[_Run]:
    """Groups the blocks that may share a passage: the prose of one section, or a caption with its
    source line, or one block of another kind. A short source line without a caption is skipped."""
    run: _Run | None = None
    for at, (block, spans) in enumerate(
        zip(document.blocks, document_sentences(document), strict=True)
    ):
        kind = BlockKind.PARAGRAPH if block.kind in _PROSE else block.kind
        text = document.text[block.start : block.end]
        source = kind is BlockKind.CAPTION and SOURCE.match(text) is not None
        joins = kind is BlockKind.PARAGRAPH or source
        if run and not (joins and (run.kind, run.section) == (kind, block.section)):
            yield run
            run = None
        if kind in _NOT_INDEXED or (source and not run and len(text.split()) <= _BARE_SOURCE):
            continue
        if run is None:
            run = _Run(kind, block.section, at, [[*spans]])
        elif block.kind is BlockKind.LIST_ITEM:
            run.paragraphs[-1] += spans
        else:
            run.paragraphs.append([*spans])
    if run:
        yield run


def _rows(text: str, block: Block) -> list[Span]:
    """The lines of a table that are not blank."""
    rows: list[Span] = []
    at = block.start
    for line in text[block.start : block.end].splitlines(keepends=True):
        row = line.strip()
        if row:
            begin = at + line.index(row[0])
            rows.append(Span(begin, begin + len(row)))
        at += len(line)
    return rows
