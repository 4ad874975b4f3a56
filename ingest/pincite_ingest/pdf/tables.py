"""Tables: rows of short cells that stand in columns."""

from __future__ import annotations

from dataclasses import dataclass

from pincite_ingest.pdf.lines import Line


@dataclass(slots=True)
class Table:
    """A table as rows of cells; a cell is a list of lines."""

    rows: list[list[list[Line]]]
    top: float
    left: float


def find_tables(lines: list[Line], body_size: float) -> tuple[list[Table], list[Line]]:
    """The tables of a page, and the lines that are in none."""
    return [], lines
