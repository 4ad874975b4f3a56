"""Figures: each measure over a list of outcomes, with its interval and number of questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pincite.evaluation.intervals import Interval, interval
from pincite.evaluation.measures import MEASURES, Measure, Unit
from pincite.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of an evaluation."""

    name: str
    value: float
    """In its unit; NaN when no question counts."""
    n: int
    """How many questions count."""
    interval: Interval | None = None
    """The 95 % interval; None for a single question, or when all questions came out alike."""
    unit: Unit = "share"

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": None if math.isnan(self.value) else round(self.value, 4),
            "n": self.n,
            "interval": None if self.interval is None else [round(x, 4) for x in self.interval],
        }


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """All figures over these outcomes, in display order."""
    return tuple(_figure(measure, outcomes) for measure in MEASURES)


def _figure(measure: Measure, outcomes: Sequence[Outcome]) -> Figure:
    rows = measure.rows(outcomes)
    n = int(np.count_nonzero(rows[:, 1]))
    value = float(measure.reduce(rows))
    bounds = interval(rows, measure.reduce) if n > 1 else None
    return Figure(measure.name, value, n, bounds, measure.unit)


def grouped(
    outcomes: Sequence[Outcome], by: Callable[[Outcome], str]
) -> Mapping[str, tuple[Figure, ...]]:
    """The figures of each group of questions that has a name."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(by(outcome), []).append(outcome)
    return {name: figures(groups[name]) for name in sorted(groups) if name}
