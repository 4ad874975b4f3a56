"""The context of a passage: words that stand elsewhere in the document but help to find it."""

from __future__ import annotations

import re
from itertools import takewhile

from pincite_ingest.captions import CAPTION
from pincite_ingest.document import Block, BlockKind, Document
from pincite_ingest.source_names import title_of

_UNIT = re.compile(
    r"\b(?:in|of)\s+(?:\S+\s+)?(?:thousands|millions|billions)\b|\bunaudited\b", re.IGNORECASE
)
"""A unit line: "(in millions, except per share data)"."""
_SHORT = 200
"""A longer block near a table is text, not a unit line. In characters."""
_NEAR = 2
"""A table's caption and unit line stand at most this many blocks away from it."""
_MOST_HEADS = 4
"""Rows at the top of a table that may be column heads."""
_FIGURE = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d(?![\d.,]*\d))\d[\d.,]*")
"""A number other than a year."""


def block_context(document: Document, section: tuple[str, ...]) -> str:
    """The document's title, its file's name in words, and the headings above a block, one a line.

    The name often says what the title does not: the company and the year of a filing.
    """
    name = re.sub(r"[\W_]+", " ", title_of(document.source)).strip() if document.source else ""
    titles = [document.title] if _same(name, document.title) else [document.title, name]
    return "\n".join(dict.fromkeys(filter(None, (*titles, *section))))


def _same(name: str, title: str) -> bool:
    return "".join(name.split()).casefold() == re.sub(r"[\W_]+", "", title).casefold()


def row_context(document: Document, table: int, start: int, context: str) -> str:
    """Adds a table's caption and unit line, and its heads if the rows from ``start`` lack them.

    ``table`` is the place of the table among the document's blocks.
    """
    block = document.blocks[table]
    lines = [context, *_captions(document, table)]
    heads = _heads(document.text[block.start : block.end].split("\n"))
    if start >= block.start + len(heads[0]):
        lines += heads
    return "\n".join(filter(None, lines))


def _captions(document: Document, table: int) -> list[str]:
    """The caption and the unit line near a table, without another table in between."""
    before = list(takewhile(_is_no_table, reversed(document.blocks[max(table - _NEAR, 0) : table])))
    after = list(takewhile(_is_no_table, document.blocks[table + 1 : table + 2]))
    found = []
    for block in (*reversed(before), *after):
        words = document.text[block.start : block.end]
        caption = block.kind is BlockKind.CAPTION and CAPTION.match(words)
        if caption or (len(words) < _SHORT and _UNIT.search(words)):
            found.append(words)
    return found


def _is_no_table(block: Block) -> bool:
    return block.kind is not BlockKind.TABLE


def _heads(rows: list[str]) -> list[str]:
    """The first row of a table and those after it, up to the first with a figure.

    >>> _heads(["| 2021 | 2020", "(in millions)", "Revenue | 12 | 10", "Costs | 9 | 8"])
    ['| 2021 | 2020', '(in millions)']
    """
    rest = takewhile(lambda row: not _FIGURE.search(row), rows[1:_MOST_HEADS])
    return [rows[0], *rest]
