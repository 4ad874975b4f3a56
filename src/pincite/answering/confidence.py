"""Confidence: the probability that the documents answer, from what finding them brought up.

A logistic regression over a few plain signals, its classes weighted alike. Fitted by
``tests/benchmarks/confidence.py`` on questions that are answered, that nearly are, that ask about
another name, and that have nothing to do with the document; the nearly answered ones weigh as much
as all that were made up. The report set was only looked at; ``tests/benchmarks/README.md`` tells
the figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

from pincite.answering.selection import Evidence, told
from pincite.query.answer_type import YEAR, answer_type, holds
from pincite.query.block_kinds import LABEL, labels
from pincite.query.entities import Name, countries, is_place, missing, names, spoken_of_last
from pincite.retrieval.ranking import Ranked
from pincite_index.search.bm25 import content_words, words
from pincite_ingest.document import BlockKind

NEAR = 0.45
"""A cosine at which a passage is about the question; above it, nearness says little."""
UNREAD = 0.2
"""Log-odds halfway between what the reranker gives on average to what is answered, and to what is
not."""
UNDOUBTED = -0.5
"""The same of the model for answerability."""
SHOWN = 6.0
"""Log-odds where the very figure, table or map is found that is asked for by its number."""

_YEAR = re.compile(rf"(?<![.,]){YEAR}(?!%)")
_SPAN = re.compile(rf"\b(?:since|after|before|until|till|by|from|between)\s+{YEAR}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """One of the sentences that would be quoted, and what stands around it."""

    text: str
    kind: BlockKind
    """Of the block that it stands in."""
    over: tuple[str, ...]
    """Its document's title and its headings."""
    around: str
    """The passage that it was found in."""
    before: str = ""
    """What stands before it below its heading."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells an answered question from one that is not."""

    passage: float
    """Cosine of the nearest passage and the question, -1 to 0.45: what is nearer tells no more."""
    odds: float
    """Largest log-odds that the reranker gave; UNREAD where it is off, and at least SHOWN where a
    figure is asked for by its number and found."""
    coverage: float
    """Largest share of the question's idf in one sentence, 0 to 1; 0 where the question has no word
    but names, and they stand there: "who is ...?" can be asked in no other words."""
    places: float
    """Share of the question's countries that no passage of the library speaks of."""
    elsewhere: float
    """1 where neither the sentences nor their headings name one of its countries, or only a heading
    beside others, and the sentences are about another (one of those); or where they tell of other
    years than are asked about; else 0."""
    names: float
    """Share of its other names that do not stand in the sentences' passages either."""
    type: float
    """1 where no sentence has the sort of thing that is asked for (a number, a date), else 0."""
    answerable: float
    """Log-odds that the sentences answer, by the model that learnt to doubt it; UNDOUBTED where it
    is off, and at least SHOWN where a figure is asked for by its number and found."""


WEIGHTS = (8.66, 0.31, -1.71, -4.0, -1.66, -1.8, -1.74, 0.27)
"""One for each of the signals, in their order. Those of countries that the library lacks, and of
others in their place, are set by hand: fitted they were -1.4, with each question's own document for
the library, and -1.15, which answers about one country with another. Coverage counts against: of
two questions that the others think equally well answered, the one that repeats the text is likelier
a near miss."""
BIAS = -2.31


def signals(
    question: str,
    ranked: Sequence[Ranked],
    evidence: Sequence[Evidence],
    said: Sequence[Said],
    unknown: Collection[Name] = (),
    answerable: float = UNDOUBTED,
) -> Signals:
    """What finding brought up; of nothing, what speaks least for an answer. ``said`` is what would
    be quoted, ``unknown`` are countries that no passage of the library speaks of."""
    wanted = names(question)
    places = [name for name in wanted if is_place(name)]
    others = [name for name in wanted if not is_place(name)]
    parts = (part for one in said for part in (one.text, *one.over, one.around))
    around = " ".join(dict.fromkeys(parts))
    expected = answer_type(question)
    odds = max((one.odds for one in ranked if one.odds is not None), default=UNREAD)
    if any(LABEL.match(one.text) and labels(question) & labels(one.text) for one in said):
        odds, answerable = max(odds, SHOWN), max(answerable, SHOWN)
    named = {word for name in wanted for spelling in name for word in words(spelling)}
    bare = named.issuperset(content_words(question)) and not missing(wanted, around)
    return Signals(
        min(NEAR, max((one.candidate.cosine for one in ranked), default=0.0)),
        odds,
        0.0 if bare else max((one.coverage for one in evidence), default=0.0),
        sum(name in unknown for name in places) / max(1, len(places)),
        float(_of_other_countries(places, said) or _of_other_years(question, said)),
        missing(others, around) / max(1, len(others)),
        float(not any(holds(told(one.text, one.kind), expected) for one in said)),
        answerable,
    )


def _of_other_countries(asked: Sequence[Name], said: Sequence[Said]) -> bool:
    """Whether a country that is asked about is not named, and another is: in its place, or of those
    that a heading names with it, for what is said of Serbia below "Serbia and Hungary" is not said
    of Hungary. A sentence that names none of those is about the one that was named last."""
    over = dict.fromkeys(heading for one in said for heading in one.over)
    text = " ".join(one.text for one in said)
    if missing(asked, " ".join([text, *over])):
        return not countries(text).issubset(asked)
    for together in map(countries, over):
        if together.isdisjoint(asked):
            continue
        spoken = {name for one in said for name in _about(one, together)}
        if spoken and spoken.isdisjoint(asked):
            return True
    return False


def _about(one: Said, some: frozenset[Name]) -> frozenset[Name]:
    """Those of some countries that a sentence names, or else the one that was named last: below
    its heading, or in a heading that names it alone."""
    alone = (heading for heading in one.over if len(countries(heading)) == 1)
    return countries(one.text) & some or spoken_of_last("\n".join([*alone, one.before]), some)


def _of_other_years(question: str, said: Sequence[Said]) -> bool:
    """Whether years are told, and none that is asked about lies among them and the headings' or
    between. What is asked since, before or between years may be of many."""
    asked = _YEAR.findall(question)
    sentences = [year for one in said for year in _YEAR.findall(one.text)]
    if not asked or not sentences or _SPAN.search(question):
        return False
    near = [
        *sentences,
        *(year for one in said for head in one.over for year in _YEAR.findall(head)),
    ]
    return not any(min(near) <= year <= max(near) for year in asked)


def confidence(found: Signals) -> float:
    """The probability that the documents answer, 0 to 1.

    >>> found = Signals(0.5, 6, 0.5, 0, 0, 0, 0, 4)
    >>> not_found = Signals(0.1, -8, 0.2, 1, 1, 0, 0, -5)
    >>> confidence(found) > 0.7 > 0.2 > confidence(not_found)
    True
    """
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, astuple(found), strict=True))
    return 1 / (1 + math.exp(-total))
