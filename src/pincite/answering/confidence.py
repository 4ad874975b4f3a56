"""Confidence: the probability that the documents answer.

A logistic regression over a few signals of the stages before. ``tests/benchmarks/fit.py`` fits its
weights; ``weights.json`` holds them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pincite.answering.selection import Evidence
from pincite.query.entities import Name, countries, is_place, last_country, missing
from pincite.query.query import Query
from pincite.retrieval.features import has_date, has_number, wanted
from pincite.retrieval.ranking import RankedPassage
from pincite.weights import Linear

NEAR = 0.45
"""Cosine at which a passage is about the question."""
UNREAD = -0.5
"""Log-odds in place of a cross-encoder's where it is off: halfway between answered and not."""

_YEAR = re.compile(r"(?<![.,])\b(?:1[5-9]|20)\d\d\b(?!%)")
_SPAN = re.compile(
    rf"\b(?:since|after|before|until|till|by|from|between)\s+{_YEAR.pattern}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that would be quoted, with what stands around it."""

    text: str
    headings: tuple[str, ...]
    """Its document's title and the headings that it stands under."""
    passage: str
    """The passage that it was found in."""
    before: str = ""
    """The text between its heading and it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells an answered question from an unanswered one."""

    cosine: float
    """Largest cosine of passage and question, -1 to ``NEAR``: nearer passages say no more."""
    relevance: float
    """Largest log-odds that the reranker gave a passage."""
    coverage: float
    """Largest share of the question's idf in one sentence, 0 to 1."""
    unknown_places: float
    """Share of the question's countries that no passage of the library speaks of."""
    other_subject: float
    """1 where the quotes are about another country, or other years, than the question."""
    missing_names: float
    """Share of its other names that neither the quotes nor their passages have."""
    lacks_number: float
    """Probability that a number is asked for, where no quote has one."""
    lacks_date: float
    """Probability that a date is asked for, where no quote has one."""
    answerability: float
    """Log-odds that the quotes answer, by the answerability model."""


def signals(
    query: Query,
    ranked: Sequence[RankedPassage],
    sentences: Sequence[Evidence],
    quoted: Sequence[Quoted],
    unknown: Collection[Name] = (),
    answerability: float = UNREAD,
) -> Signals:
    """The signals of one question. ``unknown`` are countries that no passage speaks of.

    Where nothing was retrieved, every signal has its pessimistic value.
    """
    places = [name for name in query.names if is_place(name)]
    others = [name for name in query.names if not is_place(name)]
    around = " ".join(
        dict.fromkeys(part for one in quoted for part in (one.text, *one.headings, one.passage))
    )
    text = " ".join(one.text for one in quoted)
    cosine = max((one.candidate.cosine for one in ranked), default=0.0)
    relevance = [one.relevance for one in ranked if one.relevance is not None]
    wants_number, wants_date = wanted(query)
    return Signals(
        cosine=min(cosine, NEAR),
        relevance=max(relevance, default=UNREAD),
        coverage=max((one.coverage for one in sentences), default=0.0),
        unknown_places=sum(name in unknown for name in places) / max(1, len(places)),
        other_subject=float(_other_country(places, quoted) or _other_years(query.text, quoted)),
        missing_names=missing(others, around) / max(1, len(others)),
        lacks_number=wants_number * (not has_number(text)),
        lacks_date=wants_date * (not has_date(text)),
        answerability=answerability,
    )


def confidence(found: Signals, model: Linear) -> float:
    """The probability that the documents answer, 0 to 1.

    >>> from pincite.weights import load
    >>> model = load().confidence
    >>> likely = Signals(0.45, 5, 0.6, 0, 0, 0, 0, 0, 4)
    >>> unlikely = Signals(0.1, -8, 0.1, 1, 1, 1, 0, 0, -5)
    >>> confidence(likely, model) > 0.6 > 0.2 > confidence(unlikely, model)
    True
    """
    return 1 / (1 + math.exp(-model(found)))


def _other_country(asked: Sequence[Name], quoted: Sequence[Quoted]) -> bool:
    """Whether a country that was asked about is not named and another is: in its place, or below a
    heading that names both. A sentence without a country is about the last one named before it."""
    headings = dict.fromkeys(heading for one in quoted for heading in one.headings)
    text = " ".join(one.text for one in quoted)
    if missing(asked, " ".join([text, *headings])):
        return not countries(text).issubset(asked)
    for together in map(countries, headings):
        if together.isdisjoint(asked):
            continue
        named = {name for one in quoted for name in _subjects(one, together)}
        if named and named.isdisjoint(asked):
            return True
    return False


def _subjects(one: Quoted, some: frozenset[Name]) -> frozenset[Name]:
    """Those of some countries that a sentence names, or else the one named last before it."""
    alone = (heading for heading in one.headings if len(countries(heading)) == 1)
    return countries(one.text) & some or last_country("\n".join([*alone, one.before]), some)


def _other_years(question: str, quoted: Sequence[Quoted]) -> bool:
    """Whether the quotes name years, and none that was asked about lies among or between them."""
    asked = _YEAR.findall(question)
    years = [year for one in quoted for year in _YEAR.findall(one.text)]
    if not asked or not years or _SPAN.search(question):
        return False
    years += [year for one in quoted for head in one.headings for year in _YEAR.findall(head)]
    return not any(min(years) <= year <= max(years) for year in asked)
