"""Trimming: a passage is shown from the first to the last of its sentences that score well.

Long passages are found and judged better; short ones are read sooner. So passages are packed long,
and the edges that say little are cut once the sentences are scored.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from pincite.retrieval.features import is_dependent
from pincite.retrieval.ranking import RankedPassage, distinct
from pincite_ingest.document import BlockKind

MIN_CHARACTERS = 300
"""A passage is not trimmed below this length."""


def trim(ranked: Sequence[RankedPassage], margin: float) -> list[RankedPassage]:
    """The passages in their order, trimmed, without those that then repeat a better one.

    An edge is cut where its sentences score more than ``margin`` below the best sentence of all.
    """
    scores = [_scores(one) for one in ranked]
    floor = max((score for each in scores for score in each), default=0.0) - margin
    return distinct([_trimmed(*each, floor) for each in zip(ranked, scores, strict=True)])


def _scores(one: RankedPassage) -> list[float]:
    return [one.score + sentence.score for sentence in one.sentences]


def _trimmed(one: RankedPassage, scores: Sequence[float], floor: float) -> RankedPassage:
    """A passage without its weak edges. It never begins with a sentence that depends on the one
    before. A table stays whole, and so does a passage that begins or ends inside a sentence."""
    passage = one.passage
    spans = [found.sentence.span for found in one.sentences]
    whole = spans and (spans[0].start, spans[-1].end) == (passage.start, passage.end)
    if not whole or passage.kind is BlockKind.TABLE:
        return one
    good = [at for at, score in enumerate(scores) if score >= min(floor, max(scores))]
    first, last = good[0], good[-1]
    while spans[last].end - spans[first].start < MIN_CHARACTERS and last - first + 1 < len(spans):
        before = scores[first - 1] if first else -math.inf
        after = scores[last + 1] if last + 1 < len(scores) else -math.inf
        if before > after:
            first -= 1
        else:
            last += 1
    while first and is_dependent(one.sentences[first].text):
        first -= 1
    part = passage.part(spans[first].start, spans[last].end)
    return replace(
        one,
        candidate=replace(one.candidate, passage=part),
        sentences=one.sentences[first : last + 1],
    )
