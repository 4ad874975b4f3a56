"""Judging: an answer and its passages held against the gold of their question."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pincite.evaluation.outcome import DEPTH, Outcome, Place
from pincite.evaluation.questions import Gold, Question
from pincite.quotes.matching import find_all
from pincite.types import Answer, Hit
from pincite_ingest.document import Document, Span

CHARACTERS_AT = 5
"""Passages over which characters are counted."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def judge(
    question: Question,
    answer: Answer,
    hits: Sequence[Hit],
    documents: Sequence[Document],
    milliseconds: float,
) -> Outcome:
    """Hold an answer and its passages against the gold."""
    hits = tuple(hits[:DEPTH])
    found = [_place(hit) for hit in hits]
    pieces = [piece for piece in question.evidence if piece.worded]
    gold = tuple(_places(piece, documents) for piece in pieces)
    pages = {piece.page for piece in question.evidence if piece.page is not None}
    on = {place.document for places in gold for place in places} or {one.id for one in documents}
    quotes = [
        Place(citation.document.id, Span(quote.start, quote.end))
        for citation in answer.citations
        for quote in citation.quotes
    ]
    read = found[:CHARACTERS_AT]
    nearest = [max(places, key=lambda one: _overlap(one, read)) for places in gold if places]
    lost = sum(
        len(piece.text or "") for piece, places in zip(pieces, gold, strict=True) if not places
    )
    gold_characters, covered_characters, retrieved_characters = _characters(read, nearest, lost)
    said = " ".join(claim.text for claim in answer.claims)
    printed = " ".join(_printed(question, pieces, gold, documents))
    quoted_words, gold_words, shared_words = _word_overlap(said, printed)
    return Outcome(
        question=question,
        answer=answer,
        hits=hits,
        gold=gold,
        ranks=tuple(_rank(_held(one, places) for one in found) for places in gold),
        words=tuple(_words_read(hits, places) for places in gold),
        page_rank=_rank(
            hit.document.id in on and any(page.label in pages for page in hit.pages) for hit in hits
        ),
        paged=bool(pages) and any(document.pages for document in documents),
        wrong_pages=_wrong_pages(pieces, hits, gold),
        gold_characters=gold_characters,
        covered_characters=covered_characters,
        retrieved_characters=retrieved_characters,
        quoted_words=quoted_words,
        gold_words=gold_words,
        shared_words=shared_words,
        quotes_on_gold=sum(any(_touched(quote, places) for places in gold) for quote in quotes),
        quotes_shown=len(quotes),
        gold_quoted=sum(any(_touched(quote, places) for quote in quotes) for places in gold),
        contains_answer=_contains(said, printed, question),
        milliseconds=milliseconds,
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


def _touched(quote: Place, places: Sequence[Place]) -> bool:
    return any(quote.touches(place) for place in places)


def _rank(fits: Iterable[bool]) -> int | None:
    """The place, from 1, of the first passage that fits."""
    return next((rank for rank, fit in enumerate(fits, 1) if fit), None)


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
