"""Figures: the measures of some outcomes, each with its interval and the questions behind it."""

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
    """One number of an evaluation."""

    name: str
    value: float
    """In its unit; not a number where no question bears on it."""
    n: int
    """Questions behind it."""
    interval: Interval | None = None
    """Where it might lie had other such questions been asked (95 %); None where none can be told:
    of a single question, or where all came out alike."""
    unit: Unit = "share"

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": None if math.isnan(self.value) else round(self.value, 4),
            "n": self.n,
            "interval": None if self.interval is None else [round(x, 4) for x in self.interval],
        }


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """Every figure over some outcomes, in the order in which they are shown."""
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
    """The figures for each group of questions that has a name."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(by(one), []).append(one)
    return {name: figures(groups[name]) for name in sorted(groups) if name}
