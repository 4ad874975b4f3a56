"""Names: whom and what a question speaks of by name, and whether a text speaks of the same.

A question about Croatia is not answered by a sentence about Serbia, however alike the rest is.
Countries go by many names (Serbia, Serbian, Serbs, Belgrade): ``places.txt`` has them, a country a
line, its government's seat among them. Other names are taken by their capitals and digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pincite.terms import stem
from pincite_index.lexical import STOP_WORDS

Name = frozenset[str]
"""What stands for one and the same, in any of its spellings."""

_PLACES = Path(__file__).with_name("places.txt")
MOST = 16
"""Names taken from one question at the most, the first."""
_WORDS_TOO = frozenset("us polish pole poles turkey chad jordan guinea dane finn swede".split())
"""Names of countries that are words as well, and names only with a capital."""
_TOKEN = re.compile(r"\w[\w.&’'+-]*\w|\w")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_END = frozenset(".!?:")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in a question."""

    start: int
    """Its first character."""
    end: int
    """One past its last."""
    name: Name


def mentions(question: str) -> list[Mention]:
    """Where a question speaks of somebody or something by name: countries first, then the others.

    >>> asked = "Did Zijin pay Serbia?"
    >>> [asked[one.start : one.end] for one in mentions(asked)]
    ['Serbia', 'Zijin']
    """
    places = [
        Mention(*match.span(), _places()[match.group().lower()])
        for match in _pattern().finditer(question)
        if match.group().lower() not in _WORDS_TOO or not match.group().islower()
    ]
    others = [
        Mention(at, at + len(word), frozenset([word]))
        for at, word in _capitals(question)
        if not any(place.start <= at < place.end for place in places)
    ]
    return places + others


def names(question: str) -> tuple[Name, ...]:
    """The names in a question, each once, MOST of them.

    >>> [sorted(name)[0] for name in names("what did beijing sell to Zijin in 2019?")]
    ['Beijing', 'Zijin', '2019']
    >>> names("Who are they?")
    ()
    """
    return tuple(dict.fromkeys(mention.name for mention in mentions(question)))[:MOST]


def is_place(name: Name) -> bool:
    """Whether a name is a country's.

    >>> [is_place(name) for name in names("What did Minsk sell to Zijin?")]
    [True, False]
    """
    return min(name).lower() in _places()


def missing(wanted: Sequence[Name], text: str) -> int:
    """How many of the names a text does not speak of.

    >>> missing(names("Did Serbia pay Huawei?"), "Belgrade paid.")
    1
    """
    lower = text.lower()
    return sum(not any(_stands(name, text, lower) for name in spellings) for spellings in wanted)


def _stands(name: str, text: str, lower: str) -> bool:
    """A name's beginning is enough for a long one; a short one stands as it is written."""
    if len(name) <= 3:
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    begun = stem(name.lower())
    return re.search(rf"(?<!\w){re.escape(begun)}", lower) is not None


def _capitals(question: str) -> Iterator[tuple[int, str]]:
    """Words with a digit, or with a capital that does not come from a sentence's beginning."""
    before = "."
    for match in _TOKEN.finditer(question):
        word = _POSSESSIVE.sub("", match.group())
        begins = before in _SENTENCE_END
        before = question[match.end() :].lstrip()[:1] or "."
        before = before if not before.isalnum() else " "
        if not word or word.lower() in STOP_WORDS:
            continue
        acronym = len(word) > 1 and word.isupper()
        if acronym or any(c.isdigit() for c in word) or (word[0].isupper() and not begins):
            yield match.start(), word


@cache
def _places() -> dict[str, Name]:
    """Every name of a country, lower case, with all the names of that country."""
    places: dict[str, Name] = {}
    for line in _PLACES.read_text("utf-8").splitlines():
        spellings = frozenset(line.split("|"))
        for name in spellings:
            places.setdefault(name.lower(), spellings)
    return places


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(map(re.escape, _places()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)
