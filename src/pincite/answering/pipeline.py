"""One question's way through six stages, each a value in and a value out.

rewrite -> retrieve -> rerank -> select -> calibrate -> cite
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pincite.answering import confidence
from pincite.answering.citing import as_hit, cite
from pincite.answering.confidence import UNREAD, Quoted, Signals
from pincite.answering.selection import Evidence, choose, evidence
from pincite.query.entities import Name, is_place, unambiguous
from pincite.query.query import Query, analyse
from pincite.query.rewriting import is_courtesy, standalone
from pincite.query.spelling import corrected
from pincite.retrieval.candidates import candidates
from pincite.retrieval.features import question_above
from pincite.retrieval.ranking import (
    RankedPassage,
    distinct,
    final_order,
    first_order,
    read,
    with_sentences,
)
from pincite.retrieval.trimming import trim
from pincite.settings import Settings
from pincite.timing import Clock
from pincite.types import Answer, Hit, Status
from pincite.weights import Weights, load
from pincite_index.models.cross_encoder import Reranker
from pincite_index.models.encoder import Encoder
from pincite_index.search import bm25
from pincite_index.storage.base import Snapshot

SUBJECT_CHARACTERS = 1000
"""Characters before a sentence that may tell which country it is about."""


@dataclass(frozen=True, slots=True)
class Models:
    """The models that the stages use."""

    encoder: Encoder
    reranker: Reranker | None = None
    """Reads question and passage together; None to do without."""
    answerability: Reranker | None = None
    """Tells whether the quotes answer; None to do without."""
    weights: Weights = field(default_factory=load)


@dataclass(frozen=True, slots=True)
class Selection:
    """The sentences behind an answer."""

    sentences: tuple[Evidence, ...]
    """Those of the first k passages, best first."""
    quotes: tuple[Evidence, ...]
    """Those to quote, in reading order."""


def answer(
    snapshot: Snapshot,
    models: Models,
    settings: Settings,
    question: str,
    history: Sequence[str] = (),
    k: int = 5,
    *,
    depth: int = 0,
    documents: Sequence[str] | None = None,
    query: Query | None = None,
) -> tuple[Answer, list[Hit]]:
    """The answer to a question, and the ``depth`` best passages behind it. ``query`` is the
    rewritten question, where it is at hand."""
    clock = Clock()
    with clock("total"):
        with clock("rewrite"):
            query = query or rewrite(snapshot, models, question, history, settings)
        with clock("retrieve"):
            found = retrieve(snapshot, models, query, settings, documents)
        with clock("rerank"):
            ranked = rerank(models, query, found, settings)
        with clock("select"):
            selection = select(snapshot, models, query, ranked, k)
        with clock("calibrate"):
            signals = observe(snapshot, models, query, ranked[:k], selection)
            sure = 0.0 if is_courtesy(question) else calibrate(models, signals)
        with clock("cite"):
            claims, citations = cite(snapshot, ranked, selection.quotes)
            hits = [as_hit(snapshot, one) for one in ranked[: max(k, depth)]]
    answered = bool(claims) and sure >= settings.threshold
    return Answer(
        question,
        query.text,
        Status.ANSWERED if answered else Status.ABSTAINED,
        sure,
        claims if answered else (),
        citations if answered else (),
        () if answered else tuple(hits[:k]),
        dict(clock.ms),
    ), hits[:depth]


def search(
    snapshot: Snapshot,
    models: Models,
    settings: Settings,
    question: str,
    k: int,
    documents: Sequence[str] | None = None,
) -> list[Hit]:
    """The k best passages, best first."""
    query = analyse(snapshot, question, models.encoder)
    ranked = rerank(models, query, retrieve(snapshot, models, query, settings, documents), settings)
    return [as_hit(snapshot, one) for one in ranked[:k]]


def rewrite(
    snapshot: Snapshot, models: Models, question: str, history: Sequence[str], settings: Settings
) -> Query:
    """The question made to stand alone from the conversation, its spelling corrected."""
    text = standalone(question, history)
    if len(text) > settings.max_question_characters:
        text = question
    text = corrected(snapshot, text, models.encoder.count_tokens)
    return analyse(snapshot, text, models.encoder)


def retrieve(
    snapshot: Snapshot,
    models: Models,
    query: Query,
    settings: Settings,
    documents: Sequence[str] | None = None,
) -> list[RankedPassage]:
    """The candidates by words, vectors, pages and nearest sentences, best first."""
    model = models.weights.retrieval
    found, pages = candidates(snapshot, query, settings.candidates, documents)
    ranked = first_order(query, found, pages, model)
    return distinct(with_sentences(snapshot, query, ranked, model))


def rerank(
    models: Models, query: Query, ranked: Sequence[RankedPassage], settings: Settings
) -> list[RankedPassage]:
    """The passages in their final order, trimmed to what answers."""
    return trimmed(models, score(models, query, ranked, settings))


def score(
    models: Models, query: Query, ranked: Sequence[RankedPassage], settings: Settings
) -> list[RankedPassage]:
    """The passages in their final order, whole: by the cross-encoder and their sentences too."""
    if models.reranker is not None and settings.rerank:
        ranked = read(query, ranked, models.reranker, settings.rerank)
    return final_order(ranked, models.weights.sentences, models.weights.ranking)


def trimmed(models: Models, ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
    """The passages without their weak edges, and without those that then repeat a better one."""
    return trim(ranked, models.weights.margins["trim"])


def select(
    snapshot: Snapshot, models: Models, query: Query, ranked: Sequence[RankedPassage], k: int
) -> Selection:
    """The sentences of the first k passages, and those of them that are quoted."""
    sentences = evidence(ranked[:k])
    quotes = choose(snapshot, ranked, sentences, query.names, models.weights.margins)
    return Selection(tuple(sentences), tuple(quotes))


def observe(
    snapshot: Snapshot,
    models: Models,
    query: Query,
    ranked: Sequence[RankedPassage],
    selection: Selection,
) -> Signals:
    """The signals that confidence is computed from."""
    quoted = [_quoted(snapshot, one, ranked[one.passage]) for one in selection.quotes]
    unknown = _unknown_places(snapshot, query.names)
    odds = _answerability(models.answerability, query, ranked, selection.quotes)
    return confidence.signals(query, ranked, selection.sentences, quoted, unknown, odds)


def calibrate(models: Models, signals: Signals) -> float:
    """The probability that the documents answer."""
    return confidence.confidence(signals, models.weights.confidence)


def _answerability(
    model: Reranker | None,
    query: Query,
    ranked: Sequence[RankedPassage],
    quotes: Sequence[Evidence],
) -> float:
    """Log-odds that the quotes answer, read below the question that they stand under, if any."""
    if model is None or not quotes:
        return UNREAD
    above = question_above(ranked[quotes[0].passage].passage)
    text = " ".join([above, *(one.text for one in quotes)])
    return model.read(query.text, [text.strip()])[0].odds


def _unknown_places(snapshot: Snapshot, names: Sequence[Name]) -> list[Name]:
    """The countries none of whose names stands in any passage."""
    places = {
        name: [bm25.words(spelling) for spelling in unambiguous(name)]
        for name in names
        if is_place(name)
    }
    every = {word for spellings in places.values() for words in spellings for word in words}
    known = snapshot.frequencies(sorted(every))
    return [
        name
        for name, spellings in places.items()
        if not any(all(known[word] for word in words) for words in spellings)
    ]


def _quoted(snapshot: Snapshot, one: Evidence, ranked: RankedPassage) -> Quoted:
    """A sentence with the headings over it and the text around it."""
    info = snapshot.find(one.document)
    section = ranked.passage.section
    text = snapshot.text(one.document)
    before = text[max(0, one.span.start - SUBJECT_CHARACTERS) : one.span.start]
    if section:
        before = re.split(rf"{re.escape(section[-1])}\W*\n", before)[-1]
    headings = (info.title if info else "", *section)
    return Quoted(one.text, headings, ranked.passage.text, before)
