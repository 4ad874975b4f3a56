"""One question's outcome: what was found and said, held against its gold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.answer import Answer, Hit, Status
from pincite.evaluation.questions import Gold, Question
from pincite.quotes import find_all
from pincite_ingest.document import Document, Span

BUDGETS = (150, 300, 600)
"""Words that a reader may be given."""
DEPTH = 10
"""Passages that are judged."""
CHARACTERS_AT = 5
"""Passages over which characters are counted."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """One place in one document."""

    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the figures are made of, for one question."""

    question: Question
    answer: Answer
    hits: tuple[Hit, ...]
    """The passages found, best first, at most DEPTH."""
    gold: tuple[tuple[Place, ...], ...]
    """For each piece of evidence, the places where it stands; any of them will do."""
    ranks: tuple[int | None, ...]
    """For each piece of evidence, the rank (from 1) of the first passage that holds it whole."""
    page_rank: int | None
    """Rank of the first passage that stands on a gold page."""
    wrong_pages: int
    """Passages that hold gold text but do not stand on its page: must be 0."""
    within: dict[int, float]
    """Share of the evidence inside the first so many words of the passages."""
    gold_characters: int
    covered_characters: int
    """Gold characters inside the first five passages."""
    retrieved_characters: int
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

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.question.id,
            "question": self.question.question,
            "kind": self.question.kind,
            "answerable": self.question.answerable,
            "status": self.answer.status.value,
            "confidence": round(self.answer.confidence, 4),
            "answer": self.answer.text,
            "ranks": list(self.ranks),
            "page_rank": self.page_rank,
            "contains_answer": self.contains_answer,
            "hits": [hit.id for hit in self.hits],
            "milliseconds": round(self.milliseconds, 1),
        }


def judge(
    question: Question,
    answer: Answer,
    hits: Sequence[Hit],
    documents: Sequence[Document],
    milliseconds: float,
) -> Outcome:
    """Hold an answer and its passages against the gold."""
    hits = tuple(hits[:DEPTH])
    gold = tuple(_places(piece, documents) for piece in question.evidence)
    labels = {piece.page for piece in question.evidence if piece.page is not None}
    ranks = tuple(_rank(hits, lambda hit, p=places: _holds(hit, p)) for places in gold)  # type: ignore[misc]
    quotes = [
        Place(citation.hit.document.id, Span(quote.start, quote.end))
        for citation in answer.citations
        for quote in citation.quotes
    ]
    everywhere = [place for places in gold for place in places[:1]]
    said = " ".join(claim.text for claim in answer.claims)
    return Outcome(
        question,
        answer,
        hits,
        gold,
        ranks,
        _rank(hits, lambda hit: any(page.label in labels for page in hit.pages)),
        _wrong_pages(question, hits, gold),
        {budget: _within(hits, gold, budget) for budget in BUDGETS},
        sum(len(place.span) for place in everywhere),
        _covered(hits[:CHARACTERS_AT], everywhere),
        sum(hit.end - hit.start for hit in hits[:CHARACTERS_AT]),
        *_word_overlap(answer, question),
        sum(any(_touches(q, p) for places in gold for p in places) for q in quotes),
        len(quotes),
        sum(any(_touches(q, p) for q in quotes for p in places) for places in gold),
        _contains(said, question),
        milliseconds,
    )


def _places(piece: Gold, documents: Sequence[Document]) -> tuple[Place, ...]:
    """Where a piece of gold stands: by its offsets, or wherever its words are on its page."""
    if piece.start is not None and piece.end is not None:
        return tuple(Place(one.id, Span(piece.start, piece.end)) for one in documents[:1])
    if piece.text is None:
        return ()
    found: list[Place] = []
    elsewhere: list[Place] = []
    for document in documents:
        for match in find_all(piece.text, document.text):
            pages = document.pages_of(match.span.start, match.span.end)
            here = piece.page is None or not pages or piece.page in {p.label for p in pages}
            (found if here else elsewhere).append(Place(document.id, match.span))
    return tuple(found or elsewhere)


def _rank(hits: Sequence[Hit], wanted: Callable[[Hit], bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, 1) if wanted(hit)), None)


def _holds(hit: Hit, places: Sequence[Place]) -> bool:
    return any(
        hit.document.id == place.document
        and hit.start <= place.span.start
        and place.span.end <= hit.end
        for place in places
    )


def _wrong_pages(question: Question, hits: Sequence[Hit], gold: Sequence[Sequence[Place]]) -> int:
    return sum(
        _holds(hit, places) and bool(hit.pages) and piece.page not in {p.label for p in hit.pages}
        for piece, places in zip(question.evidence, gold, strict=True)
        if piece.page is not None
        for hit in hits
    )


def _within(hits: Sequence[Hit], gold: Sequence[Sequence[Place]], budget: int) -> float:
    """Share of the evidence that the first ``budget`` words of the passages hold."""
    if not gold:
        return 0.0
    read: list[Place] = []
    left = budget
    for hit in hits:
        words = list(re.finditer(r"\S+", hit.text))[:left]
        if not words:
            break
        left -= len(words)
        read.append(Place(hit.document.id, Span(hit.start, hit.start + words[-1].end())))
    return sum(
        any(
            r.document == p.document and r.span.start <= p.span.start and p.span.end <= r.span.end
            for p in places
            for r in read
        )
        for places in gold
    ) / len(gold)


def _covered(hits: Sequence[Hit], gold: Sequence[Place]) -> int:
    """Gold characters that stand in any of the passages."""
    return sum(
        len(
            {
                at
                for hit in hits
                if hit.document.id == place.document
                for at in range(max(hit.start, place.span.start), min(hit.end, place.span.end))
            }
        )
        for place in gold
    )


def _word_overlap(answer: Answer, question: Question) -> tuple[int, int, int]:
    """Words shown, gold words, and words in common, counted with their repetitions."""
    if not question.answerable or not question.evidence:
        return 0, 0, 0
    shown = _words(" ".join(claim.text for claim in answer.claims))
    gold = _words(" ".join(piece.text or "" for piece in question.evidence))
    left = list(gold)
    shared = 0
    for word in shown:
        if word in left:
            left.remove(word)
            shared += 1
    return len(shown), len(gold), shared


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def _touches(one: Place, other: Place) -> bool:
    return one.document == other.document and one.span.overlaps(other.span)


def _contains(said: str, question: Question) -> bool | None:
    gold = " ".join(piece.text or "" for piece in question.evidence)
    short = [answer for answer in question.answers if _has(gold, answer)]
    if not question.answerable or not short:
        return None
    return any(_has(said, answer) for answer in short)


def _has(text: str, answer: str) -> bool:
    """Whether all parts of a short answer ("a; b") stand in a text, as whole words."""
    padded = f" {' '.join(_words(text))} "
    parts = [" ".join(_words(part)) for part in answer.split(";")]
    return any(parts) and all(f" {part} " in padded for part in parts if part)
