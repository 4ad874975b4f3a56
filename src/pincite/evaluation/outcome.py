"""One question's outcome: what was found and said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pincite.evaluation.questions import Question
from pincite.types import Answer, Hit, Status
from pincite_ingest.document import Span

DEPTH = 10
"""Passages that are judged."""


class Result(StrEnum):
    """What came of a question, in a word."""

    RIGHT = "right"
    """Every piece of gold is quoted, or the short answer is."""
    PARTLY = "partly right"
    """Some of the gold is quoted."""
    MISSED = "missed"
    """It answers, and no quote touches the gold."""
    FALSE_SILENCE = "wrongly silent"
    """It is silent, and the documents answer."""
    TRUE_SILENCE = "rightly silent"
    """It is silent, and so are the documents."""
    FALSE_ANSWER = "wrongly answered"
    """It answers, and the documents do not."""
    UNJUDGED = "not judged"
    """It answers, and the question has no gold to hold that against."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place in one document."""

    document: str
    span: Span

    def holds(self, other: Place) -> bool:
        return (
            self.document == other.document
            and self.span.start <= other.span.start
            and other.span.end <= self.span.end
        )

    def touches(self, other: Place) -> bool:
        return self.document == other.document and self.span.overlaps(other.span)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the figures are made of, for one question."""

    question: Question
    answer: Answer
    hits: tuple[Hit, ...]
    """The passages found, best first, at most DEPTH."""
    gold: tuple[tuple[Place, ...], ...]
    """For each piece of evidence with words, the places where they stand; any of them will do."""
    ranks: tuple[int | None, ...]
    """For each of them, the rank (from 1) of the first passage that holds it whole."""
    words: tuple[int | None, ...]
    """For each of them, how many words of the passages are read when its last one is."""
    page_rank: int | None
    """Rank of the first passage that stands on a gold page."""
    paged: bool
    """Whether its evidence names a page, of documents that have pages."""
    wrong_pages: int
    """Passages that hold gold text but do not stand on its page: must be 0."""
    gold_characters: int
    """Every character once, however many pieces of evidence it is in."""
    covered_characters: int
    """Gold characters inside the first five passages."""
    retrieved_characters: int
    """Characters of the first five passages, counted as often as they are shown."""
    quoted_words: int
    gold_words: int
    shared_words: int
    """Words that the shown quotes and the gold quotes have in common."""
    quotes_on_gold: int
    """Shown quotes that touch gold."""
    quotes_shown: int
    gold_quoted: int
    """Pieces of evidence that a shown quote touches."""
    contains_answer: bool | None
    """Whether a claim has the short answer; None where no short answer stands in the gold."""
    milliseconds: float
    """From the question to the answer."""

    @property
    def refused(self) -> bool:
        return self.answer.status is Status.ABSTAINED

    @property
    def scored(self) -> bool:
        """Whether its ranking counts: it is answerable and has gold."""
        return self.question.answerable and bool(self.gold)

    @property
    def lost(self) -> int:
        """Pieces of evidence whose words stand nowhere in the documents."""
        return sum(not places for places in self.gold)

    @property
    def result(self) -> Result:
        if not self.question.answerable:
            return Result.TRUE_SILENCE if self.refused else Result.FALSE_ANSWER
        if self.refused:
            return Result.FALSE_SILENCE
        if self.contains_answer or (self.gold and self.gold_quoted == len(self.gold)):
            return Result.RIGHT
        if not self.gold and self.contains_answer is None:
            return Result.UNJUDGED
        return Result.PARTLY if self.gold_quoted else Result.MISSED

    def within(self, budget: int) -> float:
        """Share of the evidence inside the first ``budget`` words of the passages."""
        read = [words is not None and words <= budget for words in self.words]
        return sum(read) / len(read) if read else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.question.id,
            "question": self.question.question,
            "kind": self.question.kind,
            "sort": self.question.sort,
            "answerable": self.question.answerable,
            "status": self.answer.status.value,
            "result": self.result.value,
            "confidence": round(self.answer.confidence, 4),
            "answer": self.answer.text,
            "ranks": list(self.ranks),
            "page_rank": self.page_rank,
            "contains_answer": self.contains_answer,
            "hits": [hit.id for hit in self.hits],
            "milliseconds": round(self.milliseconds, 1),
        }
