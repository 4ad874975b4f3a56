"""Judging: compare an answer and its passages with the gold of the question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pincite.evaluation.nuggets import score_nuggets
from pincite.evaluation.outcome import DEPTH, Outcome, Place
from pincite.evaluation.questions import Gold, Question
from pincite.evaluation.words import has_answer, words_of
from pincite.quotes.matching import find_all
from pincite.types import Answer, Hit
from pincite_ingest.document import Document, Span

CHARACTERS_AT = 5
"""How many passages the character figures look at."""


def judge(
    question: Question,
    answer: Answer,
    hits: Sequence[Hit],
    documents: Sequence[Document],
    milliseconds: float,
) -> Outcome:
    """Compare an answer and its passages with the gold.

    ``documents`` are those that the question is about.
    """
    hits = tuple(hits[:DEPTH])
    found = [_place(hit) for hit in hits]
    pieces = [piece for piece in question.evidence if piece.has_text]
    gold = tuple(_places(piece, documents) for piece in pieces)
    on_page = [piece for piece in question.evidence if piece.has_page]
    sources = {place.document for places in gold for place in places}
    sources = sources or {document.id for document in documents}
    quotes = [
        Place(citation.document.id, Span(quote.start, quote.end))
        for citation in answer.citations
        for quote in citation.quotes
    ]
    read = found[:CHARACTERS_AT]
    nearest = [max(places, key=lambda place: _overlap(place, read)) for places in gold if places]
    lost = sum(
        len(piece.text or "") for piece, places in zip(pieces, gold, strict=True) if not places
    )
    gold_characters, covered_characters, retrieved_characters = _characters(read, nearest, lost)
    claims = [claim.text for claim in answer.claims]
    gold_text = " ".join(_gold_texts(question, pieces, gold, documents))
    quoted_words, gold_words, shared_words = _word_overlap(" ".join(claims), gold_text)
    return Outcome(
        question=question,
        answer=answer,
        hits=hits,
        gold=gold,
        ranks=tuple(_rank(_contains(place, places) for place in found) for places in gold),
        words=tuple(_words_read(hits, places) for places in gold),
        page_rank=_rank(
            hit.document.id in sources
            and any(piece.is_on(page.index, page.label) for page in hit.pages for piece in on_page)
            for hit in hits
        ),
        has_pages=bool(on_page) and any(document.pages for document in documents),
        wrong_pages=_wrong_pages(pieces, hits, gold),
        gold_characters=gold_characters,
        covered_characters=covered_characters,
        retrieved_characters=retrieved_characters,
        quoted_words=quoted_words,
        gold_words=gold_words,
        shared_words=shared_words,
        quotes_on_gold=sum(any(_overlaps(quote, places) for places in gold) for quote in quotes),
        quotes_shown=len(quotes),
        gold_quoted=sum(any(_overlaps(quote, places) for quote in quotes) for places in gold),
        contains_answer=_contains_answer(" ".join(claims), gold_text, question),
        milliseconds=milliseconds,
        nuggets=score_nuggets(question.nuggets, claims),
    )


def _places(piece: Gold, documents: Sequence[Document]) -> tuple[Place, ...]:
    """Where a piece of gold stands: at its offsets, or wherever its text is on its page."""
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
            here = any(piece.is_on(page.index, page.label) for page in pages)
            here = here or not piece.has_page or not pages
            (found if here else elsewhere).append(Place(document.id, match.span))
    return tuple(found or elsewhere)


def _place(hit: Hit) -> Place:
    return Place(hit.document.id, Span(hit.start, hit.end))


def _contains(passage: Place, places: Sequence[Place]) -> bool:
    return any(passage.contains(place) for place in places)


def _overlaps(quote: Place, places: Sequence[Place]) -> bool:
    return any(quote.overlaps(place) for place in places)


def _rank(fits: Iterable[bool]) -> int | None:
    """The rank, from 1, of the first passage that fits."""
    return next((rank for rank, fit in enumerate(fits, 1) if fit), None)


def _words_read(hits: Sequence[Hit], places: Sequence[Place]) -> int | None:
    """Words that a reader reads, passage after passage, up to the last word of the gold."""
    before = 0
    for hit in hits:
        starts = [word.start() for word in re.finditer(r"\S+", hit.text)]
        ends = [place.span.end - hit.start for place in places if _place(hit).contains(place)]
        if ends:
            return before + sum(start < min(ends) for start in starts)
        before += len(starts)
    return None


def _wrong_pages(
    pieces: Sequence[Gold], hits: Sequence[Hit], gold: Sequence[Sequence[Place]]
) -> int:
    return sum(
        _contains(_place(hit), places)
        and not any(piece.is_on(page.index, page.label) for page in hit.pages)
        for piece, places in zip(pieces, gold, strict=True)
        if piece.has_page
        for hit in hits
        if hit.pages
    )


def _overlap(place: Place, hits: Sequence[Place]) -> int:
    """Characters of a place that the passages contain; one in two passages counts twice."""
    return sum(
        max(0, min(hit.span.end, place.span.end) - max(hit.span.start, place.span.start))
        for hit in hits
        if hit.document == place.document
    )


def _characters(hits: Sequence[Place], gold: Sequence[Place], lost: int) -> tuple[int, int, int]:
    """Gold characters, those of them that the passages contain, and the passages' characters.

    ``lost`` gold characters stand in no document; they count as gold that was not found.
    """
    wanted = {
        (piece.document, at) for piece in gold for at in range(piece.span.start, piece.span.end)
    }
    covered = {
        (document, at)
        for document, at in wanted
        if any(
            hit.document == document and hit.span.start <= at < hit.span.end for hit in hits
        )
    }  # fmt: skip
    return len(wanted) + lost, len(covered), sum(len(hit.span) for hit in hits)


def _gold_texts(
    question: Question,
    pieces: Sequence[Gold],
    gold: Sequence[Sequence[Place]],
    documents: Sequence[Document],
) -> list[str]:
    """The text of each piece of gold, none for an unanswerable question."""
    if not question.answerable:
        return []
    texts: Mapping[str, str] = {document.id: document.text for document in documents}
    return [
        piece.text
        or "".join(texts[p.document][p.span.start : p.span.end] for p in places[:1])
        for piece, places in zip(pieces, gold, strict=True)
    ]  # fmt: skip


def _word_overlap(quoted: str, gold_text: str) -> tuple[int, int, int]:
    """Words quoted, words of the gold, and shared words, each with its repetitions."""
    if not gold_text:
        return 0, 0, 0
    shown, gold = Counter(words_of(quoted)), Counter(words_of(gold_text))
    return shown.total(), gold.total(), (shown & gold).total()


def _contains_answer(quoted: str, gold_text: str, question: Question) -> bool | None:
    """Whether the quotes contain a short answer that the gold contains too."""
    short = [answer for answer in question.answers if has_answer(gold_text, answer)]
    if not question.answerable or not short:
        return None
    return any(has_answer(quoted, answer) for answer in short)
