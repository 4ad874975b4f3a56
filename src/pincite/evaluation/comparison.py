"""Two runs over the same questions: how much each figure differs, and whether by chance.

The paired randomisation test (Smucker, Allan and Carterette, "A Comparison of Statistical
Significance Tests for Information Retrieval Evaluation", 2007), as SciPy computes it: if the two
runs were alike, it would not matter which run an outcome came from. So each question's two outcomes
are swapped at random, 2,000 times with a fixed seed, and p says how often the difference is at
least as large. The interval of the difference is a bootstrap over questions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pincite.evaluation.extras import require
from pincite.evaluation.intervals import BATCH, SEED, Interval, bootstrap
from pincite.evaluation.measures import MEASURES, Rows, Unit
from pincite_ingest.errors import QuestionSetError, UsageError
from pincite_ingest.paths import path_of

PERMUTATIONS = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two runs."""

    name: str
    a: float
    """Its value in the first run."""
    b: float
    """Its value in the second run."""
    interval: Interval | None
    """The 95 % interval of b - a; None when all samples give the same difference."""
    p: float
    """How likely so large a difference is by chance, 0 to 1."""
    unit: Unit = "share"

    @property
    def value(self) -> float:
        """b - a."""
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
            "figures": {found.name: found.to_dict() for found in self.differences},
        }


Saved = Mapping[str, Mapping[str, Any]]
"""The outcomes of a saved run by question id."""


def compare(a: str | Path, b: str | Path) -> Comparison:
    """Compare two saved runs: the JSON that ``pincite eval --save`` wrote.

    Raises QuestionSetError for a file that is not a saved run, and UsageError when the two runs
    asked different questions.
    """
    first, second = _saved(path_of(a)), _saved(path_of(b))
    apart = sorted(
        id
        for id in first.keys() | second.keys()
        if _asked(first.get(id, {})) != _asked(second.get(id, {}))
    )
    if apart:
        raise UsageError(
            f"{a} and {b} are runs of different questions: {len(apart)} are not in both, "
            f"for example {apart[0][:60]}; compare two runs of the same question set."
        )
    found = []
    for measure in MEASURES:
        before, after = _rows(first, measure.name, a), _rows(second, measure.name, b)
        if before is None or after is None:
            continue
        if not any(math.isnan(measure.reduce(rows)) for rows in (before, after)):
            found.append(difference(measure.name, before, after, measure.reduce, measure.unit))
    if not found:
        raise QuestionSetError(f"{a} and {b} have no figure in common; save both again.")
    return Comparison(len(first), tuple(found))


def difference(
    name: str, a: Rows, b: Rows, reduce: Callable[[Rows], Any], unit: Unit = "share"
) -> Difference:
    """A figure of two runs, from their marks for the same questions in the same order."""
    before, after = float(reduce(a)), float(reduce(b))
    spread = bootstrap(len(a), lambda questions: reduce(b[questions]) - reduce(a[questions]))
    return Difference(name, before, after, spread, _p_value(a, b, reduce), unit)


def _p_value(a: Rows, b: Rows, reduce: Callable[[Rows], Any]) -> float:
    """How likely a difference as large as this is when the two runs are alike."""
    n = len(a)
    if n < 2:
        return 1.0
    both = np.concatenate([a, b])
    found = require("scipy.stats", "eval").permutation_test(
        (np.arange(n), np.arange(n, 2 * n)),
        lambda first, second, axis: reduce(both[second]) - reduce(both[first]),
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def _saved(path: Path) -> Saved:
    try:
        outcomes = json.loads(path.read_bytes())["outcomes"]
        found = {str(outcome["id"]): outcome for outcome in outcomes if outcome["marks"]}
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise QuestionSetError(f"The run {path} cannot be read: {why}.") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise QuestionSetError(
            f"{path} is not a saved run; write one with: pincite eval QUESTIONS --save FILE"
        ) from None
    if not found:
        raise QuestionSetError(f"The run {path} has no questions; save another run.")
    return found


def _asked(outcome: Mapping[str, Any]) -> tuple[Any, Any]:
    return outcome.get("question"), outcome.get("answerable")


def _rows(saved: Saved, name: str, path: str | Path) -> Rows | None:
    """The marks of a figure, by question id; None when the run is older than the figure."""
    try:
        marks = [saved[id]["marks"][name] for id in sorted(saved)]
        return np.array(marks, np.float64).reshape(len(saved), 2)
    except KeyError:
        return None
    except (ValueError, TypeError):
        raise QuestionSetError(f"{path} is not a saved run: its {name} has no numbers.") from None
