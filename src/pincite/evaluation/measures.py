"""Figures over outcomes. Ranking figures are ir-measures'; all are deterministic.

Each figure is a mean over questions or a ratio of sums, with the number of questions behind it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.evaluation.outcome import BUDGETS, Outcome


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an evaluation."""

    name: str
    value: float
    """A share of 1, or milliseconds; not a number where no question bears on it."""
    n: int
    """Questions behind it."""

    def to_dict(self) -> dict[str, Any]:
        value = None if math.isnan(self.value) else round(self.value, 4)
        return {"value": value, "n": self.n}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, and over which questions."""

    name: str
    over: Callable[[Outcome], bool]
    """Whether a question bears on it."""
    part: Callable[[Outcome], float]
    whole: Callable[[Outcome], float] | None = None
    """Summed beside ``part``, the ratio is the figure; None for a mean."""

    def of(self, outcomes: Sequence[Outcome]) -> Figure:
        some = [one for one in outcomes if self.over(one)]
        whole = sum(map(self.whole, some)) if self.whole else len(some)
        return Figure(
            self.name, sum(map(self.part, some)) / whole if whole else math.nan, len(some)
        )


def _scored(one: Outcome) -> bool:
    return one.scored


def _first(k: int) -> Callable[[Outcome], bool]:
    return lambda one: min(_ranks(one)) <= k


def _last(k: int) -> Callable[[Outcome], bool]:
    return lambda one: max(_ranks(one)) <= k


def _page(k: int) -> Callable[[Outcome], bool]:
    return lambda one: (one.page_rank or math.inf) <= k


def _within(words: int) -> Callable[[Outcome], float]:
    return lambda one: one.within[words]


def _all_within(words: int) -> Callable[[Outcome], bool]:
    return lambda one: one.within[words] == 1


RANKING = (
    *(Measure(f"recall@{k}", _scored, _first(k)) for k in (1, 3, 5, 10)),
    *(Measure(f"all evidence recall@{k}", _scored, _last(k)) for k in (3, 5)),
    *(Measure(f"page recall@{k}", _scored, _page(k)) for k in (1, 5)),
    *(Measure(f"evidence within {n} words", _scored, _within(n)) for n in BUDGETS),
    *(Measure(f"all evidence within {n} words", _scored, _all_within(n)) for n in BUDGETS),
    Measure(
        "character recall@5",
        _scored,
        lambda one: _share(one.covered_characters, one.gold_characters),
    ),
    Measure(
        "character precision@5",
        _scored,
        lambda one: _share(one.covered_characters, one.retrieved_characters),
    ),
    Measure(
        "character IoU@5",
        _scored,
        lambda one: _share(
            one.covered_characters,
            one.retrieved_characters + one.gold_characters - one.covered_characters,
        ),
    ),
)
QUOTING = (
    Measure(
        "answer containment",
        lambda one: one.contains_answer is not None,
        lambda one: bool(one.contains_answer),
    ),
    Measure(
        "citation precision",
        _scored,
        lambda one: one.quotes_on_gold,
        lambda one: one.quotes_shown,
    ),
    Measure("citation recall", _scored, lambda one: one.gold_quoted, lambda one: len(one.gold)),
    Measure(
        "word F1 of quotes",
        _scored,
        lambda one: 2 * one.shared_words,
        lambda one: one.quoted_words + one.gold_words,
    ),
)
SILENCE = (
    Measure(
        "unanswerable refused", lambda one: not one.question.answerable, lambda one: one.refused
    ),
    Measure("answerable refused", lambda one: one.question.answerable, lambda one: one.refused),
    Measure(
        "refusals that are right", lambda one: one.refused, lambda one: not one.question.answerable
    ),
)


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """Every figure over some outcomes, in the order in which they are shown."""
    scored = [one for one in outcomes if one.scored]
    return (
        *(measure.of(outcomes) for measure in RANKING),
        *ranking(scored),
        *(measure.of(outcomes) for measure in (*QUOTING, *SILENCE)),
        Figure("confidence AUROC", auroc(outcomes), len(outcomes)),
        Figure("wrong pages", sum(one.wrong_pages for one in scored), len(scored)),
        *latency([one.milliseconds for one in outcomes]),
    )


def latency(milliseconds: Sequence[float]) -> list[Figure]:
    """Median and 95th percentile (nearest rank)."""
    times = sorted(milliseconds)
    return [
        Figure(name, times[math.ceil(share * len(times)) - 1] if times else math.nan, len(times))
        for name, share in (("median ms", 0.5), ("p95 ms", 0.95))
    ]


def by_kind(outcomes: Sequence[Outcome]) -> Mapping[str, tuple[Figure, ...]]:
    """The figures for each kind of question."""
    kinds = sorted({one.question.kind for one in outcomes if one.question.kind})
    return {kind: figures([o for o in outcomes if o.question.kind == kind]) for kind in kinds}


def ranking(scored: Sequence[Outcome]) -> list[Figure]:
    """MRR and nDCG at ten, by ir-measures: what is ranked are the pieces of evidence."""
    import ir_measures
    from ir_measures import RR, nDCG

    if not scored:
        return [Figure("MRR", math.nan, 0), Figure("nDCG@10", math.nan, 0)]
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for one in scored:
        identity = one.question.id
        qrels[identity] = {f"evidence {at}": 1 for at in range(len(one.gold))}
        run[identity] = {f"passage {rank}": -rank for rank in range(1, len(one.hits) + 1)}
        for at, rank in enumerate(one.ranks):
            if rank is not None:
                run[identity].pop(f"passage {rank}", None)
                run[identity][f"evidence {at}"] = -rank - at / 100
    found = ir_measures.calc_aggregate([RR @ 10, nDCG @ 10], qrels, run)
    return [
        Figure("MRR", float(found[RR @ 10]), len(scored)),
        Figure("nDCG@10", float(found[nDCG @ 10]), len(scored)),
    ]


def auroc(outcomes: Sequence[Outcome]) -> float:
    """How well confidence tells answerable questions from the others (Mann and Whitney)."""
    from scipy.stats import mannwhitneyu

    yes = [one.answer.confidence for one in outcomes if one.question.answerable]
    no = [one.answer.confidence for one in outcomes if not one.question.answerable]
    if not yes or not no:
        return math.nan
    return float(mannwhitneyu(yes, no).statistic) / (len(yes) * len(no))


def _ranks(one: Outcome) -> list[float]:
    return [math.inf if rank is None else rank for rank in one.ranks]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
