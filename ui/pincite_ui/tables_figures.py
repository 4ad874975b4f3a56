"""The figures of an evaluation as lines for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pincite_ui.tables import Line, counted

if TYPE_CHECKING:
    from pincite.evaluation import Evaluation, Figure


def figures(evaluation: Evaluation) -> Iterator[Line]:
    """Each figure with the number of questions behind it, where any bears on it."""
    yield Line(counted(len(evaluation.outcomes), "question"), style="bold")
    yield from _rows(evaluation.figures)


def _rows(found: tuple[Figure, ...]) -> Iterator[Line]:
    width = max((len(figure.name) for figure in found), default=0)
    for figure in found:
        if not math.isnan(figure.value):
            yield Line(f"{_shown(figure.value):>9}  ({figure.n})", mark=f"{figure.name:<{width}}  ")


def _shown(value: float) -> str:
    """A share with three places, anything larger with one.

    >>> _shown(0.91234), _shown(12.345)
    ('0.912', '12.3')
    """
    return f"{value:.3f}" if value <= 1 else f"{value:,.1f}"
