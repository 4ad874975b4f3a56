"""The last order of the passages: their own worth, and that of the best they can be quoted with."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from encoders import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

from pincite.assistant import Assistant
from pincite.evidence import Evidence, settle
from pincite.fusion import Ranked
from pincite.settings import Settings
from pincite_index.disk_store import DiskStore
from pincite_index.store import Candidate, Sentence
from pincite_ingest.document import BlockKind, Span
from pincite_ingest.passages import Passage

BODY = BlockKind.PARAGRAPH
SCORES = st.lists(st.floats(-2, 2), min_size=1, max_size=8).map(lambda some: sorted(some)[::-1])


def ranked(scores: list[float]) -> list[Ranked]:
    """A passage of one sentence for each score."""
    nowhere = np.empty(0, np.float32)
    return [
        Ranked(
            Candidate(at, str(at), Passage(0, 5, "Here.", (), (1,), BODY), 0.5, 0), score,
            (Sentence(Span(0, 5), BODY, nowhere),), (0.5,),
        )
        for at, score in enumerate(scores)
    ]  # fmt: skip


def said(scores: list[tuple[int, float]]) -> list[Evidence]:
    """Sentences of passages by their numbers, best first."""
    every = (Evidence(str(at), Span(0, 5), "Here.", BODY, at, score, 1.0) for at, score in scores)
    return sorted(every, key=lambda one: -one.score)


@given(SCORES, st.data(), st.integers(1, 8))
def test_passages_and_sentences_stay_and_keep_together(
    scores: list[float], data: st.DataObject, n: int
) -> None:
    numbers = st.integers(0, len(scores) - 1)
    before = ranked(scores)
    sentences = said(data.draw(st.lists(st.tuples(numbers, st.floats(-3, 3)))))
    after, moved = settle(before, sentences, n)
    assert {one.candidate.id for one in after} == set(range(len(scores)))
    assert all(one.score >= other.score for one, other in pairwise(after))
    for one, old in zip(moved, sentences, strict=True):
        assert (one.score, one.document) == (old.score, old.document)
        assert after[one.passage].candidate.document == one.document
    known = [one for one in sentences if one.passage < n]
    assert after == settle(before, known, n)[0]
    assert [one.candidate.id for one in after[n:]] == list(range(n, len(scores)))


def test_a_passage_with_the_better_sentence_overtakes_one_that_came_off_a_little_better() -> None:
    after, _ = settle(ranked([1.0, 0.9, 0.8]), said([(0, 1.5), (1, 1.7), (2, 1.7)]), 9)
    assert [one.candidate.id for one in after] == [1, 0, 2]
    assert settle([], [], 9) == ([], [])


def test_what_is_found_first_hangs_not_on_how_much_is_asked_for(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"Quay {at} of the harbour has {at % 5} cranes. Its keeper counts them each morning."
        for at in range(40)
    )
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, encoder, None, Settings()) as assistant:
        assistant.add(text.encode(), name="quays.txt")
        most = assistant.search("How many cranes has quay 7?", 30)
        for k in (1, 2, 5, 9, 10):
            assert assistant.search("How many cranes has quay 7?", k) == most[:k]
