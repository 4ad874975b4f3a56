"""Narrowing: a passage from the first to the last of its sentences that speak to the question.

The longer passages are, the better they are found and judged; the shorter, the sooner read. So they
are packed long, and what stands at their edges and says little is left away once they are judged.
Of the best ones that is little, of those behind them much: they are shown in case they answer too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from pincite.answering.selection import leans, worth
from pincite.retrieval.ranking import Ranked, distinct
from pincite_ingest.document import BETWEEN_BLOCKS, BlockKind

LEAST = 300
"""Characters of a passage that stay, at least, where it has as many."""
ELSEWHERE = 0.15
"""What a sentence is worth less in another paragraph than that of its passage's best."""


def narrow(ranked: Sequence[Ranked], far: float) -> list[Ranked]:
    """The passages in their order, narrowed, without those that then repeat a better one. A
    sentence speaks to the question if it is worth no less than ``far`` below the best of all."""
    worths = [_worths(one) for one in ranked]
    floor = max((value for values in worths for value in values), default=0.0) - far
    return distinct([_narrowed(*each, floor) for each in zip(ranked, worths, strict=True)])


def _worths(one: Ranked) -> list[float]:
    """What each sentence of a passage is worth, and less in another paragraph than the best's."""
    worths, passage = worth(one), one.candidate.passage
    if not worths:
        return []
    paragraphs = [
        passage.text.count(BETWEEN_BLOCKS, 0, sentence.span.start - passage.start)
        if sentence.kind is BlockKind.PARAGRAPH
        else None  # an item of a list belongs to what leads into it
        for sentence in one.sentences
    ]
    home = paragraphs[worths.index(max(worths))]
    return [
        value if home is None or at in (home, None) else value - ELSEWHERE
        for value, at in zip(worths, paragraphs, strict=True)
    ]


def _narrowed(one: Ranked, worths: Sequence[float], floor: float) -> Ranked:
    """A passage as far as it speaks to the question, or around its best sentence. It never begins
    with a sentence that leans on the one before. A table is shown as it is, for its rows say little
    without others, and so is a passage with a piece of a sentence, of which no worth is known.
    """
    passage = one.candidate.passage
    spans = [sentence.span for sentence in one.sentences]
    whole = spans and (spans[0].start, spans[-1].end) == (passage.start, passage.end)
    if not whole or passage.kind is BlockKind.TABLE:
        return one
    speaking = [at for at, value in enumerate(worths) if value >= min(floor, max(worths))]
    first, last = speaking[0], speaking[-1]
    while spans[last].end - spans[first].start < LEAST and last - first + 1 < len(spans):
        before = worths[first - 1] if first else -math.inf
        behind = worths[last + 1] if last + 1 < len(worths) else -math.inf
        if before > behind:
            first -= 1
        else:
            last += 1
    while first and leans(passage.text[spans[first].start - passage.start :]):
        first -= 1
    kept = slice(first, last + 1)
    return replace(
        one,
        candidate=replace(one.candidate, passage=passage.part(spans[first].start, spans[last].end)),
        sentences=one.sentences[kept],
        cosines=one.cosines[kept],
        answers=one.answers[kept],
    )
