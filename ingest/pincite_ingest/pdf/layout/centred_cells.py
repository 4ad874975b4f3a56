"""Cells that stand in the middle of their rows, not at the top of them.

A table without ruling lines shows this only by where its base lines stand: a single line at half
the height of the two lines beside it, a label at half the height of the rows it is for.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from pincite_ingest.pdf.extraction.lines import Line

Cells = dict[int, list[Line]]
"""The lines of each cell of a row, by the number of its column."""


@dataclass(slots=True)
class Row:
    """Lines on one base line."""

    lines: list[Line]
    base: float
    size: float


Placed = list[tuple[Row, Cells]]
"""Each base line of a table with what stands on it, from the top down."""


def raise_labels(placed: Placed) -> Placed:
    """Puts labels of the first column that stand in the middle of their rows on the first of them.

    They do so where the rows, from one of them down to the last, fall into stretches one after the
    other with a label at half the height of each, and in one way only. Where every label stands
    on a base line, it may be that of its first row already.
    """
    others = [(row, {at: cells[at] for at in cells if at}) for row, cells in placed]
    others = [
        (Row(row.lines, min(lines[0].base for lines in cells.values()), row.size), cells)
        for row, cells in others
        if cells
    ]
    bases = [row.base for row, _ in others]
    labels: list[list[Line]] = []
    between = 0
    for line in (line for _, cells in placed for line in cells.get(0, [])):
        apart = _at(bases, line.base, 0.2 * line.size) is None
        between += apart
        if labels and apart and line.base - labels[-1][-1].base < 1.3 * line.size:
            labels[-1].append(line)
        else:
            labels.append([line])
    ways = [way for first in range(len(bases)) if (way := _stretches(first, labels, bases))]
    if not between or len(labels) < 2 or len(ways) != 1:
        return placed
    for label, first in zip(labels, ways[0], strict=True):
        others[first][1][0] = label
    return others


def _stretches(first: int, labels: list[list[Line]], bases: list[float]) -> list[int]:
    """The first row of each label, if their rows follow on each other down to the last; or none."""
    firsts: list[int] = []
    for label in labels:
        if first == len(bases):
            return []
        foot = label[0].base + label[-1].base - bases[first]
        last = _at(bases, foot, 0.2 * label[0].size)
        if last is None or last < first:
            return []
        firsts.append(first)
        first = last + 1
    return firsts if first == len(bases) else []


def _at(bases: list[float], base: float, close: float) -> int | None:
    """Which of the base lines is so close to one; None if none is."""
    at = bisect_left(bases, base - close)
    return at if at < len(bases) and bases[at] <= base + close else None


def leading_of_centred(placed: Placed, columns: int) -> float:
    """The distance up to which lines of a column are one cell, where cells are centred; else 0.

    They are where a line stands between the base lines of two that are close in another column.
    Where those that are so close are mostly full rows, it is the rows that stand close.
    """
    stacks: dict[int, list[Row]] = {}
    full: set[int] = set()
    for row, cells in placed:
        for column in cells:
            stacks.setdefault(column, []).append(row)
        if len(cells) == columns:
            full.add(id(row))
    pairs = [
        (column, one.base, two) for column, stack in stacks.items() for one, two in pairwise(stack)
    ]
    size = placed[0][0].size
    steps = [two.base - one for _, one, two in pairs]
    smallest = min((step for step in steps if step > 0.8 * size), default=0.0)
    leading = smallest + 0.15 * size
    close = [pair for pair, step in zip(pairs, steps, strict=True) if 0.8 * size < step < leading]
    bases = {column: [row.base for row in stack] for column, stack in stacks.items()}
    centred = any(
        _at(bases[other], one + 0.5 * smallest, 0.2 * smallest) is not None
        for column, one, _ in close
        for other in bases
        if other != column
    )
    under = {id(two) for _, _, two in close}
    if not centred or smallest > 1.45 * size or len(under & full) >= 0.4 * len(under):
        return 0.0
    return leading


def gather_centred(placed: Placed, leading: float) -> list[Cells]:
    """Close lines of a column as one cell, and cells beside each other as one row."""
    made: list[_Cell] = []
    last: dict[int, _Cell] = {}
    for row, cells in placed:
        for column, lines in cells.items():
            over = last.get(column)
            if over is not None and row.base - over.bottom < leading:
                over.lines += lines
                over.bottom = row.base
            else:
                last[column] = _Cell(column, row.base, row.base, [*lines])
                made.append(last[column])
    rows: list[Cells] = []
    bottom = 0.0
    for cell in made:  # from the top down
        if rows and cell.column not in rows[-1] and cell.top < bottom + 0.6 * cell.lines[0].size:
            rows[-1][cell.column] = cell.lines
            bottom = max(bottom, cell.bottom)
        else:
            rows.append({cell.column: cell.lines})
            bottom = cell.bottom
    return rows


@dataclass(slots=True)
class _Cell:
    column: int
    top: float
    bottom: float
    lines: list[Line]
