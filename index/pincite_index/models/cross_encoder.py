"""Cross-encoders: question and passage read together, for a second look at the best few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pincite_index.models.checksums import sha256_of
from pincite_index.models.lazy import Later
from pincite_index.models.model_files import work_offline
from pincite_index.models.onnx_session import open_session, side_by_side
from pincite_index.models.relevance import Relevance
from pincite_ingest.errors import LibraryError, UsageError
from pincite_ingest.paths import path_of

if TYPE_CHECKING:
    from tokenizers import Encoding

FOLDER = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that come with the package; its cards tell where they are from."""

    file: str
    """The graph's name in the folder."""
    sha256: str
    """Of the graph."""


RERANKER = Weights(
    "reranker_int8.onnx", "dcfd83bcfc56eb8c45014ca5c784dc082867613a76fa74e106872fcd08c7e130"
)
"""Learnt which passage answers, and in which sentence."""
ANSWERABILITY = Weights(
    "answerability_int8.onnx", "7f51506448e12c71af921ad95bfd4361865c264f97b8a1b4c07a7f01162d2d3c"
)
"""Learnt whether a text answers or only seems to."""
MAX_TOKENS = 256
MAX_QUESTION_TOKENS = 64
_TORN_TOKENIZER = "The reranker's tokenizer is missing or damaged; reinstall Pincite."


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        """What it makes of each text, in their order."""


class OnnxReranker:
    """A cross-encoder that comes with Pincite: 22.7 M parameters in int8, on the CPU.

    Loaded when it is first needed.
    """

    def __init__(self, weights: Weights = RERANKER) -> None:
        self._graph = Later(partial(Graph, weights))

    def prepare(self) -> None:
        self._graph.start()

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        return self._graph().read(question, texts)


class Graph:
    """A cross-encoder, checked and loaded."""

    def __init__(self, weights: Weights) -> None:
        from tokenizers import Tokenizer

        graph = FOLDER / weights.file
        if not graph.is_file() or sha256_of(graph) != weights.sha256:
            raise LibraryError(f"{weights.file} is missing or damaged; reinstall Pincite.")
        try:
            self._tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
        except Exception as error:  # tokenizers has no class for its errors
            raise LibraryError(_TORN_TOKENIZER) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin = self._token("[CLS]")
        self._end = self._token("[SEP]")
        self._session = open_session(graph, advice="reinstall Pincite")

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        asked = self._encode(question).ids[-MAX_QUESTION_TOKENS:]  # of a long one the end
        head = [self._begin, *asked, self._end]
        room = MAX_TOKENS - len(head) - 1

        def relevance(text: str) -> Relevance:
            """One pair at a time: int8 activations are scaled over the whole batch, so in company a
            pair's score would hang on its neighbours, by over one unit, and little is saved."""
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
            raise LibraryError(_TORN_TOKENIZER)
        return identity

    def _encode(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)


class TorchReranker:
    """Any sentence-transformers CrossEncoder, from a folder."""

    def __init__(self, folder: str) -> None:
        path = path_of(folder)
        if not (path / "config.json").is_file():
            raise UsageError(
                f"There is no reranker at {folder}; name builtin, off, or a CrossEncoder's folder."
            )
        self._model = Later(lambda: _cross_encoder(str(path)))

    def prepare(self) -> None:
        self._model.start()

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        from torch.nn import Identity

        pairs = [(question, text) for text in texts]
        odds = self._model().predict(pairs, show_progress_bar=False, activation_fn=Identity())
        return [Relevance(float(one)) for one in odds]


def _cross_encoder(folder: str) -> Any:
    work_offline()
    from sentence_transformers import CrossEncoder

    return CrossEncoder(folder, local_files_only=True)


def open_reranker(name: str, builtin: Weights = RERANKER) -> Reranker | None:
    """A cross-encoder by its setting: "builtin", "off", or a CrossEncoder's folder."""
    if name == "off":
        return None
    return OnnxReranker(builtin) if name == "builtin" else TorchReranker(name)
