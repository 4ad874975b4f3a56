"""Features: what is known of a passage and of a sentence, computed once and scored by weights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pincite.query.query import Query
from pincite.query.terms import stem
from pincite_index.search.bm25 import content_words
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import BlockKind

BODY = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
"""Running text, as against captions, notes, tables and pull quotes."""

_CLOSERS = "'\"”’»)]0123456789 \t\n"
"""May follow the mark that ends a sentence: quotation marks, brackets, the number of a note."""
_DEPENDENT = re.compile(
    r"(?:it|its|they|their|he|his|she|her|(?:by|in) contrast|conversely|the (?:former|latter)"
    r"|this|these|that|those|such|both|but|and|yet|however)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\bcentur(?:y|ies)\b")
_NUMBER = re.compile(
    r"(?<![\w+/-])\d|[%$€£¥]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dozens?|hundreds?|thousands?|[mb]illions?|trillions?|half|thirds?|quarters?|none|no)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PassageFeatures:
    """What is known of a passage, for one question."""

    cosine: float
    """Cosine of passage and question, stretched to 0..1 over the candidates."""
    bm25: float
    """BM25 as a share of the best candidate's, 0 to 1."""
    coverage: float = 0.0
    """Share of the question's idf that the passage covers, 0 to 1."""
    best_sentence: float = 0.0
    """Cosine of its nearest sentence, stretched to 0..1 over the passages looked at."""
    page_bm25: float = 0.0
    """BM25 of its best page, as a share of the best page's, 0 to 1."""
    relevance: float = 0.0
    """The reranker's log-odds that the passage answers; the lowest of them where it read none."""
    answer: float = 0.0
    """Score of its best sentence; the lowest among the passages looked at where it has none."""


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What is known of a sentence, for one question."""

    cosine: float
    """Cosine of sentence and question, -1 to 1."""
    coverage: float
    """Share of the question's idf that it covers, 0 to 1."""
    context: float
    """Share of it that only the sentence before covers, where the sentence depends on that one."""
    relevance: float = 0.0
    """The reranker's mean log-odds that its words stand in the sentence that answers."""
    aside: float = 0.0
    """1 for a caption, a note or a pull quote."""
    fragment: float = 0.0
    """1 for running text that does not end like a sentence: a byline, an address."""
    question: float = 0.0
    """1 for a sentence that asks."""
    echo: float = 0.0
    """1 for a sentence with no word but the question's own, unless a yes or no is asked for."""
    header_row: float = 0.0
    """1 for the first row of a table."""
    lacks_number: float = 0.0
    """Probability that a number is asked for, where the sentence has none."""
    lacks_date: float = 0.0
    """Probability that a date is asked for, where the sentence has none."""


def sentence_features(
    query: Query, text: str, kind: BlockKind, cosine: float, before: str, *, header_row: bool
) -> SentenceFeatures:
    """The features of a sentence, but for the reranker's. ``before`` is the text before it."""
    covered = query.coverage(text)
    dependent = is_dependent(text) or asks(before)
    wants_number, wants_date = wanted(query)
    return SentenceFeatures(
        cosine,
        covered,
        query.coverage(f"{before} {text}") - covered if before and dependent else 0.0,
        aside=float(kind not in BODY and kind is not BlockKind.TABLE),
        fragment=float(kind is BlockKind.PARAGRAPH and not _ends(text)),
        question=float(asks(text)),
        echo=float(_is_echo(query, text)),
        header_row=float(header_row),
        lacks_number=wants_number * (not has_number(text)),
        lacks_date=wants_date * (not has_date(text)),
    )


def wanted(query: Query) -> tuple[float, float]:
    """The probabilities that a question asks for a number and for a date."""
    numbers = ("number", "share", "money", "duration")
    return sum(query.wants.get(name, 0.0) for name in numbers), query.wants.get("date", 0.0)


def has_number(text: str) -> bool:
    """Whether a text has a number that is not a year, in digits or in words.

    >>> has_number("Six came in 2017."), has_number("The MiG-29 came in 2017.")
    (True, False)
    """
    return _NUMBER.search(_DATE.sub(" ", text)) is not None


def has_date(text: str) -> bool:
    """Whether a text names a year, a century or a date in figures."""
    return _DATE.search(text) is not None


def asks(text: str) -> bool:
    """Whether a sentence or a heading ends as a question.

    >>> asks("May I bring a dog?"), asks("Dogs")
    (True, False)
    """
    return text.rstrip(_CLOSERS).endswith(("?", "？"))


def is_dependent(text: str) -> bool:
    """Whether a sentence cannot be understood without the one before it ("It ...").

    >>> is_dependent("It was opened in 2018."), is_dependent("The bridge opened.")
    (True, False)
    """
    return _DEPENDENT.match(text) is not None


def question_above(passage: Passage) -> str:
    """The question that a passage stands under, as in a list of questions and answers, or ""."""
    heading = passage.section[-1] if passage.section else ""
    return heading if asks(heading) else ""


def stretched(values: Iterable[float]) -> list[float]:
    """Values stretched over 0..1 (min-max normalisation).

    >>> stretched([2.0, 3.0, 4.0]), stretched([5.0])
    ([0.0, 0.5, 1.0], [0.0])
    """
    every = list(values)
    low, high = min(every, default=0.0), max(every, default=0.0)
    return [(value - low) / ((high - low) or 1.0) for value in every]


def shares(values: Iterable[float]) -> list[float]:
    """Values as shares of the largest.

    >>> shares([2.0, 4.0]), shares([0.0])
    ([0.5, 1.0], [0.0])
    """
    every = list(values)
    top = max(every, default=0.0) or 1.0
    return [value / top for value in every]


def _ends(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return text.rstrip(_CLOSERS).endswith(tuple(".!?:;…。！？"))


def _is_echo(query: Query, text: str) -> bool:
    if query.wants.get("yes_no", 0.0) > 0.5:
        return False
    return {stem(term) for term in query.idf}.issuperset(stem(word) for word in content_words(text))
