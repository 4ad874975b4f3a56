"""Excerpts: within the budget, without repetition."""

from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pincite.overviews.lines import Line
from pincite.overviews.selection import LONGEST, select
from pincite_ingest.document import BlockKind, Span


def line(at: int, words: int, block: int) -> Line:
    vector = np.zeros(8, np.float32)
    vector[at % 8] = 1
    span = Span(100 * at, 100 * at + 99)
    text = " ".join(["word"] * words)
    return Line("d", span, text, BlockKind.PARAGRAPH, (), block, False, vector)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.floats(-2, 2, width=32)), max_size=30),
    st.integers(1, 120),
)
def test_excerpts_are_apart_and_within_the_budget(
    rows: list[tuple[int, float]], budget: int
) -> None:
    found = [line(at, words, at // 4) for at, (words, _) in enumerate(rows)]
    scores = np.array([score for _, score in rows], np.float32)
    chosen = select(found, scores, budget, threshold=0.0, diversity=0.5)
    every = list(chain.from_iterable(chosen))
    assert len(every) == len(set(every))
    assert all(1 <= len(excerpt) <= LONGEST for excerpt in chosen)
    assert all(len({found[at].block for at in excerpt}) == 1 for excerpt in chosen)
    assert sum(found[at].words for at in every[:-LONGEST]) <= budget + 40
    assert bool(chosen) == bool(rows)


def test_a_repetition_is_not_taken() -> None:
    found = [line(0, 5, 0), line(8, 5, 1), line(1, 5, 2)]  # the first two have one vector
    scores = np.array([1.0, 0.9, 0.5], np.float32)
    assert select(found, scores, 100, threshold=0.0, diversity=1.0) == [[0], [2]]
