"""Cross-encoders: question and passage read together, for a second look at the best few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pincite_index.encoder import work_offline
from pincite_index.later import Later
from pincite_index.runtime import open_session, side_by_side
from pincite_index.weights import sha256_of
from pincite_ingest.errors import LibraryError, UsageError

FOLDER = Path(__file__).parent
SHA256 = "5db3898274a1984310665af8e3bc1ff9b84798e9e4a94b71aa1ac0cb7ba83903"
"""Of the weights that come with the package; MODEL_CARD.md tells where they are from."""
MAX_TOKENS = 256
MAX_QUESTION_TOKENS = 64


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Log-odds that each text answers, float32 [n]; comparable across questions."""


class OnnxReranker:
    """The cross-encoder that comes with Pincite: 22.7 M parameters in int8, on the CPU.

    Loaded when it is first needed.
    """

    def __init__(self) -> None:
        self._graph = Later(Graph)

    def prepare(self) -> None:
        self._graph.start()

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._graph().score(question, texts)


class Graph:
    """The cross-encoder, checked and loaded."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        weights = FOLDER / "reranker_int8.onnx"
        if sha256_of(weights) != SHA256:
            raise LibraryError("The reranker's weights are damaged; reinstall Pincite.")
        self._tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin = self._token("[CLS]")
        self._end = self._token("[SEP]")
        self._session = open_session(weights)
        self._inputs = [given.name for given in self._session.get_inputs()]

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        asked = self._ids(question)[:MAX_QUESTION_TOKENS]
        head = [self._begin, *asked, self._end]
        room = MAX_TOKENS - len(head) - 1
        pairs = [[*head, *self._ids(text)[:room], self._end] for text in texts]

        def odds(pair: Sequence[int]) -> float:
            """One pair at a time: int8 activations are scaled over the whole batch, so in company a
            pair's score would hang on its neighbours, by over one unit, and little is saved."""
            ids = np.array([pair], np.int64)
            kinds = np.ones_like(ids)
            kinds[0, : len(head)] = 0
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": kinds}
            output: Any = self._session.run(None, {name: feed[name] for name in self._inputs})
            return float(output[0].reshape(()))

        return np.array(side_by_side(odds, pairs), np.float32)

    def _token(self, mark: str) -> int:
        identity: int | None = self._tokenizer.token_to_id(mark)
        if identity is None:
            raise LibraryError("The reranker's tokenizer is damaged; reinstall Pincite.")
        return identity

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


class TorchReranker:
    """Any sentence-transformers CrossEncoder, from a folder."""

    def __init__(self, folder: str) -> None:
        if not (Path(folder) / "config.json").is_file():
            raise UsageError(
                f"There is no reranker at {folder}; name builtin, off, or a CrossEncoder's folder."
            )
        self._model = Later(lambda: _cross_encoder(folder))

    def prepare(self) -> None:
        self._model.start()

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        from torch.nn import Identity

        pairs = [(question, text) for text in texts]
        odds = self._model().predict(pairs, show_progress_bar=False, activation_fn=Identity())
        return np.asarray(odds, np.float32)


def _cross_encoder(folder: str) -> Any:
    work_offline()
    from sentence_transformers import CrossEncoder

    return CrossEncoder(folder, local_files_only=True)


def open_reranker(name: str) -> Reranker | None:
    """A reranker by its setting: "builtin", "off", or a CrossEncoder's folder."""
    if name == "off":
        return None
    return OnnxReranker() if name == "builtin" else TorchReranker(name)
