"""Answering: a question goes by its kind to the six stages or to an overview."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from pincite.answering import pipeline
from pincite.answering.pipeline import Models
from pincite.overviews.overview import Overview, Overviews, overview
from pincite.query.languages import language, other_language
from pincite.query.query import Query
from pincite.query.rewriting import is_courtesy
from pincite.query.understanding import Kind, Understanding, encoder, understand
from pincite.settings import Settings
from pincite.timing import Clock
from pincite.types import Answer, AnswerKind, Citation, Claim, Hit, Section, Status
from pincite_index.models.encoder import Vectors
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import Span

MOST_READ = 20
"""Documents whose language is looked at."""
LIKELY = 0.5
"""Confidence of the six stages from which their answer stands where an overview has none."""
MOST_TURNS = 5
"""How often "tell me more" can follow itself."""


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
) -> tuple[Answer, list[Hit]]:
    """The answer to a question of any kind, and the ``depth`` best passages behind it."""
    clock = Clock()
    with clock("total"):
        if note := _in_other_language(snapshot, models, question, documents):
            return Answer(question, question, Status.ABSTAINED, 0.0, note=note), []
        with clock("rewrite"):
            query = pipeline.rewrite(snapshot, models, question, history, settings)
        made = None
        if not is_courtesy(question):
            with clock("overview"):
                made = _overview(snapshot, models, settings, question, history, query, documents)
        if made is None or made.collected or depth or made.confidence < settings.threshold:
            narrow, hits = pipeline.answer(
                snapshot, models, settings, question, history, k,
                depth=max(depth, k), documents=documents, query=query,
            )  # fmt: skip
            if made is None:
                return narrow, hits[:depth]
            if made.collected:
                made = led_by(narrow, made)
            if narrow.confidence >= LIKELY and not _answers(made, settings):
                return narrow, hits[:depth]
        else:
            hits = []
    sure = made.confidence
    if not _answers(made, settings):
        made = Overview(made.kind)
        status, closest = Status.ABSTAINED, tuple(hits[:k])
    else:
        status, closest = Status.ANSWERED, ()
    return Answer(
        question, query.text, status, sure, made.claims, made.citations, closest, dict(clock.ms),
        made.kind, made.note, made.count, made.sections, made.details, made.suggestions,
    ), hits[:depth]  # fmt: skip


def _answers(made: Overview, settings: Settings) -> bool:
    """Whether an overview has something to show and is sure enough to be shown."""
    found = bool(made.claims or made.details) or made.count is not None
    return found and made.confidence >= settings.threshold


def led_by(narrow: Answer, made: Overview) -> Overview:
    """An overview that begins with the quotes of the six stages, which answer most directly.

    Its confidence is theirs; for a topic or a comparison, which they read too narrowly, it is the
    geometric mean of both.
    """
    sure = narrow.confidence
    if made.kind is not AnswerKind.LIST:
        sure = math.sqrt(sure * made.confidence)
    if not narrow.claims or made.kind is AnswerKind.COMPARISON:
        return replace(made, confidence=sure)
    first = {claim.text for claim in narrow.claims}
    shift = len(narrow.citations)
    sections = [Section("", narrow.claims)]
    for section in made.sections:
        claims = tuple(
            Claim(claim.text, tuple(number + shift for number in claim.citations))
            for claim in section.claims
            if claim.text not in first
        )
        sections.append(replace(section, claims=claims))
    citations = (
        *narrow.citations,
        *(replace(one, number=one.number + shift) for one in made.citations),
    )
    kept = tuple(section for section in sections if section.claims or section.more)
    return _numbered(replace(made, confidence=sure, sections=kept, citations=citations))


def _numbered(made: Overview) -> Overview:
    """The overview with only the citations that its claims name, numbered in order; the numbers of
    those behind "more" follow them."""
    used = dict.fromkeys(number for claim in made.claims for number in claim.citations)
    new = {old: at for at, old in enumerate(used, 1)}
    by_number = {one.number: one for one in made.citations}
    citations = tuple(replace(by_number[old], number=at) for old, at in new.items())
    following = count(len(citations) + 1)
    sections = tuple(
        replace(
            section,
            claims=tuple(
                Claim(claim.text, tuple(new[number] for number in claim.citations))
                for claim in section.claims
            ),
            more=tuple(replace(one, number=next(following)) for one in section.more),
        )
        for section in made.sections
    )
    return replace(made, sections=sections, citations=citations)


def _in_other_language(
    snapshot: Snapshot, models: Models, question: str, documents: Sequence[str] | None
) -> str | None:
    """What to say to a question in another language than the documents', which the default
    encoder does not understand; None where it may be asked."""
    if models.encoder.fingerprint != encoder() or language(question) in (None, "en"):
        return None
    chosen = snapshot.ids() if documents is None else list(documents)
    return other_language(question, [snapshot.text(one) for one in chosen[:MOST_READ]])


def make(snapshot: Snapshot, models: Models, documents: Sequence[str] | None = None) -> Overviews:
    """What makes overviews of some documents, or of all."""
    chosen = tuple(documents) if documents is not None else tuple(snapshot.ids())
    return Overviews(
        snapshot, models.encoder, models.reranker, chosen, limited=documents is not None
    )


def as_answer(made: Overview, question: str) -> Answer:
    """An overview as an answer that is given whatever its confidence."""
    return Answer(
        question, question, Status.ANSWERED, made.confidence, made.claims, made.citations,
        kind=made.kind, note=made.note, count=made.count, sections=made.sections,
        details=made.details, suggestions=made.suggestions,
    )  # fmt: skip


def _overview(
    snapshot: Snapshot,
    models: Models,
    settings: Settings,
    question: str,
    history: Sequence[str],
    query: Query,
    documents: Sequence[str] | None,
) -> Overview | None:
    """The overview for a broad question, or None for a narrow one."""
    maker = make(snapshot, models, documents)
    if not maker.documents:
        return None
    if history and _understood(models, question).kind is Kind.MORE:
        earlier = history[-MOST_TURNS:]
        before, _ = answer(
            snapshot, models, settings, earlier[-1], earlier[:-1], documents=documents
        )
        return _more(maker, models, before)
    understood = _understood(models, query.text, query.vector)
    return overview(maker, query.text, query.vector, understood)


def _understood(models: Models, question: str, vector: Vectors | None = None) -> Understanding:
    """What a question asks for; by its words alone where the encoder is another than fitted."""
    if models.encoder.fingerprint != encoder():
        return understand(None, question)
    if vector is None:
        vector = models.encoder.encode([question])[0]
    return understand(vector, question)


def _more(maker: Overviews, models: Models, before: Answer) -> Overview:
    """What comes after an answer: what it has behind "more", or else what else is relevant."""
    sections: list[Section] = []
    citations: list[Citation] = []
    for section in before.sections:
        claims = []
        for citation in section.more:
            number = len(citations) + 1
            citations.append(Citation(number, citation.hit, citation.quotes, citation.pages))
            claims += [Claim(quote.text, (number,)) for quote in citation.quotes]
        if claims:
            sections.append(Section(section.heading, tuple(claims), section.document))
    if sections:
        return Overview(before.kind, tuple(sections), tuple(citations), "More on the same.")
    shown = [Span(q.start, q.end) for citation in before.citations for q in citation.quotes]
    question = before.standalone_question
    return maker.topic(question, models.encoder.encode([question])[0], without=shown)
