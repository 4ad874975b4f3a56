"""The order of passages, before and after the cross-encoder has read the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages import passage_of, query

from pincite.retrieval.ranking import distinct, final_order, first_order, read
from pincite.weights import Linear, load
from pincite_index.models.relevance import Relevance
from pincite_index.storage.base import Candidate, PageCandidate

ASKED = query("Can the dog come?", {"dog": 1.0})
SENTENCES = Linear({"cosine": 1.0, "relevance": 0.1})
RANKING = Linear({"cosine": 0.7, "relevance": 0.1, "answer": 0.5})


class Reader:
    """A reranker that keeps what it was given, and to which "In a crate" is the answer."""

    def __init__(self, odds: Sequence[float] = ()) -> None:
        self.odds = odds

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        self.texts = list(texts)
        odds = self.odds or [1.0] * len(texts)
        places = [[(text.find(word), len(text)) for word in ("In", "It")] for text in texts]
        tokens = np.array([7.0, -7.0])
        return [
            Relevance(value, tokens, np.array(each))
            for value, each in zip(odds, places, strict=True)
        ]


def candidate(id: int, cosine: float, bm25: float = 0.0) -> Candidate:
    return replace(passage_of(id, ["In a crate."]).candidate, cosine=cosine, bm25=bm25)


@pytest.mark.parametrize("heading", ["May I bring a dog?", "Dogs"])
def test_a_passage_is_read_with_the_question_that_it_stands_under(heading: str) -> None:
    one = passage_of(0, ["In a crate.", "It may bark."], section=(heading,))
    reader = Reader()
    (found,) = read(ASKED, [one], reader, 1)
    asked = heading.endswith("?")
    assert reader.texts == [f"{heading}\n{one.passage.text}" if asked else one.passage.text]
    assert [at.features.relevance for at in found.sentences] == [7.0, -7.0]


def test_what_was_not_read_gets_the_lowest_scores() -> None:
    ranked = [passage_of(at, ["In a crate.", "It may bark."]) for at in range(4)]
    found = read(ASKED, ranked, Reader([3.0, -2.0]), 2)
    assert [one.features.relevance for one in found] == [3.0, -2.0, -2.0, -2.0]
    assert [one.relevance for one in found] == [3.0, -2.0, None, None]
    assert [at.features.relevance for at in found[3].sentences] == [-7.0, -7.0]


def test_a_sentence_without_room_gets_the_lowest_score_of_its_passage() -> None:
    one = passage_of(0, ["In a crate.", "It may bark.", "Now and then."])

    class Short:
        def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
            return [Relevance(1.0, np.array([-2.0, -4.0]), np.array([[0, 3], [12, 15]]))]

    (found,) = read(ASKED, [one], Short(), 1)
    assert [at.features.relevance for at in found.sentences] == [-2.0, -4.0, -4.0]


def test_the_best_sentence_moves_its_passage() -> None:
    weak, strong = passage_of(0, ["A."], [0.1]), passage_of(1, ["B."], [0.9])
    assert [one.candidate.id for one in final_order([weak, strong], SENTENCES, RANKING)] == [1, 0]


def test_a_passage_without_a_whole_sentence_is_no_better_than_the_others() -> None:
    empty = replace(passage_of(0, ["A."]), sentences=())
    ranked = final_order([empty, passage_of(1, ["B."], [0.4])], SENTENCES, RANKING)
    assert {one.features.answer for one in ranked} == {0.4}


def test_a_page_that_fits_moves_its_passages() -> None:
    page = PageCandidate("1", 3, 0, 20, 0.9, 4.0)
    order = first_order(
        ASKED, [candidate(0, 0.5), candidate(1, 0.5)], {1: page}, Linear({"page_bm25": 1.0})
    )
    assert [(one.candidate.id, one.features.page_bm25) for one in order] == [(1, 1.0), (0, 0.0)]


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 30)), max_size=10))
def test_every_candidate_keeps_a_place(scores: list[tuple[float, float]]) -> None:
    every = [candidate(at, cosine, bm25) for at, (cosine, bm25) in enumerate(scores)]
    order = first_order(ASKED, every, {}, load().retrieval)
    assert sorted(one.candidate.id for one in order) == list(range(len(every)))
    assert [one.score for one in order] == sorted((one.score for one in order), reverse=True)


def test_a_passage_that_repeats_a_better_one_is_dropped() -> None:
    first = passage_of(7, ["In a crate, and on a lead, all day."])
    again = replace(first, candidate=replace(first.candidate, id=8))
    other = passage_of(9, ["In a crate, and on a lead, all day."])
    assert [one.candidate.id for one in distinct([first, again, other])] == [7, 9]
