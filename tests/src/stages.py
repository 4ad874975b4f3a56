"""Queries, passages and sentences made by hand, for the tests of the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from pincite.answering.selection import Evidence
from pincite.query import entities
from pincite.query.query import Query
from pincite.retrieval.features import PassageFeatures, SentenceFeatures
from pincite.retrieval.ranking import RankedPassage, RankedSentence
from pincite_index.storage.base import Candidate, Sentence, Snapshot
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import BlockKind, Span

BODY = BlockKind.PARAGRAPH
NO_VECTOR = np.zeros(2, np.float32)


def query(
    text: str, idf: Mapping[str, float] | None = None, wants: Mapping[str, float] | None = None
) -> Query:
    """A question with its names, as if every word in ``idf`` were its only content words."""
    return Query(text, NO_VECTOR, idf or {}, entities.names(text), wants or {})


def passage_of(
    number: int,
    sentences: Sequence[str],
    scores: Sequence[float] = (),
    *,
    score: float = 1.0,
    kind: BlockKind = BODY,
    section: tuple[str, ...] = (),
    gap: str = " ",
    start: int = 0,
) -> RankedPassage:
    """A passage of these sentences, each with its score, in the document named by its number."""
    text, found = "", []
    for at, said in enumerate(sentences):
        begin = start + len(text)
        own = scores[at] if scores else 0.0
        sentence = Sentence(Span(begin, begin + len(said)), kind, NO_VECTOR)
        found.append(RankedSentence(sentence, said, SentenceFeatures(own, 0.0, 0.0), own))
        text += f"{said}{gap}"
    text = text.removesuffix(gap)
    passage = Passage(start, start + len(text), text, section, (1,), kind)
    candidate = Candidate(number, str(number), passage, 0.5, 0)
    return RankedPassage(candidate, PassageFeatures(0.5, 0.0), score, tuple(found))


def sentence_of(one: RankedPassage, at: int, *, passage: int = 0, score: float = 1.0) -> Evidence:
    """One sentence of a passage, as evidence."""
    found = one.sentences[at].sentence
    text = one.sentences[at].text
    return Evidence(one.document, found.span, text, found.kind, passage, score)


class Text:
    """As much of a snapshot as selection reads: one document's text and sentences."""

    def __init__(self, text: str = "", kind: BlockKind = BODY, lines: Sequence[Span] = ()) -> None:
        self._text = text
        self._sentences = [Sentence(span, kind, NO_VECTOR) for span in lines]

    def text(self, document: str) -> str:
        return self._text

    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        return [one for one in self._sentences if start <= one.span.start < end]


def snapshot_of(text: str = "", kind: BlockKind = BODY, lines: Sequence[Span] = ()) -> Snapshot:
    return cast("Snapshot", Text(text, kind, lines))
