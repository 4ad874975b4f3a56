"""The bundled cross-encoder."""

from __future__ import annotations

import numpy as np

from pincite_index.reranker import OnnxReranker

TEXTS = ["The ferry leaves at nine.", "Herring is a fish. " * 40, "", "Nine ferries leave."]


def test_a_score_does_not_hang_on_what_else_is_scored() -> None:
    reranker = OnnxReranker()
    together = reranker.score("When does the ferry leave?", TEXTS)
    alone = [reranker.score("When does the ferry leave?", [text])[0] for text in TEXTS]
    assert np.array_equal(together, np.array(alone, np.float32))
    assert together[0] == together.max()
    assert len(reranker.score("When?", [])) == 0
