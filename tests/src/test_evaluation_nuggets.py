"""Nuggets: points that a broad answer should make, against counts made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from evaluated import SENTENCES, evaluation, outcome

from pincite.evaluation import Gold, Nugget, Question, QuestionSetError, Result, load
from pincite.types import AnswerKind, Status

QUAY = Nugget("the quay was built", True, (SENTENCES[0],))
COST = Nugget("what it cost", True, ("It cost nine marks, he says.", "nine marks"))
BRIDGE = Nugget("the bridge", False, ("A bridge came in 1950 and fell in 1960, they say today.",))
BROAD = Question("a", "Summarise it.", True, kind="summary", nuggets=(QUAY, COST, BRIDGE))


def test_nugget_figures_are_what_is_counted_by_hand() -> None:
    found = evaluation(outcome(BROAD, quoted=(1, 4)))
    assert found.outcomes[0].nuggets.covered == (False, True, False)  # 5 of 11 words are no 60 %
    assert found["vital recall"] == 1 / 2
    assert found["nugget recall"] == 1 / 3
    assert found["word precision"] == 1  # it cost nine marks, a bridge came in 1950
    assert found["quotes to the point"] == 2 / 2  # the second is part of an evidence text
    assert found.outcomes[0].result is Result.PARTLY


def test_quotes_are_not_joined_to_cover_a_nugget() -> None:
    both = Nugget("both", True, (f"{SENTENCES[3]} {SENTENCES[5]}",))
    asked = replace(BROAD, nuggets=(both,))
    assert outcome(asked, quoted=(3, 5)).nuggets.covered == (False,)


def test_a_refused_broad_question_has_no_recall_and_no_precision() -> None:
    found = evaluation(outcome(BROAD), outcome(replace(BROAD, id="b"), quoted=(0, 1)))
    assert found["vital recall"] == 1 / 2
    assert found["word precision"] == 1
    assert found["answerable refused"] == 1 / 2
    assert [each.result for each in found.outcomes] == [Result.FALSE_SILENCE, Result.RIGHT]


@pytest.mark.parametrize(("count", "refused"), [(0, True), (2, False), (None, False)])
def test_no_mention_is_a_sound_no(count: int | None, refused: bool) -> None:
    asked = Question("a", "Is Oz mentioned?", False, kind="mention")
    judged = outcome(asked)
    answer = replace(judged.answer, status=Status.ANSWERED, kind=AnswerKind.MENTIONS, count=count)
    assert replace(judged, answer=answer).refused is refused


def test_a_page_can_be_named_by_its_index_in_the_pdf() -> None:
    asked = Question("a", "When?", True, evidence=(Gold(SENTENCES[4], None, index=2),))
    found = evaluation(outcome(asked, found=(0, 4)))
    assert (found["page recall@1"], found["page recall@5"], found["wrong pages"]) == (0, 1, 0)
    elsewhere = replace(asked, evidence=(Gold(SENTENCES[4], None, index=1),))
    assert evaluation(outcome(elsewhere, found=(4,)))["wrong pages"] == 1


def test_nuggets_and_indices_are_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(
        '{"question": "a", "evidence": [{"index": 48}, {"text": "x", "index": "3"}], "nuggets": '
        '[{"label": "l", "vital": false, "evidence": [{"text": "x", "page": 3}, {"text": "y"}]}]}'
    )
    (found,) = load(path)
    assert found.evidence == (Gold(None, None, index=48), Gold("x", None, index=3))
    assert found.nuggets == (Nugget("l", False, ("x", "y")),)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('{"question": "a", "evidence": [{"index": 0}]}', "not a page number from 1"),
        ('{"question": "a", "evidence": [{"index": 1.5}]}', "not a page number from 1"),
        ('{"question": "a", "evidence": [{"index": "iv"}]}', "not a page number from 1"),
        ('{"question": "a", "evidence": [{"index": true}]}', "not a page number from 1"),
        ('{"question": "a", "nuggets": ["x"]}', "nuggets are not objects"),
        ('{"question": "a", "nuggets": [{"label": "x"}]}', "need evidence with text"),
        ('{"question": "a", "nuggets": [{"evidence": ["x"], "vital": "?"}]}', "vital is neither"),
    ],
)
def test_a_wrong_index_or_nugget_names_its_line(row: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(row)
    with pytest.raises(QuestionSetError, match=f"line 1: .*{sentence}"):
        load(path)
