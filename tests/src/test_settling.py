"""The last order of the passages: their own worth, and that of the best they can be quoted with."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from encoders import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

from pincite.answering.selection import Evidence, once
from pincite.assistant import Assistant
from pincite.retrieval.ranking import Ranked
from pincite.retrieval.settling import SETTLED, settle
from pincite.settings import Settings
from pincite.types import Hit
from pincite_index.storage.base import Candidate, Sentence
from pincite_index.storage.disk import DiskStore
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import BlockKind, Span
from pincite_ingest.errors import UsageError

BODY = BlockKind.PARAGRAPH
HALF = Settings().settling
SCORES = st.lists(st.floats(-2, 2), min_size=1, max_size=14).map(lambda some: sorted(some)[::-1])


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


def numbers(settled: tuple[list[Ranked], list[Evidence]]) -> list[int]:
    return [one.candidate.id for one in settled[0]]


@given(SCORES, st.data())
def test_passages_and_sentences_stay_and_keep_together(
    scores: list[float], data: st.DataObject
) -> None:
    places = st.integers(0, len(scores) - 1)
    sentences = said(data.draw(st.lists(st.tuples(places, st.floats(-3, 3)))))
    before = ranked(scores)
    after, moved = settle(before, sentences, HALF)
    assert sorted(one.candidate.id for one in after) == list(range(len(scores)))
    assert all(one.score >= other.score for one, other in pairwise(after))
    for one, old in zip(moved, sentences, strict=True):
        assert (one.score, one.document) == (old.score, old.document)
        assert after[one.passage].candidate.document == one.document
    known = [one for one in sentences if one.passage < SETTLED]
    assert after == settle(before, known, HALF)[0]
    assert numbers((after[SETTLED:], [])) == list(range(SETTLED, len(scores)))


def test_a_passage_with_the_better_sentence_overtakes_one_that_came_off_a_little_better() -> None:
    near = said([(0, 1.5), (1, 1.7), (2, 1.6)])
    assert numbers(settle(ranked([1.0, 0.9, 0.8]), near, HALF)) == [1, 0, 2]
    assert numbers(settle(ranked([1.0, 0.9]), said([(0, 1.7), (1, 1.0), (1, 1.6)]), HALF)) == [0, 1]
    assert settle([], [], HALF) == ([], [])


def test_a_passage_without_a_whole_sentence_is_taken_for_one() -> None:
    passages = ranked([1.0, 0.9])
    assert numbers(settle(passages, said([(0, 1.2)]), HALF)) == [1, 0]  # its cosine is 0.5
    assert numbers(settle(passages, said([(0, 1.9)]), HALF)) == [0, 1]


def test_a_sentence_of_two_passages_is_quoted_from_where_it_came_off_better() -> None:
    better, worse = said([(0, 1.5)])[0], said([(0, 1.2)])[0]
    other = said([(3, 1.4)])[0]
    assert once([better, other, worse]) == [better, other]


def test_what_is_found_first_hangs_not_on_how_much_is_asked_for(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"# Quay {at}\n\nThe harbour has a quay {at} with {'no' if at % 3 else at} cranes, "
        f"{'rails ' * (at % 7)}and a keeper. " + "He counts what comes in each morning. " * (at % 5)
        for at in range(40)
    )
    encoder = HashEncoder()

    def search(k: int, weight: float) -> list[Hit]:
        store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
        with Assistant(store, encoder, None, Settings(settling=weight)) as assistant:
            assistant.add(text.encode(), name="quays.md")
            return assistant.search("How many cranes has quay 7?", k)

    most, unsettled = search(30, 5), search(30, 0)
    assert len(most) > SETTLED + 5
    for k in (1, 2, 5, 9, 10, 20):
        assert search(k, 5) == most[:k]
    ids, others = ([one.id for one in some] for some in (most, unsettled))
    assert ids[:SETTLED] != others[:SETTLED]
    assert ids[SETTLED:] == others[SETTLED:]


@pytest.mark.parametrize("weight", [math.nan, math.inf, -0.1])
def test_settling_is_a_weight(weight: float) -> None:
    with pytest.raises(UsageError, match="settling is 0 or more"):
        Settings(settling=weight)
