"""The context of a passage: words that stand elsewhere in the document but help to find it."""

from __future__ import annotations

from pincite_ingest.captions import CAPTION
from pincite_ingest.document import BlockKind, Document


def block_context(document: Document, section: tuple[str, ...]) -> str:
    """The document's title and the headings above a block, one a line, outermost first."""
    return "\n".join(dict.fromkeys(filter(None, (document.title, *section))))


def row_context(document: Document, table: int, start: int, context: str) -> str:
    """Adds a table's caption, and its head where the rows from ``start`` do not include it.

    ``table`` is the place of the table among the document's blocks.
    """
    block = document.blocks[table]
    lines = [context]
    for near in document.blocks[max(table - 1, 0) : table + 2]:
        words = document.text[near.start : near.end]
        if near.kind is BlockKind.CAPTION and CAPTION.match(words):
            lines.append(words)
            break
    head = document.text[block.start : block.end].split("\n", 1)[0]
    if start >= block.start + len(head):
        lines.append(head)
    return "\n".join(filter(None, lines))
