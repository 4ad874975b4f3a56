"""Intervals and paired tests on cases whose answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from evaluated import evaluation, gold, outcome
from scipy.stats import binomtest, permutation_test

from pincite.evaluation import Question, QuestionSetError, compare
from pincite.evaluation.comparison import difference
from pincite.evaluation.intervals import interval
from pincite.evaluation.measures import auroc, nearest_rank, ratio
from pincite_ingest.errors import UsageError


def marks(values: np.ndarray) -> np.ndarray:
    return np.column_stack([values, np.ones(len(values))]).astype(float)


def test_about_95_percent_of_intervals_contain_the_truth() -> None:
    generator = np.random.default_rng(5)
    truth, held = 0.7, 0
    for _ in range(200):
        bounds = interval(marks(generator.random(80) < truth), ratio)
        assert bounds is not None
        held += bounds[0] <= truth <= bounds[1]
    assert 0.89 <= held / 200 <= 0.99


def test_an_interval_is_as_wide_as_theory_says() -> None:
    values = np.array([1.0] * 60 + [0.0] * 40)
    bounds = interval(marks(values), ratio)
    assert bounds is not None
    half = 1.96 * (0.6 * 0.4 / 100) ** 0.5
    assert bounds == pytest.approx((0.6 - half, 0.6 + half), abs=0.015)
    assert bounds == interval(marks(values), ratio)  # the same each time


@pytest.mark.parametrize("reduce", [ratio, nearest_rank(0.5), auroc])
def test_there_is_no_interval_for_one_question_or_none(reduce: object) -> None:
    for rows in (np.zeros((0, 2)), np.ones((1, 2)), np.ones((9, 2))):
        assert interval(rows, reduce) is None  # type: ignore[arg-type]


def test_p_is_that_of_a_sign_test_where_one_run_only_wins() -> None:
    """Eight questions differ, all in favour of the second: p is 2 of 2 to the eighth."""
    a, b = np.zeros(40), np.zeros(40)
    b[:8] = 1
    found = difference("recall@1", marks(a), marks(b), ratio)
    assert found.value == pytest.approx(0.2)
    assert found.p == pytest.approx(binomtest(8, 8).pvalue, abs=0.004)
    assert found.interval is not None
    assert 0 < found.interval[0] < 0.2 < found.interval[1]


def test_p_is_that_of_scipy() -> None:
    generator = np.random.default_rng(11)
    a = generator.random(30)
    b = a + generator.normal(0.03, 0.1, 30)
    theirs = permutation_test(
        (b, a),
        lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    )
    assert difference("x", marks(a), marks(b), ratio).p == pytest.approx(theirs.pvalue, abs=0.02)


def test_equal_runs_do_not_differ() -> None:
    a = np.random.default_rng(2).random(25)
    found = difference("x", marks(a), marks(a), ratio)
    assert (found.value, found.p, found.interval) == (0, 1, None)


def test_p_is_below_one_in_twenty_as_often_by_chance() -> None:
    generator = np.random.default_rng(7)
    low = sum(
        difference(
            "x", marks(generator.random(30) < 0.6), marks(generator.random(30) < 0.6), ratio
        ).p
        < 0.05
        for _ in range(100)
    )
    assert low <= 12


def save(path: Path, found: int, ids: str = "abcd") -> Path:
    """A saved run in which the first few questions are found at once, the others at second."""
    run = evaluation(
        *(
            outcome(
                Question(id, f"When, {id}?", True, (), (gold(0),)),
                found=(0, 1) if at < found else (1, 0),
                quoted=(0,),
            )
            for at, id in enumerate(ids)
        )
    )
    path.write_text(json.dumps(run.to_dict()), encoding="utf-8")
    return path


def test_saved_runs_are_compared(tmp_path: Path) -> None:
    found = compare(save(tmp_path / "a.json", 1), save(tmp_path / "b.json", 3))
    figures = {one.name: one for one in found.differences}
    assert found.questions == 4
    assert (figures["recall@1"].a, figures["recall@1"].b) == (0.25, 0.75)
    assert figures["recall@3"].value == 0
    assert figures["MRR"].value == pytest.approx(0.25)
    assert "unanswerable refused" not in figures  # neither run has any
    assert set(found.to_dict()["figures"]["MRR"]) == {"a", "b", "difference", "interval", "p"}


def test_a_figure_that_an_older_run_lacks_is_not_compared(tmp_path: Path) -> None:
    new, old = save(tmp_path / "new.json", 1), save(tmp_path / "old.json", 1)
    run = json.loads(old.read_text(encoding="utf-8"))
    for one in run["outcomes"]:
        del one["marks"]["wrong pages"], one["marks"]["median ms"]
    old.write_text(json.dumps(run), encoding="utf-8")
    for a, b in ((old, new), (new, old)):
        names = {one.name for one in compare(a, b).differences}
        assert {"recall@1", "p95 ms"} <= names
        assert not names & {"wrong pages", "median ms"}


def test_runs_of_different_questions_are_not_compared(tmp_path: Path) -> None:
    a, b = save(tmp_path / "a.json", 1), save(tmp_path / "b.json", 1, "abcx")
    with pytest.raises(UsageError, match=r"different questions: 2 are not in both, for example d"):
        compare(a, b)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"outcomes": 3}', '{"outcomes": [{"id": 1}]}', '{"outcomes": []}',
     '{"outcomes": [{"id": "a", "marks": [1]}]}',
     '{"outcomes": [{"id": "a", "marks": {"recall@1": "x"}}]}', "[" * 100_000, "\x00\x01"],
)  # fmt: skip
def test_a_file_that_is_not_a_saved_run_is_a_one_sentence_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text(text, encoding="utf-8")
    for path in (tmp_path / "no.json", tmp_path / "none.json", tmp_path):
        with pytest.raises(QuestionSetError) as caught:
            compare(path, path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
