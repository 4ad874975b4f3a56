"""The tables of a document, read from its blocks, and their form in JSON.

A block of kind TABLE has one line for each row, and its cells stand between bars.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pincite_ingest.document import Block, BlockKind, Cell, Span, Table

BETWEEN_CELLS = " | "
MAX_HEADS = 4
"""Rows at the top of a table that may be column heads."""
NEAR = 2
"""A caption or a unit line stands at most this many blocks before its table."""

_UNIT = re.compile(
    r"\(?\b(?:in|amounts? in|dollars? in|\$ in) (?:[\w.$\u20ac\u00a3]+ ){0,3}"
    r"(?:thousands|millions|billions|percent)\b[^()\n|]{0,60}\)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[($\u20ac\u00a3\s]*[-\u2013\u2212]?[($\u20ac\u00a3\s]*\d[\d.,\s]*[%)]*")


def tables_of(text: str, blocks: Sequence[Block]) -> tuple[Table, ...]:
    """The tables of a canonical text, in text order.

    >>> text = "| 2021 | 2020\\nRevenue | 12 | 10"
    >>> table, = tables_of(text, [Block(BlockKind.TABLE, (), 0, len(text))])
    >>> table.grid(), len(table.heads), text[table.rows[0][1].span.start :][:2]
    ([['', '2021', '2020'], ['Revenue', '12', '10']], 1, '12')
    """
    found = []
    for at, block in enumerate(blocks):
        if block.kind is not BlockKind.TABLE:
            continue
        rows = _rows(text, block)
        count = _count_heads(rows)
        near = _near(blocks, at)
        caption = next((Span(b.start, b.end) for b in near if b.kind is BlockKind.CAPTION), None)
        unit = _unit(text, rows[0][0].span.start, rows[max(count - 1, 0)][-1].span.end)
        for other in near:
            unit = unit or _unit(text, other.start, other.end)
        found.append(Table(caption, unit, tuple(rows[:count]), tuple(rows[count:])))
    return tuple(found)


def _rows(text: str, block: Block) -> list[tuple[Cell, ...]]:
    rows = []
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        cells = []
        place = start
        if line.startswith("| "):  # the row's first cell is empty
            cells.append(Cell("", Span(start, start)))
            line, place = line[2:], start + 2
            start += 2
        for part in line.split(BETWEEN_CELLS):
            words = part.strip()
            at = place + len(part) - len(part.lstrip()) if words else place
            cells.append(Cell(words, Span(at, at + len(words))))
            place += len(part) + len(BETWEEN_CELLS)
        rows.append(tuple(cells))
        start += len(line) + 1
    return rows


def _count_heads(rows: list[tuple[Cell, ...]]) -> int:
    """Heads end before the first row with a figure that is not a year, and with a row of heads.

    A row of one cell that follows the heads, like "Current assets", is a label of the rows below.
    """
    first = next(
        (at for at, row in enumerate(rows) if any(_is_figure(cell.text) for cell in row[1:])),
        None,
    )
    if first is None:
        return 1 if len(rows) > 1 else 0
    across = [at for at, row in enumerate(rows[:first]) if any(cell.text for cell in row[1:])]
    return across[-1] + 1 if across and across[-1] < MAX_HEADS else 0


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _near(blocks: Sequence[Block], at: int) -> list[Block]:
    """The blocks right before a table, the nearest first, up to another table."""
    near: list[Block] = []
    for block in reversed(blocks[max(at - NEAR, 0) : at]):
        if block.kind in (BlockKind.TABLE, BlockKind.FURNITURE):
            break
        near.append(block)
    return near


def _unit(text: str, start: int, end: int) -> Span | None:
    found = _UNIT.search(text, start, end)
    return Span(*found.span()) if found else None


def pack_table(table: Table) -> list[Any]:
    """A table as JSON, without the cells' texts: they stand in the canonical text."""
    return [
        _pack_span(table.caption),
        _pack_span(table.unit),
        [[_pack_cell(cell) for cell in row] for row in table.heads],
        [[_pack_cell(cell) for cell in row] for row in table.rows],
    ]


def unpack_table(packed: list[Any], text: str) -> Table:
    """A table from :func:`pack_table` and the canonical text that it belongs to."""
    caption, unit, heads, rows = packed
    return Table(
        Span(*caption) if caption else None,
        Span(*unit) if unit else None,
        tuple(tuple(_unpack_cell(cell, text) for cell in row) for row in heads),
        tuple(tuple(_unpack_cell(cell, text) for cell in row) for row in rows),
    )


def _pack_span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _pack_cell(cell: Cell) -> list[int]:
    return [cell.span.start, cell.span.end, cell.row_span, cell.column_span]


def _unpack_cell(packed: list[int], text: str) -> Cell:
    start, end, rows, columns = packed
    return Cell(text[start:end], Span(start, end), rows, columns)
