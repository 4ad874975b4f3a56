"""Everything that can be set, in one immutable object. An option beats the environment, the
environment beats these defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pincite_ingest.chunking.passages import Packing
from pincite_ingest.errors import UsageError
from pincite_ingest.limits import Limits
from pincite_ingest.paths import path_of


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read, found and answered from.

    >>> Settings.from_environment({"PINCITE_THRESHOLD": "0.7"}).threshold
    0.7
    """

    encoder: str = "all-MiniLM-L6-v2"
    """The encoder's name, or a folder with a sentence-transformers model."""
    encoder_backend: str = "auto"
    """"onnx", "torch", or "auto"."""
    reranker: str = "builtin"
    """"builtin", "off", or a folder with a sentence-transformers CrossEncoder."""
    answerability: str = "builtin"
    """The same, of the model that doubts whether what would be quoted answers; it is asked only
    where the reranker is."""
    rerank: int = 9
    """How many passages the reranker reads; what else is found stands behind them."""
    candidates: int = 50
    """How many passages words and vectors bring up each."""
    weights: str = "builtin"
    """"builtin", or a weight file that ``tests/benchmarks/fit.py`` wrote."""
    threshold: float = 0.3
    """Least confidence, 0 to 1, at which a question is answered."""
    max_question_characters: int = 4000
    """A longer question is refused."""
    max_quote_characters: int = 20000
    """A longer quotation is refused."""
    packing: Packing = field(default_factory=Packing)
    """How sentences are packed into passages; each of its fields has a variable too."""
    limits: Limits = field(default_factory=Limits)
    """What reading one file may spend; each of its fields has a variable too."""

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise UsageError("threshold lies between 0 and 1.")
        if self.rerank < 0 or self.candidates < 1:
            raise UsageError("rerank is 0 or more, and candidates 1 or more.")

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] | None = None, **options: Any
    ) -> Settings:
        """Settings from ``PINCITE_<NAME>`` variables; options that are not None come first."""
        variables = os.environ if environment is None else environment
        limits = Limits(**_read(Limits, variables))
        packing = Packing(**_read(Packing, variables))
        given = {name: value for name, value in options.items() if value is not None}
        return replace(cls(packing=packing, limits=limits), **_read(cls, variables) | given)


def _read(cls: type[Any], variables: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a settings class that the environment names, as what they are."""
    found: dict[str, Any] = {}
    for one in fields(cls):
        name = f"PINCITE_{one.name.upper()}"
        if name not in variables or not isinstance(one.default, str | int | float):
            continue
        try:
            found[one.name] = type(one.default)(variables[name])
        except ValueError as error:
            raise UsageError(
                f"{name} takes a value like {one.default}, not {variables[name]!r}."
            ) from error
    return found


def default_library() -> Path:
    """The library's folder when none is named: ``PINCITE_LIBRARY``, or the user's data folder."""
    named = os.environ.get("PINCITE_LIBRARY")
    if named:
        return path_of(named)
    from platformdirs import user_data_path

    return user_data_path("pincite", appauthor=False) / "library"
