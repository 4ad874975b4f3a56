"""Any sentence-transformers CrossEncoder, from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pincite_index.models.lazy import Lazy
from pincite_index.models.model_files import work_offline
from pincite_index.models.relevance import Relevance
from pincite_ingest.errors import UsageError
from pincite_ingest.paths import path_of


class TorchReranker:
    """A CrossEncoder that scores whole passages. Loaded when it is first needed."""

    def __init__(self, folder: str) -> None:
        path = path_of(folder)
        if not (path / "config.json").is_file():
            raise UsageError(
                f"There is no reranker at {folder}; name builtin, off, or a CrossEncoder's folder."
            )
        self._model = Lazy(lambda: _load(str(path)))

    def prepare(self) -> None:
        self._model.start()

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        from torch.nn import Identity

        pairs = [(question, text) for text in texts]
        scores = self._model().predict(pairs, show_progress_bar=False, activation_fn=Identity())
        return [Relevance(float(score)) for score in scores]


def _load(folder: str) -> Any:
    work_offline()
    from sentence_transformers import CrossEncoder

    return CrossEncoder(folder, local_files_only=True)
