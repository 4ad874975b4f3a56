"""Rows of lines become rows of cells: what stands in which column, and what carries on above."""

from __future__ import annotations

from itertools import pairwise

from pincite_ingest.pdf.extraction.lines import Line, parted
from pincite_ingest.pdf.layout.centred_cells import (
    Cells,
    Row,
    gather_centred,
    leading_of_centred,
    raise_labels,
)
from pincite_ingest.pdf.layout.regions import same_size

Columns = list[tuple[float, float]]
"""Left and right edge of each column."""


def fill(rows: list[Row], columns: Columns) -> list[list[list[Line]]]:
    """Rows of cells; a line that only carries on the cell above, or tops one below, joins it.

    A cell that is empty stays one, so that what follows keeps its column; but a row of one cell,
    as a heading within the table, is no more than that.
    """
    placed = raise_labels([(row, _cells_of(row, columns)) for row in rows])
    leading = leading_of_centred(placed, len(columns))
    made = gather_centred(placed, leading) if leading else _gather(placed)
    return [
        [
            cells.get(column, [])
            for column in range(0 if len(cells) > 1 else min(cells), max(cells) + 1)
        ]
        for cells in made
    ]


def _cells_of(row: Row, columns: Columns) -> Cells:
    cells: Cells = {}
    for line in (piece for whole in row.lines for piece in _split(whole, columns)):
        cells.setdefault(column_of(line, columns), []).append(line)
    return cells


def _gather(placed: list[tuple[Row, Cells]]) -> list[Cells]:
    """The rows of a table whose cells start at the top of their row."""
    leading = _leading_within([row for row, _ in placed])
    edges: dict[int, float] = {}  # how far each column reaches
    for _, cells in placed:
        for column, lines in cells.items():
            edges[column] = max(edges.get(column, 0.0), *(line.right for line in lines))
    result: list[tuple[Row, Cells]] = []
    for row, cells in placed:
        if result:
            last_row, last = result[-1]
            step = row.base - last_row.base
            if _carries_on(row, cells, last_row, last, leading, edges):
                for column, lines in cells.items():
                    last[column] += lines
                last_row.base = row.base if step > 0.9 * row.size else last_row.base
                continue
            if step < 0.85 * row.size and (not set(cells) & set(last) or len(last) == 1):
                for column, lines in cells.items():
                    last.setdefault(column, []).extend(lines)
                continue
        result.append((Row(row.lines, row.base, row.size), cells))
    return [cells for _, cells in result]


def _split(line: Line, columns: Columns) -> list[Line]:
    """The cells of a line that runs over several: cut where its gaps lie between columns."""
    cuts = [
        (place, left, right)
        for place, left, right in line.gaps
        if any(max(left, one[1]) < min(right, two[0]) for one, two in pairwise(columns))
    ]
    return parted(line, cuts) if cuts else [line]


def column_of(line: Line, columns: Columns) -> int:
    """The column that a cell stands in: where it overlaps most."""
    return max(
        range(len(columns)),
        key=lambda at: (
            min(line.right, columns[at][1]) - max(line.left, columns[at][0]),
            -at,
        ),
    )


def _carries_on(
    row: Row, cells: Cells, last_row: Row, last: Cells, leading: float, edges: dict[int, float]
) -> bool:
    """Whether a row is the next lines of the cells over it.

    A lone cell under its like is a heading of the rows that follow, if its first word would have
    fitted on the line over it.
    """
    step = row.base - last_row.base
    if not set(cells) <= set(last) or not same_size(row.size, last_row.size):
        return False
    if len(cells) > 1:
        if step >= leading or any(_is_number(line) for lines in cells.values() for line in lines):
            return False
        return len(cells) < len(last) or _open_small(cells) > 0.6
    if len(last) == 1 or step >= 1.45 * row.size:
        return False
    ((column, (line, *_)),) = cells.items()
    if line.style.bold != last[column][-1].style.bold:
        return False
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) * (len(word) + 1) / max(len(line.text), 1)
    fits = last[column][-1].right + width + 0.3 * line.size < edges[column]
    again = len(last[column]) > 1  # two lines in one cell are likelier than three
    return step < leading or line.text[:1].islower() or not (fits or again)


def _leading_within(rows: list[Row]) -> float:
    """The distance up to which a row carries on the cells over it; 0 where rows are set alike.

    Where cells of two lines and more are set apart by white space, two distances come again and
    again: that of lines within a cell, and a larger one. Where what follows at the smaller one is
    full rows that are no pieces of sentences, it is that of rows in groups.
    """
    steps = sorted(two.base - one.base for one, two in pairwise(rows))
    jump, small = max(((two - one, one) for one, two in pairwise(steps)), default=(0.0, 0.0))
    if jump < 0.2 * rows[0].size or not 0.8 * rows[0].size < small < 1.45 * rows[0].size:
        return 0.0
    leading = small + 0.5 * jump
    widest = max(len(row.lines) for row in rows)
    near = [two for one, two in pairwise(rows) if two.base - one.base < leading]
    full = sum(len(row.lines) == widest for row in near)
    pieces = _open_small({at: row.lines for at, row in enumerate(near)}) > 0.6
    return leading if full < 0.4 * len(near) or pieces else 0.0


def _open_small(cells: Cells) -> float:
    """The share of lines that open with a small letter, as the rest of a sentence does."""
    lines = [line for cell in cells.values() for line in cell]
    return sum(line.text[:1].islower() for line in lines) / max(len(lines), 1)


def _is_number(line: Line) -> bool:
    return not any(character.isalpha() for character in line.text)
