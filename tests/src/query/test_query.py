"""The query: a question's words, names and vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from encoders import HashEncoder
from stages import query

from pincite.query.query import analyse
from pincite.query.terms import stem
from pincite_index.storage.disk import DiskStore


def test_a_question_has_its_words_names_and_vector(tmp_path: Path) -> None:
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with store.snapshot() as snapshot:
        asked = analyse(snapshot, "What did Zijin pay in Serbia?", encoder)
    store.close()
    assert asked.text == "What did Zijin pay in Serbia?"
    assert set(asked.terms) == {"zijin", "pay", "serbia"}
    assert len(asked.names) == 2
    assert np.linalg.norm(asked.vector) == pytest.approx(1)


def test_coverage_is_the_share_of_the_words_that_a_text_has() -> None:
    asked = query("Which cranes lift coal?", {"cranes": 1.0, "lift": 1.0, "coal": 1.0})
    assert asked.coverage("A crane lifts.") == pytest.approx(2 / 3)
    assert asked.coverage("") == 0
    assert query("").coverage("A crane lifts.") == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [("investments", "invested"), ("companies", "company"), ("cranes", "crane")],
)
def test_forms_of_a_word_have_the_same_stem(first: str, second: str) -> None:
    assert stem(first) == stem(second)
