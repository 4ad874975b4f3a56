"""Confidence: a logistic regression with equal classes, drawn towards the prior weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from fitting.observations import Observation
from pincite.answering.confidence import Signals

RIDGE = 1.0
"""Penalty on the squared change of each weight, times the spread of its signal."""
MADE_UP = 0.5
"""Weight of small talk and exchanged names, together, beside the questions as asked."""
HELD = ("unknown_places",)
"""Kept as they are: the documents of a set share a library that names nearly every country."""
NAMES = [one.name for one in fields(Signals)]

Array = NDArray[np.float64]


def fit(
    observed: Mapping[str, Sequence[Observation]], before: Mapping[str, Any], ridge: float = RIDGE
) -> dict[str, dict[str, float]]:
    """Weights of the model "confidence"."""
    groups = list(_groups(observed))
    x = np.concatenate([_signals(rows) for rows, _ in groups])
    y = np.concatenate([_labels(rows) for rows, _ in groups])
    share = np.concatenate([_shares(rows, weight) for rows, weight in groups])
    old = np.array([before["confidence"].get(name, 0.0) for name in ("bias", *NAMES)])
    spread = np.array([0.0, *x.std(0)])

    free = np.array([name not in HELD for name in ("bias", *NAMES)])

    def loss(p: Array) -> float:
        p = np.where(free, p, old)
        odds = (x @ p[1:] + p[0]) * np.where(y, 1, -1)
        change = ((p - old) * spread) ** 2
        return float((share * np.logaddexp(0, -odds)).sum() + ridge * change.sum() * len(groups))

    p = np.where(free, minimize(loss, old).x, old)
    for rows, _ in groups:
        _print(rows, _signals(rows) @ p[1:] + p[0])
    weights = {"bias": p[0], **dict(zip(NAMES, p[1:], strict=True))}
    return {"confidence": {name: round(float(value), 3) for name, value in weights.items()}}


def _groups(
    observed: Mapping[str, Sequence[Observation]],
) -> Iterator[tuple[list[Observation], float]]:
    """Each set's answerable questions beside each sort of its unanswerable ones."""
    for rows in observed.values():
        answered = [one for one in rows if one.source == "asked" and one.answerable]
        for source in ("asked", "renamed", "talk"):
            others = [one for one in rows if one.source == source and not one.answerable]
            if others:
                yield answered + others, 1.0 if source == "asked" else MADE_UP


def _signals(rows: Sequence[Observation]) -> Array:
    return np.array([astuple(one.signals) for one in rows])


def _labels(rows: Sequence[Observation]) -> NDArray[np.bool_]:
    return np.array([one.answerable for one in rows])


def _shares(rows: Sequence[Observation], weight: float) -> Array:
    y = _labels(rows)
    return weight * np.where(y, 0.5 / max(1, y.sum()), 0.5 / max(1, (~y).sum()))


def _print(rows: Sequence[Observation], odds: Array) -> None:
    y = _labels(rows)
    sure = 1 / (1 + np.exp(-odds))
    refused = [
        f"{np.mean(sure[~y] < t):.2f}/{np.mean(sure[y] < t):.2f}" for t in (0.2, 0.3, 0.4, 0.5)
    ]
    print(rows[-1].source, len(rows), f"AUROC {roc_auc_score(y, sure):.3f}", *refused)
