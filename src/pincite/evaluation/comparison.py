"""Two runs over the same questions: what differs, by how much, and whether chance would do it.

The paired randomisation test (Fisher; Smucker, Allan and Carterette, "A Comparison of Statistical
Significance Tests for Information Retrieval Evaluation", 2007): if the two runs were alike, it
would not matter which of them an outcome came from. So each question's two outcomes are swapped or
left at the toss of a coin, 2,000 times with a fixed seed, and p is the share of tosses with a
difference at least as large. The interval of the difference is a bootstrap over questions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pincite.evaluation.intervals import SEED, Interval, draws, spread
from pincite.evaluation.measures import MEASURES, Rows, Unit
from pincite_ingest.errors import QuestionSetError, UsageError
from pincite_ingest.paths import path_of

TOSSES = 2000
BATCH = 250
"""Tosses that are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two runs."""

    name: str
    a: float
    """The first run's."""
    b: float
    """The second run's."""
    interval: Interval | None
    """Of b minus a, 95 %; None where no draw differs from another."""
    p: float
    """How often chance alone would bring so large a difference, 0 to 1."""
    unit: Unit = "share"

    @property
    def value(self) -> float:
        """b minus a."""
        return self.b - self.a

    def to_dict(self) -> dict[str, Any]:
        return {
            "a": round(self.a, 4),
            "b": round(self.b, 4),
            "difference": round(self.value, 4),
            "interval": None if self.interval is None else [round(x, 4) for x in self.interval],
            "p": round(self.p, 4),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same questions."""

    questions: int
    """How many."""
    differences: tuple[Difference, ...]
    """One for each figure that both runs have, in the order in which figures are shown."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "questions": self.questions,
            "figures": {one.name: one.to_dict() for one in self.differences},
        }


Saved = Mapping[str, Mapping[str, Any]]
"""The outcomes of a saved run, by the ids of their questions."""


def compare(a: str | Path, b: str | Path) -> Comparison:
    """Hold two saved runs against each other: the JSON that ``pincite eval --save`` wrote.

    Raises QuestionSetError for a file that is no saved run, and UsageError when the two runs are
    not of the same questions.
    """
    one, other = _saved(path_of(a)), _saved(path_of(b))
    apart = sorted(
        id
        for id in one.keys() | other.keys()
        if _asked(one.get(id, {})) != _asked(other.get(id, {}))
    )
    if apart:
        raise UsageError(
            f"{a} and {b} are runs of different questions, {len(apart)} are not in both "
            f"({apart[0][:60]}, for one); compare runs of one question set."
        )
    found = []
    for measure in MEASURES:
        ours, theirs = _rows(one, measure.name, a), _rows(other, measure.name, b)
        if ours is None or theirs is None:
            continue
        if not any(math.isnan(measure.reduce(rows)) for rows in (ours, theirs)):
            found.append(difference(measure.name, ours, theirs, measure.reduce, measure.unit))
    if not found:
        raise QuestionSetError(f"{a} and {b} have no figure in common; save them anew.")
    return Comparison(len(one), tuple(found))


def difference(
    name: str, a: Rows, b: Rows, reduce: Callable[[Rows], Any], unit: Unit = "share"
) -> Difference:
    """One figure of two runs, from their marks for the same questions in the same order."""
    before, after = float(reduce(a)), float(reduce(b))
    swapped = np.concatenate([reduce(y) - reduce(x) for x, y in _tosses(a, b)])
    swapped = swapped[np.isfinite(swapped)]
    as_large = int((np.abs(swapped) >= abs(after - before) - 1e-12).sum())
    return Difference(
        name,
        before,
        after,
        spread(reduce(b[draw]) - reduce(a[draw]) for draw in draws(len(a))),
        (as_large + 1) / (len(swapped) + 1),
        unit,
    )


def _tosses(a: Rows, b: Rows) -> Iterator[tuple[Rows, Rows]]:
    """Both runs with each question's marks swapped, or not, at the toss of a coin."""
    generator = np.random.default_rng(SEED)
    for _ in range(0, TOSSES, BATCH):
        heads = generator.random((BATCH, len(a), 1)) < 0.5
        yield np.where(heads, a, b), np.where(heads, b, a)


def _saved(path: Path) -> Saved:
    try:
        outcomes = json.loads(path.read_bytes())["outcomes"]
        found = {str(one["id"]): one for one in outcomes if one["marks"]}
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise QuestionSetError(f"The run {path} cannot be read: {why}.") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise QuestionSetError(
            f"{path} is not a saved run; write one with: pincite eval QUESTIONS --save FILE"
        ) from None
    if not found:
        raise QuestionSetError(f"The run {path} holds no questions; save another.")
    return found


def _asked(outcome: Mapping[str, Any]) -> tuple[Any, Any]:
    return outcome.get("question"), outcome.get("answerable")


def _rows(saved: Saved, name: str, path: str | Path) -> Rows | None:
    """One figure's marks, in the order of the questions' ids; None where an older run lacks it."""
    try:
        marks = [saved[id]["marks"][name] for id in sorted(saved)]
        return np.array(marks, np.float64).reshape(len(saved), 2)
    except KeyError:
        return None
    except (ValueError, TypeError):
        raise QuestionSetError(f"{path} is not a saved run: its {name} is not numbers.") from None
