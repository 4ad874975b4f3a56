"""Each figure against what is counted by hand."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from evaluated import SENTENCES, TEXT, document, evaluation, gold, outcome, passage

from pincite.evaluation import Evaluation, Gold, Question, Result
from pincite.evaluation.judging import judge
from pincite.evaluation.measures import auroc, nearest_rank


@pytest.fixture(scope="module")
def measured() -> Evaluation:
    """Four questions: one found at once, one at the third place and in part, two unanswerable."""
    return evaluation(
        outcome(
            Question(
                "a", "When was the quay built?", True, ("1901",), (gold(0, "i"),), kind="when"
            ),
            found=(0, 1, 2),
            quoted=(0,),
            confidence=0.9,
            milliseconds=10,
        ),
        outcome(
            Question("b", "What came and burned?", True, ("1950",), (gold(2, "i"), gold(4, "1"))),
            found=(3, 5, 2),
            quoted=(2, 3),
            confidence=0.4,
            milliseconds=40,
        ),
        outcome(
            Question("c", "Who rules?", False, sort="near"),
            found=(3,),
            quoted=(3,),
            confidence=0.6,
            milliseconds=20,
        ),
        outcome(
            Question("d", "Which weather?", False, sort="offtopic"),
            found=(1,),
            confidence=0.1,
            milliseconds=30,
        ),
    )


FIGURES = {
    "recall@1": 1 / 2,
    "recall@3": 2 / 2,
    "all evidence recall@3": 1 / 2,
    "all evidence recall@5": 1 / 2,
    "page recall@1": 2 / 2,  # both name page i or 1, and the first passages stand there
    "MRR": (1 + 1 / 3) / 2,
    "nDCG@10": (1 + (1 / 2) / (1 + 1 / math.log2(3))) / 2,  # log2(3 + 1) = 2
    "evidence within 150 words": (1 + 1 / 2) / 2,
    "all evidence within 150 words": 1 / 2,
    "character recall@5": (1 + 24 / 46) / 2,
    "character precision@5": (27 / (27 + 19 + 24) + 24 / (16 + 20 + 24)) / 2,
    "character IoU@5": (27 / (27 + 19 + 24) + 24 / (16 + 20 + 24 + 22)) / 2,
    "answer containment": 1 / 2,
    "citation precision": 2 / 3,
    "citation recall": 2 / 3,
    "word F1 of quotes": 2 * (6 + 5) / (6 + 6 + 8 + 10),
    "unanswerable refused": 1 / 2,
    "answerable refused": 0,
    "refusals that are right": 1,
    "confidence AUROC": 3 / 4,
    "wrong pages": 0,
    "median ms": 20,
    "p95 ms": 40,
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_what_is_counted_by_hand(name: str, measured: Evaluation) -> None:
    assert measured[name] == pytest.approx(FIGURES[name])


def test_every_sort_of_unanswerable_question_stands_apart(measured: Evaluation) -> None:
    refused = {
        sort: next(f.value for f in found if f.name == "unanswerable refused")
        for sort, found in measured.sorts.items()
    }
    assert refused == {"near": 0.0, "offtopic": 1.0}
    assert set(measured.kinds) == {"when"}


def test_what_came_of_a_question_is_a_word(measured: Evaluation) -> None:
    assert [one.result for one in measured.outcomes] == [
        Result.RIGHT,
        Result.PARTLY,
        Result.FALSE_ANSWER,
        Result.TRUE_SILENCE,
    ]
    silent = outcome(Question("e", "When?", True, (), (gold(0),)), found=(0,))
    missed = outcome(Question("f", "When?", True, (), (gold(0),)), found=(1,), quoted=(1,))
    unjudged = outcome(Question("g", "When?", True), found=(1,), quoted=(1,))
    assert [silent.result, missed.result, unjudged.result] == [
        Result.FALSE_SILENCE,
        Result.MISSED,
        Result.UNJUDGED,
    ]


def test_words_are_counted_up_to_the_last_of_the_gold() -> None:
    second = outcome(Question("a", "?", True, (), (gold(1),)), found=(0, 1))
    assert [second.within(words) for words in (9, 10)] == [0, 1]
    inside = Gold("quay was", None)
    assert outcome(Question("a", "?", True, (), (inside,)), found=(0,)).words == (3,)


def test_gold_inside_gold_is_counted_once() -> None:
    nested = (Gold(SENTENCES[0], None), Gold("built in 1901", None), Gold("1901", None))
    one = outcome(Question("a", "?", True, (), nested), found=(0,))
    assert one.gold_characters == one.covered_characters == one.retrieved_characters == 27


def test_of_gold_printed_twice_the_place_that_was_found_counts() -> None:
    twice = document(sentences=(SENTENCES[0], SENTENCES[1], SENTENCES[0]))
    last = passage(twice, 2)
    start = twice.text.rindex(SENTENCES[0])
    at = dataclasses.replace(last, start=start, end=start + 27)
    asked = Question("a", "?", True, (), (gold(0),))
    answer = outcome(asked, of=twice).answer
    one = judge(asked, answer, [at], [twice], 1.0)
    assert one.gold_characters == one.covered_characters == 27


def test_gold_that_is_lost_counts_in_characters_too() -> None:
    asked = Question("a", "?", True, (), (gold(0), Gold("Never said.", None)))
    one = outcome(asked, found=(0,))
    assert (one.gold_characters, one.covered_characters) == (27 + 11, 27)


def test_a_page_alone_bears_on_page_figures_only() -> None:
    found = evaluation(outcome(Question("a", "?", True, (), (Gold(None, "1"),)), found=(0, 3)))
    assert math.isnan(found["recall@1"])
    assert (found["page recall@1"], found["page recall@5"]) == (0, 1)


def test_without_pages_there_is_no_page_figure() -> None:
    unpaged = document(sentences=SENTENCES[:2])
    for page, of in ((None, document()), ("i", unpaged)):
        asked = Question("a", "?", True, (), (gold(0, page),))
        found = evaluation(outcome(asked, found=(0,), of=of))
        assert found["recall@1"] == 1
        assert math.isnan(found["page recall@1"])


def test_gold_that_stands_nowhere_is_told_and_counts_as_missed() -> None:
    lost = evaluation(
        outcome(Question("a", "?", True, (), (Gold("Never said.", "i"),)), found=(0,))
    )
    assert [one.question.id for one in lost.lost] == ["a"]
    assert lost["recall@10"] == 0


def test_offsets_count_only_where_their_words_are() -> None:
    start = TEXT.index("It cost")
    at = Gold("It cost nine marks.", None, start, start + 19)
    off = Gold("It cost nine marks.", None, 0, 19)
    for piece in (at, off):
        one = outcome(Question("a", "?", True, (), (piece,)), found=(1,))
        assert one.ranks == (1,)


def test_a_passage_that_holds_gold_but_not_its_page_is_a_wrong_page() -> None:
    twice = document(sentences=SENTENCES)
    one = outcome(Question("a", "?", True, (), (gold(0, "1"),)), found=(0,), of=twice)
    assert one.wrong_pages == 1  # the set says page 1, it is printed on page i only


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    generator = np.random.default_rng(3)
    sure = generator.integers(0, 6, 40) / 5
    yes = generator.random(40) < 0.4
    pairs = [(a > b) + (a == b) / 2 for a in sure[yes] for b in sure[~yes]]
    rows = np.column_stack([sure, np.where(yes, 1, -1)])
    assert float(auroc(rows)) == pytest.approx(np.mean(pairs))
    assert math.isnan(float(auroc(rows[yes])))


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.75, 3), (0.95, 4), (0.01, 1)])
def test_a_percentile_is_a_time_that_was_measured(share: float, value: float) -> None:
    rows = np.array([[4, 1], [1, 1], [3, 1], [2, 1]], float)
    assert nearest_rank(share)(rows) == value


def test_a_set_without_any_gold_has_figures_all_the_same() -> None:
    found = evaluation(outcome(Question("a", "?", True), quoted=(0,)))
    assert math.isnan(found["recall@1"])
    assert found["answerable refused"] == 0
    assert found.to_dict()["figures"]["recall@1"] == {"value": None, "n": 0, "interval": None}


def test_a_run_that_trec_eval_can_read_has_no_space_in_an_id() -> None:
    found = evaluation(outcome(Question("a b", "?", True, (), (gold(0),)), found=(0, 1)))
    lines = found.trec_run().splitlines()
    assert [len(line.split()) for line in lines] == [6, 6]
    assert lines[0].startswith("a_b Q0 ")
