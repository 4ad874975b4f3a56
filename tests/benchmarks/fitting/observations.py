"""Observations: the features of every passage and sentence of a question, and which are gold."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import pincite
from fitting.sets import OFF_TOPIC, FitSet
from pincite.answering import pipeline
from pincite.answering.confidence import Signals
from pincite.assistant import Assistant
from pincite.query.entities import is_place, names
from pincite.quotes.matching import find_all
from pincite.retrieval.ranking import LOOKED_AT
from pincite_ingest.document import Document

K = 5
DRAW = random.Random(7)  # noqa: S311 (samples)

Spans = Sequence[tuple[str, int, int]]
"""Document id, first character, one past the last."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What the stages saw of one question."""

    source: str
    """"asked", or how an unanswerable question was made: "renamed", "stranger", "talk"."""
    answerable: bool
    passages: Any
    """Shape [p, passage features]."""
    gold_passages: Any
    """Shape [p], bool."""
    sentences: Any
    """Shape [s, sentence features]."""
    gold_sentences: Any
    """Shape [s], bool."""
    of: Any
    """Shape [s], the passage that each sentence stands in."""
    signals: Signals


def observe_set(name: str, one: FitSet, libraries: Path) -> list[Observation]:
    """Everything that is observed of a set. Its library is kept for the next time."""
    with pincite.open(libraries / name) as assistant:
        report = assistant.add_all(one.documents)
        for failure in report.failures:
            print(failure)
        ids = {Path(info.source).name: info.id for info in assistant.documents()}
        documents = {id: assistant.document(id) for id in ids.values()}
        found = []
        for row in one.questions:
            doc = row.get("doc")
            if doc and Path(doc).name not in ids:
                continue
            within = [ids[Path(doc).name]] if doc else list(ids.values())
            gold = list(_gold(row, [documents[id] for id in within]))
            if row.get("answerable", True) and not gold:
                continue
            asked = [ids[Path(doc).name]] if doc else None
            found.append(_observe(assistant, "asked", row, asked, gold))
            renamed = _renamed(row, one.questions, [documents[id] for id in within])
            if renamed and row.get("answerable", True):
                found.append(_observe(assistant, "renamed", renamed, asked, ()))
        for line in OFF_TOPIC.read_text("utf-8").splitlines():
            found.append(_observe(assistant, "talk", _unanswerable(line), None, ()))
    return found


def _unanswerable(question: str) -> dict[str, Any]:
    return {"question": question, "answerable": False}


def _observe(
    assistant: Assistant,
    source: str,
    row: Mapping[str, Any],
    documents: Sequence[str] | None,
    gold: Spans,
) -> Observation:
    models, settings = assistant.models, assistant.settings
    with assistant.snapshot() as view:
        query = pipeline.rewrite(view, models, row["question"], row.get("history", ()), settings)
        retrieved = pipeline.retrieve(view, models, query, settings, documents)
        read = pipeline.score(models, query, retrieved, settings)
        ranked = pipeline.trimmed(models, read)
        selection = pipeline.select(view, models, query, ranked, K)
        signals = pipeline.observe(view, models, query, ranked[:K], selection)
    looked = [one for one in read if one.sentences][:LOOKED_AT]
    sentences = [(at, found) for at, one in enumerate(looked) for found in one.sentences]
    return Observation(
        source,
        bool(row.get("answerable", True)),
        np.array([astuple(one.features) for one in looked], np.float32),
        np.array([_overlaps(one.document, one.passage, gold) for one in looked], bool),
        np.array([astuple(found.features) for _, found in sentences], np.float32),
        np.array([_overlaps(looked[at].document, f.sentence.span, gold) for at, f in sentences]),
        np.array([at for at, _ in sentences], np.int64),
        signals,
    )


def _overlaps(document: str, span: Any, gold: Spans) -> bool:
    return any(
        id == document and min(span.end, end) - max(span.start, start) > 0
        for id, start, end in gold
    )


def _gold(row: Mapping[str, Any], documents: Sequence[Document]) -> Iterator[tuple[str, int, int]]:
    """Where the gold stands: the evidence's words, or the answers on its pages."""
    for piece in row.get("evidence") or ():
        for document in documents:
            if piece.get("start") is not None:
                yield document.id, piece["start"], piece["end"]
            elif piece.get("text"):
                for match in find_all(piece["text"], document.text):
                    yield document.id, match.span.start, match.span.end
            elif piece.get("index") and piece["index"] <= len(document.pages):
                for span in document.pages[piece["index"] - 1].spans:
                    for answer in row["answers"]:
                        pattern = re.compile(_pattern(answer))
                        for match in pattern.finditer(document.text, span.start, span.end):
                            yield document.id, match.start(), match.end()


def _pattern(answer: str) -> str:
    return r"(?<![\w.,])" + r"\s+".join(map(re.escape, answer.split())) + r"(?![\w])"


def _renamed(
    row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], documents: Sequence[Document]
) -> dict[str, Any] | None:
    """The question with one name exchanged, a country for a country, for one that is not there."""
    if DRAW.random() < 0.5:
        return None
    text = " ".join(document.text for document in documents).lower()
    every = sorted({min(name) for other in rows for name in names(other["question"])})
    for name in sorted(names(row["question"]), key=sorted):
        spelling = next((one for one in sorted(name) if one in row["question"]), None)
        others = [
            other
            for other in every
            if other.isalpha()
            and is_place(frozenset(_country(other))) == is_place(name)
            and other.lower() not in text
        ]
        if spelling and others:
            return _unanswerable(row["question"].replace(spelling, DRAW.choice(others)))
    return None


def _country(name: str) -> set[str]:
    found = names(f"in {name}")
    return set(found[0]) if found else {name}
