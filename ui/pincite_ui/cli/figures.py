"""The figures of an evaluation as lines for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite_ui.cli.tables import BLANK, Line, counted

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
"""The figures for each kind of question, and what they are called there."""


def figures(evaluation: Evaluation) -> Iterator[Line]:
    """Each figure with its interval and the number of questions behind it (n), where any bears on
    it, then the main ones for each kind of question."""
    yield Line(counted(len(evaluation.outcomes), "question"), style="bold")
    lost = [one.question.id for one in evaluation.lost]
    if lost:
        yield Line(
            f"The gold of {counted(len(lost), 'question')} stands nowhere in the documents and "
            f"counts as not found: {', '.join(lost[:5])}{' ...' if lost[5:] else ''}",
            mark="! ",
            style="yellow",
        )
    yield BLANK
    known = [figure for figure in evaluation.figures if not math.isnan(figure.value)]
    rows = [
        [f.name, _shown(f.value, f.unit), _interval(f.interval, f.unit), f"{f.n:,}"] for f in known
    ]
    yield from _table(["", "", "95 %", "n"], rows)
    yield from _groups("kind", evaluation.kinds)
    yield from _groups("sort", evaluation.sorts)


def comparison(found: Comparison, a: str, b: str) -> Iterator[Line]:
    """Each figure of two runs, and whether they differ by more than chance."""
    yield Line(f"{counted(found.questions, 'question')}, {b} against {a}", style="bold")
    yield BLANK
    rows = [
        [
            one.name,
            _shown(one.a, one.unit),
            _shown(one.b, one.unit),
            ("+" if one.value > 0 else "") + _shown(one.value, one.unit),
            _interval(one.interval, one.unit),
            f"{one.p:.4f}{'*' if one.p < 0.05 else ' '}",
        ]
        for one in found.differences
    ]
    yield from _table(["", "A", "B", "B - A", "95 %", "p "], rows)
    yield BLANK
    yield Line(
        "* chance alone would do this in fewer than 5 of 100 such comparisons; of so many figures, "
        "one or two will be marked where nothing differs.",
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
        cells = [_shown(values[column].value, values[column].unit) for column in columns]
        rows.append([" ".join(group.split()), f"{values['median ms'].n:,}", *cells])
    yield BLANK
    yield from _table([name, "n", *(COLUMNS[column] for column in columns)], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Columns under their names, the first to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        first, *others = [
            f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield Line("  ".join(others), mark=f"{first}  ", style="dim" if row is head else "")


def _interval(bounds: tuple[float, float] | None, unit: Unit) -> str:
    return "" if bounds is None else f"{_shown(bounds[0], unit)} to {_shown(bounds[1], unit)}"


def _shown(value: float, unit: Unit) -> str:
    """A share with three places, a count with none, milliseconds with one where they are few.

    >>> _shown(0.91234, "share"), _shown(1, "count"), _shown(0.6, "ms"), _shown(1234.5, "ms")
    ('0.912', '1', '0.6', '1,234')
    >>> _shown(-0.5, "share"), _shown(math.nan, "ms")
    ('-0.500', '-')
    """
    if math.isnan(value):
        return "-"
    places = {"share": 3, "count": 0, "ms": 1 if abs(value) < 100 else 0}[unit]
    return f"{value:,.{places}f}"
