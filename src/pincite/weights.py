"""The weight file: every fitted number of the question path, in one place.

``weights.json`` names the command that fits it, the sets it was fitted on and the date. A model is
linear: one weight a feature, and a bias where the score is a log-odds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from pincite_ingest.errors import UsageError
from pincite_ingest.paths import path_of

BUILTIN = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model over named features.

    >>> @dataclass
    ... class Features:
    ...     cosine: float
    ...     coverage: float
    >>> Linear({"cosine": 2.0}, bias=1.0)(Features(0.5, 9.0))
    2.0
    """

    weights: Mapping[str, float]
    """By the name of the feature; a feature without a weight counts for nothing."""
    bias: float = 0.0

    def __call__(self, features: Any) -> float:
        """The score of a value whose fields are the features."""
        total: float = self.bias + sum(
            weight * getattr(features, name) for name, weight in self.weights.items()
        )
        return total

    def without(self, *names: str) -> Self:
        """The same model without some features: for ablations."""
        kept = {name: one for name, one in self.weights.items() if name not in names}
        return replace(self, weights=MappingProxyType(kept))


@dataclass(frozen=True, slots=True)
class Weights:
    """The models of the six stages."""

    retrieval: Linear
    """``PassageFeatures`` to a score, before the cross-encoder has read anything."""
    ranking: Linear
    """``PassageFeatures`` to a score, once the cross-encoder has read the first passages."""
    sentences: Linear
    """``SentenceFeatures`` to a score."""
    confidence: Linear
    """``Signals`` to the log-odds that the documents answer."""
    margins: Mapping[str, float] = field(default_factory=dict)
    """How far below the best score a sentence may be: "quote" to be quoted beside it, "next" if it
    follows a quoted sentence, "name" if it is the only sentence about a name that was asked about,
    "trim" to end a passage as it is shown."""
    version: str = ""
    """When the file was fitted, ISO 8601."""


@cache
def load(path: Path = BUILTIN) -> Weights:
    """The weights in a file. Raises UsageError when it is missing or is not a weight file.

    >>> load().margins["quote"] > 0
    True
    """
    try:
        data = json.loads(path_of(path).read_text("utf-8"))
        models = {one.name: _linear(data[one.name]) for one in fields(Weights)[:4]}
        return Weights(**models, margins=MappingProxyType(data["margins"]), version=data["fitted"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is not a weight file; leave PINCITE_WEIGHTS unset to use the builtin weights."
        ) from error


def _linear(data: dict[str, float]) -> Linear:
    weights = {name: float(value) for name, value in data.items() if name != "bias"}
    return Linear(MappingProxyType(weights), float(data.get("bias", 0.0)))
