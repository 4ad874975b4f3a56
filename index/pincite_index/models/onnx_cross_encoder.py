"""The cross-encoders that come with Pincite, in ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pincite_index.models.checksums import sha256_of
from pincite_index.models.lazy import Lazy
from pincite_index.models.onnx_session import open_session, side_by_side
from pincite_index.models.relevance import Relevance
from pincite_ingest.errors import LibraryError

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

FOLDER = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight file that comes with the package; the model cards in its folder state its origin."""

    file: str
    """The graph's name in the folder."""
    sha256: str
    """Of the graph."""


RERANKER = Weights(
    "reranker_int8.onnx", "dcfd83bcfc56eb8c45014ca5c784dc082867613a76fa74e106872fcd08c7e130"
)
"""Trained to score which passage answers, and in which sentence."""
ANSWERABILITY = Weights(
    "answerability_int8.onnx", "7f51506448e12c71af921ad95bfd4361865c264f97b8a1b4c07a7f01162d2d3c"
)
"""Trained to tell a text that answers from one that only seems to."""
MAX_TOKENS = 256
"""Tokens of question and passage together; a longer passage is cut."""
MAX_QUESTION_TOKENS = 64
"""Tokens of the question; a longer one keeps its end."""
_DAMAGED_TOKENIZER = "The reranker's tokenizer is missing or damaged; reinstall Pincite."


class OnnxReranker:
    """A cross-encoder of 22.7 M parameters in int8, on the CPU. Loaded when it is first needed."""

    def __init__(self, weights: Weights = RERANKER) -> None:
        self._graph = Lazy(partial(Graph, weights))

    def prepare(self) -> None:
        self._graph.start()

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        return self._graph().read(question, texts)


class Graph:
    """A cross-encoder's session, its weights checked, and the tokenizer."""

    def __init__(self, weights: Weights) -> None:
        graph = FOLDER / weights.file
        if not graph.is_file() or sha256_of(graph) != weights.sha256:
            raise LibraryError(f"{weights.file} is missing or damaged; reinstall Pincite.")
        self._tokenizer = _tokenizer(FOLDER / "tokenizer.json")
        self._begin = self._token("[CLS]")
        self._end = self._token("[SEP]")
        self._session = open_session(graph, advice="reinstall Pincite")

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        question_ids = self._encode(question).ids[-MAX_QUESTION_TOKENS:]
        head = [self._begin, *question_ids, self._end]
        room = MAX_TOKENS - len(head) - 1

        def relevance(text: str) -> Relevance:
            """Pairs are read one at a time: int8 activations are scaled over the whole batch, so
            a pair's score would depend on its neighbours, by over one unit, and little is saved."""
            passage = self._encode(text)
            ids = np.array([[*head, *passage.ids[:room], self._end]], np.int64)
            kinds = np.ones_like(ids)
            kinds[0, : len(head)] = 0
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": kinds}
            odds, tokens = self._session.run(["score", "tokens"], feed)
            offsets = np.array(passage.offsets[:room], np.int64).reshape(-1, 2)
            return Relevance(float(odds[0]), tokens[0, len(head) : -1], offsets)

        return side_by_side(relevance, texts)

    def _token(self, mark: str) -> int:
        identity: int | None = self._tokenizer.token_to_id(mark)
        if identity is None:
            raise LibraryError(_DAMAGED_TOKENIZER)
        return identity

    def _encode(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)


@cache
def _tokenizer(path: Path) -> Tokenizer:
    """The tokenizer that all weights share, loaded once."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers has no class for its errors
        raise LibraryError(_DAMAGED_TOKENIZER) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
