"""Tables: rows of short cells that stand in columns.

No ruling lines are asked for, as many tables have none. A table is at least three rows with cells
in the same columns; two columns of prose are none, because their cells are long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite_ingest.captions import CAPTION, SOURCE
from pincite_ingest.pdf.extraction.lines import Line, joined
from pincite_ingest.pdf.layout.cells import Columns, column_of, fill
from pincite_ingest.pdf.layout.centred_cells import Row
from pincite_ingest.pdf.layout.regions import same_size

LONG_CELL = 42
"""Mean length of cells, in characters, from which rows are prose in columns."""

_TABLE = re.compile(r"(table|tabelle|tableau|cuadro|tabla|box)\b", re.IGNORECASE)
_DRAWN = re.compile(
    r"(fig(ure|\.)?|abb(ildung|\.)?|figura|gr[aá]fico|graphique|chart|graph|map|diagram|plate|photo)"
    r"(?![^\W\d_])",
    re.IGNORECASE,
)
"""The caption of a drawing. What stands under it are labels and not the cells of a table."""
_MARKER = re.compile(
    r"\(?(\d{1,3}|[a-z]|[ivx]{1,4})[.)]?|[•●◦○▪■□▫‣⁃∙·◆◇►▶▸➢➤✓✔❖→*†‡\uf0a7\uf0b7–—-]"
)


@dataclass(slots=True)
class Table:
    """A table as rows of cells; a cell is a list of lines."""

    rows: list[list[list[Line]]]
    top: float
    bottom: float
    left: float
    right: float


def attach_markers(lines: list[Line]) -> list[Line]:
    """Puts a bullet or a number that stands far before its text on the line of that text."""
    markers = [line for line in lines if _MARKER.fullmatch(line.text)]
    if not markers:
        return lines
    gone: set[int] = set()
    replaced: dict[int, Line] = {}
    for marker in markers:
        beside = [
            line
            for line in lines
            if line is not marker
            and abs(line.base - marker.base) < 0.45 * max(line.size, marker.size)
            and -1 < line.left - marker.right < 3.6 * line.size
        ]
        if not beside:
            continue
        text = min(beside, key=lambda line: line.left)
        others = [line for line in beside if line is not text]
        if len(text.text) < 24 or others or marker.size > 1.6 * text.size:
            continue
        if any(
            line is not marker
            and abs(line.base - marker.base) < 0.45 * line.size
            and 0 < marker.left - line.right < 3 * line.size
            for line in lines
        ):
            continue  # a number in the middle of a row
        gone.add(id(marker))
        replaced[id(text)] = joined(marker, text)
        if marker.size < 0.9 * text.size or text.base - marker.base > 0.1 * text.size:
            line = replaced[id(text)]
            line.base, line.size, line.style = text.base, text.size, text.style
            line.raised = ((0, len(marker.text)), *line.raised[1:])
        replaced[id(text)].size = text.size
        replaced[id(text)].style = text.style
    return [replaced.get(id(line), line) for line in lines if id(line) not in gone]


def find_tables(lines: list[Line], captions: list[Line]) -> tuple[list[Table], list[Line]]:
    """The tables of a page, and the lines that are in none.

    ``captions`` are lines that open a table's caption ("Table 2"): right under one, fewer regular
    rows make a table.
    """
    rows = _rows(lines)
    tables: list[Table] = []
    used: set[int] = set()
    at = 0
    while at < len(rows):
        if len(rows[at].lines) < 2:
            at += 1
            continue
        captioned = _is_captioned(rows[at], captions)
        end = _captioned_extent(rows, at) if captioned else _extent(rows, at)
        table = _table(rows[at:end], captions)
        if table is None:
            at += 1
            continue
        tables.append(table)
        used |= {id(line) for row in rows[at:end] for line in row.lines}
        at = end
    return tables, [line for line in lines if id(line) not in used] if tables else lines


def _rows(lines: list[Line]) -> list[Row]:
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and line.base - rows[-1].base < 0.4 * min(line.size, rows[-1].size):
            rows[-1].lines.append(line)
        else:
            rows.append(Row([line], line.base, line.size))
    for row in rows:
        row.lines.sort(key=lambda line: line.left)
    return rows


def _is_captioned(row: Row, captions: list[Line]) -> bool:
    """Whether a table's caption stands a few lines over a row."""
    left, right = row.lines[0].left, max(line.right for line in row.lines)
    return any(
        _TABLE.match(caption.text)
        and 0 < row.base - caption.base < 8 * caption.size
        and _is_over(caption, left, right)
        for caption in captions
    )


def _is_over(caption: Line, left: float, right: float) -> bool:
    """Whether a caption's first line is that of what stands between two edges: short as it may
    be, it starts where the widest part does, which the first row or a drawing may not reach."""
    return caption.left < right and caption.right > left - 12 * caption.size


def _captioned_extent(rows: list[Row], start: int) -> int:
    """One past the last row of a table under its caption: it ends at its source line, at text in
    larger type, at a gap, or at lines of prose."""
    size, step = rows[start].size, 1.3 * rows[start].size
    at = start + 1
    while at < len(rows):
        row, line = rows[at], rows[at].lines[0]
        gap = row.base - rows[at - 1].base
        if SOURCE.match(line.text) or CAPTION.match(line.text) or gap > max(1.9 * step, 2.6 * size):
            break
        if not 0.7 * size < line.size < 1.08 * size:
            break
        long = len(row.lines) == 1 and len(line.text) > 60 and not _carries_on(row, rows[at - 1])
        following = rows[at + 1].lines if at + 1 < len(rows) else []
        if long and len(following) == 1 and len(following[0].text) > 60:
            break
        step = max(step, gap)
        at += 1
    return at


def _extent(rows: list[Row], start: int) -> int:
    """One past the last row that can belong to a table which starts here."""
    size = rows[start].size
    last = start
    for at in range(start + 1, len(rows)):
        row = rows[at]
        if row.base - rows[at - 1].base > 3.2 * size:
            break
        if any(not 0.6 * size < line.size < 1.6 * size for line in row.lines):
            break
        if len(row.lines) >= 2:
            last = at
        elif at - last > 3 or (len(row.lines[0].text) > 70 and not _carries_on(row, rows[last])):
            break
    for at in range(last + 1, min(last + 3, len(rows))):  # closing rows of one cell
        row, line = rows[at], rows[at].lines[0]
        if (
            len(row.lines) > 1
            or row.base - rows[at - 1].base > 1.75 * size
            or not same_size(line.size, size)
            or SOURCE.match(line.text)
            or CAPTION.match(line.text)
        ):
            break
        last = at
    return last + 1


def _carries_on(row: Row, above: Row) -> bool:
    """Whether a row of one long cell starts where a cell after the first starts over it."""
    return any(abs(row.lines[0].left - cell.left) < 2 for cell in above.lines[1:])


def _table(rows: list[Row], captions: list[Line]) -> Table | None:
    multiple = [row for row in rows if len(row.lines) >= 2]
    cells = [line for row in multiple for line in row.lines]
    if len(multiple) < 3 or sum(len(cell.text) for cell in cells) > LONG_CELL * len(cells):
        return None
    captioned = _is_captioned(rows[0], captions)
    if not captioned and _reads_like_prose(multiple):
        return None
    widest = max(len(row.lines) for row in multiple)
    columns = _columns([row for row in multiple if len(row.lines) >= max(2, 0.6 * widest)])
    if len(columns) < 2:
        return None
    left = min(line.left for line in cells)
    right = max(line.right for line in cells)
    full = sum(len({column_of(line, columns) for line in row.lines}) for row in multiple)
    share = full / (len(columns) * len(multiple))
    lettered = sum(any(c.isalpha() for c in line.text) for line in cells)
    if not captioned and (share < 0.75 or len(multiple) < 0.6 * len(rows) or lettered < 3):
        return None
    if not captioned and _is_figure(rows, captions, left, right):
        return None
    if captioned and share < 0.4:
        return None
    made = fill(rows, _with_labels(columns, rows))
    inside = [line for row in made for cell in row for line in cell]
    return Table(
        made, min(line.top for line in inside), max(line.bottom for line in inside), left, right
    )


def _reads_like_prose(rows: list[Row]) -> bool:
    """Whether cells are pieces of sentences, or two texts that happen to stand side by side."""
    cells = [line for row in rows for line in row.lines]
    small = sum(line.text[:1].islower() for line in cells)
    mixed = sum(
        not same_size(line.size, row.lines[0].size)
        or line.style.italic != row.lines[0].style.italic
        for row in rows
        for line in row.lines
    )
    return small > 0.3 * len(cells) or mixed > 0.3 * len(cells)


def _is_figure(rows: list[Row], captions: list[Line], left: float, right: float) -> bool:
    """Whether the nearest caption over the rows is a figure's: then these are its labels."""
    over = [
        caption
        for caption in captions
        if caption.base < rows[0].base + 1 and _is_over(caption, left, right)
    ]
    nearest = max(over, key=lambda caption: caption.base, default=None)
    return nearest is not None and _DRAWN.match(nearest.text) is not None


def _with_labels(columns: Columns, rows: list[Row]) -> Columns:
    """The columns, with one before them if labels stand there, each between two base lines."""
    labels = [line for row in rows for line in row.lines if line.right < columns[0][0]]
    if len(labels) < 2:
        return columns
    edges = min(line.left for line in labels), max(line.right for line in labels)
    return [edges, *columns]


def _columns(rows: list[Row]) -> Columns:
    """Where the columns stand: what the cells of full rows cover, across the page.

    A cell that reaches over two cells of another row spans columns, and tells nothing of them.
    """
    spans = sorted(
        (line.left, line.right)
        for row in rows
        for line in row.lines
        if not any(
            sum(min(line.right, o.right) - max(line.left, o.left) > 3 for o in other.lines) > 1
            for other in rows
        )
    )
    columns: Columns = []
    for left, right in spans:
        if columns and left < columns[-1][1] - 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns
