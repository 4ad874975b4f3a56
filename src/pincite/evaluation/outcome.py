"""One question's outcome: what was found and said, held against its gold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pincite.answer import Answer, Hit, Status
from pincite.evaluation.questions import Gold, Question
from pincite.quotes import find_all
from pincite_ingest.document import Document, Span

DEPTH = 10
"""Passages that are judged."""
CHARACTERS_AT = 5
"""Passages over which characters are counted."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


class Result(StrEnum):
    """What came of a question, in a word."""

    RIGHT = "right"
    """Every piece of gold is quoted, or the short answer is."""
    PARTLY = "partly right"
    """Some of the gold is quoted."""
    MISSED = "missed"
    """It answers, with no word of the gold."""
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


def judge(
    question: Question,
    answer: Answer,
    hits: Sequence[Hit],
    documents: Sequence[Document],
    milliseconds: float,
) -> Outcome:
    """Hold an answer and its passages against the gold."""
    hits = tuple(hits[:DEPTH])
    found = [Place(hit.document.id, Span(hit.start, hit.end)) for hit in hits]
    pieces = [piece for piece in question.evidence if piece.worded]
    gold = tuple(_places(piece, documents) for piece in pieces)
    pages = {piece.page for piece in question.evidence if piece.page is not None}
    on = {place.document for places in gold for place in places} or {one.id for one in documents}
    quotes = [
        Place(citation.hit.document.id, Span(quote.start, quote.end))
        for citation in answer.citations
        for quote in citation.quotes
    ]
    read = found[:CHARACTERS_AT]
    everywhere = [max(places, key=lambda one: _overlap(one, read)) for places in gold if places]
    lost = sum(
        len(piece.text or "") for piece, places in zip(pieces, gold, strict=True) if not places
    )
    said = " ".join(claim.text for claim in answer.claims)
    printed = " ".join(_printed(question, pieces, gold, documents))
    return Outcome(
        question,
        answer,
        hits,
        gold,
        tuple(
            _first(hits, lambda hit, p=places: _held(_place(hit), p))  # type: ignore[misc]
            for places in gold
        ),
        tuple(_words_read(hits, places) for places in gold),
        _first(
            hits,
            lambda hit: hit.document.id in on and any(page.label in pages for page in hit.pages),
        ),
        bool(pages) and any(document.pages for document in documents),
        _wrong_pages(pieces, hits, gold),
        *_characters(read, everywhere, lost),
        *_word_overlap(said, printed),
        sum(any(quote.touches(place) for places in gold for place in places) for quote in quotes),
        len(quotes),
        sum(any(quote.touches(place) for quote in quotes for place in places) for places in gold),
        _contains(said, printed, question),
        milliseconds,
    )


def _places(piece: Gold, documents: Sequence[Document]) -> tuple[Place, ...]:
    """Where a piece of gold stands: at its offsets, or wherever its words are on its page."""
    if piece.start is not None and piece.end is not None:
        span = Span(piece.start, piece.end)
        for document in documents:
            text = document.text[span.start : span.end]
            if piece.text in (None, text) and len(text) == len(span):
                return (Place(document.id, span),)
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


def _place(hit: Hit) -> Place:
    return Place(hit.document.id, Span(hit.start, hit.end))


def _held(passage: Place, places: Sequence[Place]) -> bool:
    return any(passage.holds(place) for place in places)


def _first(hits: Sequence[Hit], wanted: Callable[[Hit], bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, 1) if wanted(hit)), None)


def _words_read(hits: Sequence[Hit], places: Sequence[Place]) -> int | None:
    """Words read, passage after passage, when the last one of a piece of gold is."""
    before = 0
    for hit in hits:
        starts = [word.start() for word in re.finditer(r"\S+", hit.text)]
        ends = [place.span.end - hit.start for place in places if _place(hit).holds(place)]
        if ends:
            return before + sum(start < min(ends) for start in starts)
        before += len(starts)
    return None


def _wrong_pages(
    pieces: Sequence[Gold], hits: Sequence[Hit], gold: Sequence[Sequence[Place]]
) -> int:
    return sum(
        _held(_place(hit), places) and piece.page not in {page.label for page in hit.pages}
        for piece, places in zip(pieces, gold, strict=True)
        if piece.page is not None
        for hit in hits
        if hit.pages
    )


def _overlap(place: Place, hits: Sequence[Place]) -> int:
    """Characters of a place inside the passages, those in two of them twice."""
    return sum(
        max(0, min(hit.span.end, place.span.end) - max(hit.span.start, place.span.start))
        for hit in hits
        if hit.document == place.document
    )


def _characters(hits: Sequence[Place], gold: Sequence[Place], lost: int) -> tuple[int, int, int]:
    """Gold characters with the ``lost`` ones, that no document has, those of them inside the
    passages, and the passages' characters."""
    wanted = {(one.document, at) for one in gold for at in range(one.span.start, one.span.end)}
    covered = {
        (document, at)
        for document, at in wanted
        if any(
            hit.document == document and hit.span.start <= at < hit.span.end for hit in hits
        )
    }  # fmt: skip
    return len(wanted) + lost, len(covered), sum(len(hit.span) for hit in hits)


def _printed(
    question: Question,
    pieces: Sequence[Gold],
    gold: Sequence[Sequence[Place]],
    documents: Sequence[Document],
) -> list[str]:
    """The words of the gold."""
    if not question.answerable:
        return []
    texts: Mapping[str, str] = {document.id: document.text for document in documents}
    return [
        piece.text
        or "".join(texts[p.document][p.span.start : p.span.end] for p in places[:1])
        for piece, places in zip(pieces, gold, strict=True)
    ]  # fmt: skip


def _word_overlap(said: str, printed: str) -> tuple[int, int, int]:
    """Words shown, gold words, and words in common, counted with their repetitions."""
    if not printed:
        return 0, 0, 0
    shown, gold = Counter(_words(said)), Counter(_words(printed))
    return shown.total(), gold.total(), (shown & gold).total()


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def _contains(said: str, printed: str, question: Question) -> bool | None:
    short = [answer for answer in question.answers if _has(printed, answer)]
    if not question.answerable or not short:
        return None
    return any(_has(said, answer) for answer in short)


def _has(text: str, answer: str) -> bool:
    """Whether all parts of a short answer ("a; b") stand in a text, as whole words."""
    padded = f" {' '.join(_words(text))} "
    parts = [" ".join(_words(part)) for part in answer.split(";")]
    return any(parts) and all(f" {part} " in padded for part in parts if part)
