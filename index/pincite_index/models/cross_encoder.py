"""The protocol of cross-encoders: question and passage are read together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pincite_index.models.relevance import Relevance


class Reranker(Protocol):
    """Scores how well passages answer a question."""

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        """The relevance of each text, in their order."""
