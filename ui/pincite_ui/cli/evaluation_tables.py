"""The figures of an evaluation as tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite_ui.cli.lines import BLANK, Line
from pincite_ui.wording import count

if TYPE_CHECKING:
    from pincite.evaluation import Comparison, Evaluation, Figure
    from pincite.evaluation.measures import Unit

COLUMNS = {
    "recall@1": "recall@1",
    "recall@5": "recall@5",
    "word F1 of quotes": "quote F1",
    "unanswerable refused": "rightly silent",
    "answerable refused": "wrongly silent",
    "vital recall": "vital recall",
    "word precision": "word precision",
    "quotes to the point": "to the point",
}
"""The figures shown for each kind of question, with their column heads."""


def figures(evaluation: Evaluation) -> Iterator[Line]:
    """Each figure with its interval and its number of questions (n), then the main figures for each
    kind of question. Figures without questions are left out."""
    yield Line(count(len(evaluation.outcomes), "question"), style="bold")
    lost = [outcome.question.id for outcome in evaluation.lost]
    if lost:
        yield Line(
            f"The evidence of {count(len(lost), 'question')} is nowhere in the documents and "
            f"counts as not found: {', '.join(lost[:5])}{' ...' if lost[5:] else ''}",
            mark="! ",
            style="yellow",
        )
    yield BLANK
    known = [figure for figure in evaluation.figures if not math.isnan(figure.value)]
    rows = [
        [f.name, _number(f.value, f.unit), _interval(f.interval, f.unit), f"{f.n:,}"] for f in known
    ]
    yield from _table(["", "", "95 %", "n"], rows)
    yield from _groups("kind", evaluation.kinds)
    yield from _groups("sort", evaluation.sorts)


def comparison(found: Comparison, a: str, b: str) -> Iterator[Line]:
    """Each figure of two runs, with a significance test."""
    yield Line(f"{count(found.questions, 'question')}, {b} against {a}", style="bold")
    yield BLANK
    rows = [
        [
            row.name,
            _number(row.a, row.unit),
            _number(row.b, row.unit),
            ("+" if row.value > 0 else "") + _number(row.value, row.unit),
            _interval(row.interval, row.unit),
            f"{row.p:.4f}{'*' if row.p < 0.05 else ' '}",
        ]
        for row in found.differences
    ]
    yield from _table(["", "A", "B", "B - A", "95 %", "p "], rows)
    yield BLANK
    yield Line(
        "* p < 0.05. With this many figures, expect one or two marks by chance alone.",
        style="dim",
    )


def _groups(name: str, groups: Mapping[str, Sequence[Figure]]) -> Iterator[Line]:
    if not groups:
        return
    by_name = {group: {figure.name: figure for figure in found} for group, found in groups.items()}
    columns = [
        column
        for column in COLUMNS
        if any(not math.isnan(values[column].value) for values in by_name.values())
    ]
    rows = []
    for group, values in by_name.items():
        cells = [_number(values[column].value, values[column].unit) for column in columns]
        rows.append([" ".join(group.split()), f"{values['median ms'].n:,}", *cells])
    yield BLANK
    yield from _table([name, "n", *(COLUMNS[column] for column in columns)], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Rows under column heads; the first column is left-aligned, the others right-aligned."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        first, *others = [
            f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield Line("  ".join(others), mark=f"{first}  ", style="dim" if row is head else "")


def _interval(bounds: tuple[float, float] | None, unit: Unit) -> str:
    return "" if bounds is None else f"{_number(bounds[0], unit)} to {_number(bounds[1], unit)}"


def _number(value: float, unit: Unit) -> str:
    """A share with three decimals, a count with none, short milliseconds with one.

    >>> _number(0.91234, "share"), _number(1, "count"), _number(0.6, "ms"), _number(1234.5, "ms")
    ('0.912', '1', '0.6', '1,234')
    >>> _number(-0.5, "share"), _number(math.nan, "ms")
    ('-0.500', '-')
    """
    if math.isnan(value):
        return "-"
    places = {"share": 3, "count": 0, "ms": 1 if abs(value) < 100 else 0}[unit]
    return f"{value:,.{places}f}"
