"""Negatives: for each question the wrong passages that vectors and words put first."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain

import numpy as np

from pincite_index.encoder import Encoder
from pincite_index.lexical import TOKENIZER, bm25_top, content_words, document_frequency
from training.groups import GroupSet

KEPT = 40
"""Negatives of a question, at most."""
_LOOKED_AT = 60
"""Passages looked at in each of the two orders."""


def mine(group_set: GroupSet, encoder: Encoder) -> GroupSet:
    """The set with each group's negatives: the nearest by cosine and the best by BM25 in turn.

    What answers, may answer or stands near the answer is left out, of this question and of any
    other in the same words; so is a passage that holds a short answer.
    """
    lower = [text.lower() for text in group_set.passages]
    right: defaultdict[str, set[int]] = defaultdict(set)
    for group in group_set.groups:
        right[group.question.lower()].update(group.positives, group.skipped)
    mined = []
    for group, order in zip(group_set.groups, _orders(group_set, encoder), strict=True):
        barred = right[group.question.lower()].union(group.near)
        answers = [answer.lower() for answer in group.answers]
        wrong = (
            passage
            for passage in dict.fromkeys(order)
            if passage not in barred and not any(answer in lower[passage] for answer in answers)
        )
        mined.append(replace(group, negatives=tuple(wrong)[:KEPT]))
    return replace(group_set, groups=tuple(mined))


def _orders(group_set: GroupSet, encoder: Encoder) -> Iterator[Sequence[int]]:
    """For each question its passages, nearest and most alike in words first, in turn."""
    passages = encoder.encode(group_set.passages)
    questions = encoder.encode([group.question for group in group_set.groups])
    with closing(_index(group_set.passages)) as index:
        for group, vector in zip(group_set.groups, questions, strict=True):
            near = np.argsort(-(passages @ vector), kind="stable")[:_LOOKED_AT].tolist()
            asked = document_frequency(index, content_words(group.question), len(passages))
            alike = list(bm25_top(index, asked, _LOOKED_AT, None))
            yield list(chain(*zip(near, alike, strict=False), near[len(alike) :]))


def _index(passages: Sequence[str]) -> sqlite3.Connection:
    """The passages in a full-text index, as a library has them."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE passages (id INTEGER, document TEXT)")
    connection.execute(f"CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = '{TOKENIZER}')")
    connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", enumerate(passages))
    return connection
