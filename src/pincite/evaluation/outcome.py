"""The outcome of a question: what was retrieved and answered, compared with its gold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pincite.evaluation.nuggets import NuggetScore
from pincite.evaluation.questions import Question
from pincite.types import Answer, AnswerKind, Hit, Status
from pincite_ingest.document import Span

DEPTH = 10
"""How many passages are judged."""


class Result(StrEnum):
    """The verdict on the answer to a question."""

    RIGHT = "right"
    """It quotes all of the gold or every vital nugget, or contains the short answer."""
    PARTLY = "partly right"
    """It quotes some of the gold."""
    MISSED = "missed"
    """It answers, but no quote overlaps the gold."""
    FALSE_SILENCE = "wrongly silent"
    """It abstains although the documents answer."""
    TRUE_SILENCE = "rightly silent"
    """It abstains, and the documents do not answer."""
    FALSE_ANSWER = "wrongly answered"
    """It answers although the documents do not."""
    UNJUDGED = "not judged"
    """It answers, and the question has no gold to compare with."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document."""

    document: str
    """The document's id."""
    span: Span

    def contains(self, other: Place) -> bool:
        return (
            self.document == other.document
            and self.span.start <= other.span.start
            and other.span.end <= self.span.end
        )

    def overlaps(self, other: Place) -> bool:
        return self.document == other.document and self.span.overlaps(other.span)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that the figures need to know about a question."""

    question: Question
    answer: Answer
    hits: tuple[Hit, ...]
    """The passages retrieved, best first, at most DEPTH."""
    gold: tuple[tuple[Place, ...], ...]
    """For each piece of evidence with text, the places where it stands; any of them counts."""
    ranks: tuple[int | None, ...]
    """For each of them, the rank (from 1) of the first passage that contains it."""
    words: tuple[int | None, ...]
    """For each of them, how many words of the passages a reader reads up to its last word."""
    page_rank: int | None
    """Rank of the first passage on a gold page."""
    has_pages: bool
    """Whether its evidence names a page and its documents have pages."""
    wrong_pages: int
    """Passages that contain gold text but are not on its page; must be 0."""
    gold_characters: int
    """Characters of the gold; one that is in several pieces of evidence counts once."""
    covered_characters: int
    """Gold characters inside the first five passages."""
    retrieved_characters: int
    """Characters of the first five passages; one that is in two of them counts twice."""
    quoted_words: int
    """Words in the shown quotes."""
    gold_words: int
    """Words in the gold."""
    shared_words: int
    """Words that the shown quotes and the gold share."""
    quotes_on_gold: int
    """Shown quotes that overlap gold."""
    quotes_shown: int
    """Quotes shown."""
    gold_quoted: int
    """Pieces of evidence that a shown quote overlaps."""
    contains_answer: bool | None
    """Whether a claim contains a short answer; None if no short answer stands in the gold."""
    milliseconds: float
    """Time from the question to the answer."""
    nuggets: NuggetScore = field(default_factory=NuggetScore)
    """What the quotes cover of the question's nuggets."""

    @property
    def refused(self) -> bool:
        """Whether it says no: by abstaining, or by an answer that there are no mentions."""
        no_mention = self.answer.kind is AnswerKind.MENTIONS and self.answer.count == 0
        return self.answer.status is Status.ABSTAINED or no_mention

    @property
    def scored(self) -> bool:
        """Whether its ranking counts: it is answerable and has gold text."""
        return self.question.answerable and bool(self.gold)

    @property
    def lost(self) -> int:
        """Pieces of evidence whose text stands nowhere in the documents."""
        return sum(not places for places in self.gold)

    @property
    def result(self) -> Result:
        if not self.question.answerable:
            return Result.TRUE_SILENCE if self.refused else Result.FALSE_ANSWER
        if self.refused:
            return Result.FALSE_SILENCE
        if self.contains_answer or (self.gold and self.gold_quoted == len(self.gold)):
            return Result.RIGHT
        if self.question.nuggets:
            if self.nuggets.vital_covered == self.nuggets.vital_total:
                return Result.RIGHT
            return Result.PARTLY if any(self.nuggets.covered) else Result.MISSED
        if not self.gold and self.contains_answer is None:
            return Result.UNJUDGED
        return Result.PARTLY if self.gold_quoted else Result.MISSED

    def within(self, budget: int) -> float:
        """Share of the evidence that stands in the first ``budget`` words of the passages."""
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
            "nuggets_covered": list(self.nuggets.covered),
            "hits": [hit.id for hit in self.hits],
            "milliseconds": round(self.milliseconds, 1),
        }
