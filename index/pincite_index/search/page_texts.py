"""Page texts: the larger units that are searched beside passages.

A page of a document that has pages; of any other, a run of whole blocks of about 400 words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pincite_ingest.document import Block, BlockKind, Document, Page

RUN_WORDS = 400
"""Words of a run, where a document has no pages."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as it is searched."""

    index: int
    """1-based page index; without pages, the number of the run, from 1."""
    start: int
    """First character of its text, in code points of the canonical text."""
    end: int
    """One past the last character."""
    text: str
    """Its blocks without running heads and feet, a line each."""


def page_texts(document: Document) -> tuple[PageText, ...]:
    """The searchable pages of a document, in order; pages without text are left out.

    >>> text = "One fish.\\n\\nTwo fish."
    >>> blocks = (Block(BlockKind.PARAGRAPH, (), 0, 9), Block(BlockKind.PARAGRAPH, (), 11, 20))
    >>> fish = Document("0", "Fish", "fish.txt", "text/plain", text, blocks, ())
    >>> page_texts(fish)
    (PageText(index=1, start=0, end=20, text='One fish.\\nTwo fish.'),)
    """
    blocks = [block for block in document.blocks if block.kind is not BlockKind.FURNITURE]
    pieces = _on_pages(document, blocks) if document.pages else _in_runs(document, blocks)
    return tuple(
        PageText(
            index,
            min(start for start, _ in spans),
            max(end for _, end in spans),
            "\n".join(document.text[start:end] for start, end in spans),
        )
        for index, spans in pieces
        if any(document.text[start:end].strip() for start, end in spans)
    )


def _on_pages(
    document: Document, blocks: list[Block]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each page's index and the stretches of blocks that stand on it."""
    ends = [block.end for block in blocks]
    for page in document.pages:
        yield page.index, list(_blocks_of(page, blocks, ends))


def _blocks_of(page: Page, blocks: list[Block], ends: list[int]) -> Iterator[tuple[int, int]]:
    for span in page.spans:
        for block in blocks[bisect_right(ends, span.start) :]:
            if block.start >= span.end:
                break
            yield max(block.start, span.start), min(block.end, span.end)


def _in_runs(
    document: Document, blocks: list[Block]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Runs of whole blocks; one ends as soon as it has ``RUN_WORDS``."""
    number, run, words = 1, list[tuple[int, int]](), 0
    for block in blocks:
        run.append((block.start, block.end))
        words += len(document.text[block.start : block.end].split())
        if words >= RUN_WORDS:
            yield number, run
            number, run, words = number + 1, [], 0
    if run:
        yield number, run
