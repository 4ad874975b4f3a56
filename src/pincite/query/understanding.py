"""Question understanding: what kind of answer a question asks for, and what it expects to read.

Two softmax classifiers (multinomial logistic regression) over the question's sentence vector, which
the encoder has made already, and over its frequent words and word pairs, because a sentence vector
hardly notices "how many". The classes of expected answers follow Li and Roth, "Learning Question
Classifiers" (2002). ``tests/benchmarks/kinds/fit.py`` fits the weights, on questions that were
written for it, and prints how well they do on held-out ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.encoder import Vectors

_WORD = re.compile(r"\w+|[\"“«„]")
_WEIGHTS = "understanding.json"


class Kind(StrEnum):
    """What a question asks for."""

    FACT = "fact"
    """One fact: a number, a name, a date, yes or no."""
    LIST = "list"
    """Several items: "which towns ...?", "list the steps"."""
    WHY = "why"
    """Reasons, causes or a mechanism: "why ...?", "what led to ...?", "how does ... work?"."""
    COMPARE = "compare"
    """Two or more sides against each other."""
    TOPIC = "topic"
    """What the documents say about a subject: "tell me about ...", or a bare noun phrase."""
    SUMMARY = "summary"
    """The main points of a whole document."""
    SECTION = "section"
    """What a named part says: a chapter, an annex, the recommendations."""
    MENTION = "mention"
    """Whether, where or how often a name or word occurs."""
    ABOUT = "about"
    """The document itself: title, author, date, contents."""
    DEFINITION = "definition"
    """What a term means or an abbreviation stands for."""
    MORE = "more"
    """More of the last answer: "tell me more", "what else?"."""
    CHAT = "chat"
    """Small talk, with nothing to look up."""


class Expected(StrEnum):
    """What the answer to a question of fact is expected to hold."""

    NUMBER = "number"
    """A count or a measure: "how many", "how tall", "what temperature"."""
    SHARE = "share"
    """A percentage, proportion or rate."""
    MONEY = "money"
    """A sum of money."""
    DATE = "date"
    """A point in time: day, year, season, time of day, deadline."""
    DURATION = "duration"
    """A length of time or an age."""
    PERSON = "person"
    """Somebody's name or role."""
    PLACE = "place"
    """Where something is or happened."""
    ORGANISATION = "organisation"
    """A company, authority, institute, party or team."""
    YES_NO = "yes_no"
    """Whether something is so."""
    OTHER = "other"
    """Anything else, such as a thing, a manner or a reason."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question asks for, as far as the classifiers can tell."""

    kind: Kind
    """The most probable kind."""
    kind_probability: float
    """Its probability, 0 to 1."""
    kinds: Mapping[Kind, float]
    """The probability of every kind; they add up to 1."""
    wants: Mapping[str, float]
    """The probability of every class of ``Expected``, by its value; they add up to 1. It is only
    meaningful where the question asks for a fact; other questions mostly want "other"."""


def understand(vector: Vectors | None, question: str) -> Understanding:
    """What a question asks for.

    ``vector`` is the question's, shape [d], from the encoder whose fingerprint ``encoder()``
    returns; with None, or a vector of another length, the words alone decide, less reliably.

    >>> found = understand(None, "How many people live in the valley?")
    >>> found.kind.value, max(found.wants, key=found.wants.__getitem__)
    ('fact', 'number')
    """
    weights = _weights()
    bag = _bag(question, weights.grams)
    if vector is None or len(vector) != weights.dimension:
        heads, features = weights.words_only, bag
    else:
        heads, features = weights.both, np.concatenate([np.asarray(vector, np.float32), bag])
    kinds = {Kind(name): p for name, p in heads["kind"].probabilities(features).items()}
    kind = max(kinds, key=kinds.__getitem__)
    return Understanding(kind, kinds[kind], kinds, heads["wants"].probabilities(features))


def encoder() -> str:
    """The fingerprint of the encoder that the weights were fitted with."""
    return _weights().encoder


def grams(question: str) -> list[str]:
    """The words and word pairs of a question, with its beginning and end marked.

    >>> grams("How many?")
    ['^', 'how', 'many', '$', '^ how', 'how many', 'many $']
    """
    words = ["^", *_WORD.findall(question.lower()), "$"]
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def _bag(question: str, places: Mapping[str, int]) -> NDArray[np.float32]:
    """Which of some words and word pairs a question has; a vector of length one, or zero."""
    bag = np.zeros(len(places), np.float32)
    bag[[places[gram] for gram in grams(question) if gram in places]] = 1.0
    return bag / (np.linalg.norm(bag) or 1.0)


def bags(questions: Sequence[str], vocabulary: Sequence[str]) -> NDArray[np.float32]:
    """The word features of questions, shape [n, words]; for fitting."""
    places = {gram: at for at, gram in enumerate(vocabulary)}
    return np.array([_bag(question, places) for question in questions])


@dataclass(frozen=True, slots=True)
class _Head:
    """A softmax classifier."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    """Shape [classes, features]."""
    bias: NDArray[np.float32]
    """Shape [classes]."""

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> _Head:
        weights, bias = (np.array(body[name], np.float32) for name in ("weights", "bias"))
        return cls(tuple(body["classes"]), weights, bias)

    def probabilities(self, features: NDArray[np.float32]) -> dict[str, float]:
        scores = self.weights @ features + self.bias
        likely = np.exp(scores - scores.max())
        return dict(zip(self.classes, (likely / likely.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Weights:
    """The fitted classifiers."""

    encoder: str
    dimension: int
    grams: Mapping[str, int]
    """The place of each word and word pair among the features."""
    both: Mapping[str, _Head]
    """Over the vector and the words, by name: "kind" and "wants"."""
    words_only: Mapping[str, _Head]


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    body = json.loads(files("pincite.query").joinpath(_WEIGHTS).read_text("utf-8"))
    return _Weights(
        body["encoder"],
        body["dimension"],
        {gram: at for at, gram in enumerate(body["grams"])},
        {name: _Head.read(head) for name, head in body["both"].items()},
        {name: _Head.read(head) for name, head in body["words_only"].items()},
    )
