"""Settling: the last order of the passages, which heeds the best sentence of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pincite.answering.selection import ANSWER_WEIGHT, COVERAGE_WEIGHT, PASSAGE_WEIGHT, Evidence
from pincite.retrieval.ranking import Ranked

SETTLED = 9
"""Passages whose order heeds their best sentence, however few are asked for."""


def settle(
    ranked: Sequence[Ranked], evidence: Sequence[Evidence], weight: float
) -> tuple[list[Ranked], list[Evidence]]:
    """The passages, of which the first few are put in a new order, and their sentences, which keep
    their order and their scores. ``ranked`` stands best first. ``weight`` is what it adds to a
    passage's score that its best sentence speaks to the question by itself; what is behind the
    first few gains as little as any of them."""
    own: dict[int, float] = {}
    for one in evidence:
        alone = one.score - PASSAGE_WEIGHT * ranked[one.passage].score
        own[one.passage] = max(alone, own.get(one.passage, alone))
    gains = [own.get(at, _as_a_sentence(one)) for at, one in enumerate(ranked[:SETTLED])]
    gains += [min(gains, default=0.0)] * len(ranked[SETTLED:])
    scores = [one.score + weight * gain for one, gain in zip(ranked, gains, strict=True)]
    order = sorted(range(len(ranked)), key=lambda at: -scores[at])
    places = {before: after for after, before in enumerate(order)}
    return (
        [replace(ranked[at], score=scores[at]) for at in order],
        [replace(one, passage=places[one.passage]) for one in evidence],
    )


def _as_a_sentence(one: Ranked) -> float:
    """What a passage says by itself that has no whole sentence, as if it were one."""
    odds = ANSWER_WEIGHT * (one.odds or 0.0)
    return one.candidate.cosine + odds + COVERAGE_WEIGHT * one.coverage
