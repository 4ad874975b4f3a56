"""Negatives: for each question the wrong passages that vectors and words put first."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.encoder import Encoder
from pincite_index.search.bm25 import (
    TOKENIZER,
    best_passages,
    content_words,
    document_frequency,
    score_passages,
)
from training.groups import Group, GroupSet

OWN, ELSEWHERE = 24, 8
"""Wrong passages of a question, at most: of its own document, and of others."""
_LOOKED_AT = 20
"""Passages of other documents that are looked at in each of the two orders."""
_DENSE = 0.7
"""Share of the cosine in what is thought of a passage; the rest is BM25's."""


def mine(group_set: GroupSet, encoder: Encoder) -> GroupSet:
    """The set with each group's negatives, those first that vectors and words think best of, and
    with what they think of its passages.

    Most are of the question's own document, which is what a library is asked about. What answers,
    may answer or stands near the answer is left out, of this question and of any other in the same
    words; so is a passage that holds a short answer.
    """
    lower = [text.lower() for text in group_set.passages]
    right: defaultdict[str, set[int]] = defaultdict(set)
    for group in group_set.groups:
        right[group.question.lower()].update(group.positives, group.skipped)
    passages = encoder.encode(group_set.passages)
    questions = encoder.encode([group.question for group in group_set.groups])
    documents = np.asarray(group_set.documents)
    mined = []
    with closing(_index(group_set.passages)) as index:
        for group, vector in zip(group_set.groups, questions, strict=True):
            own = np.flatnonzero(documents == group.document).tolist()
            found = _found(index, group, passages @ vector, own)
            barred = right[group.question.lower()].union(group.near)
            answers = [answer.lower() for answer in group.answers]
            left = {True: OWN, False: ELSEWHERE}
            wrong = []
            for passage in sorted(found, key=lambda one: (-found[one], one)):
                within = int(documents[passage]) == group.document
                if passage in barred or any(answer in lower[passage] for answer in answers):
                    continue
                left[within] -= 1
                if left[within] >= 0:
                    wrong.append(passage)
            kept = dict.fromkeys((*group.positives, *group.near, *wrong))
            thought = tuple((one, round(found[one], 3)) for one in kept)
            mined.append(replace(group, negatives=tuple(wrong), found=thought))
    return replace(group_set, groups=tuple(mined))


def _found(
    index: sqlite3.Connection, group: Group, cosines: NDArray[np.float32], own: Sequence[int]
) -> dict[int, float]:
    """What vectors and words think of the passages of the question's document, and of the likeliest
    others, 0 to 1: their weighted scores, normalised as a library does."""
    asked = document_frequency(index, content_words(group.question), len(cosines))
    nearest = np.argsort(-cosines, kind="stable")[:_LOOKED_AT].tolist()
    alike = best_passages(index, asked, _LOOKED_AT, None)
    chosen = list(dict.fromkeys([*own, *nearest, *alike]))
    scores = score_passages(index, asked, chosen)
    words = {passage: text for passage, (text, _) in scores.items()}
    low, high = float(cosines[chosen].min()), float(cosines[chosen].max())
    most = max(words.values(), default=0.0) or 1.0
    return {
        one: _DENSE * (float(cosines[one]) - low) / ((high - low) or 1.0)
        + (1 - _DENSE) * words.get(one, 0.0) / most
        for one in chosen
    }


def _index(passages: Sequence[str]) -> sqlite3.Connection:
    """The passages in a full-text index, as a library has them."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE passages (id INTEGER, document TEXT)")
    connection.execute(f"CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = '{TOKENIZER}')")
    connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", enumerate(passages))
    return connection
