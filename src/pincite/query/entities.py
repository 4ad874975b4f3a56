"""Entities: the names in a question, and whether a text has them too.

A question about Croatia is not answered by a sentence about Serbia, however similar the rest is.
A country has many names (Serbia, Serbian, Serbs, Belgrade); ``places.txt`` lists them. All other
names are recognised by their capitals and digits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pincite.query.terms import folded, stem
from pincite_index.search.bm25 import STOP_WORDS

Name = frozenset[str]
"""All spellings of one name."""

_PLACES = Path(__file__).with_name("places.txt")
MOST = 16
"""Names taken from one question; later ones are ignored."""
_WORDS_TOO = frozenset("us polish pole poles turkey chad jordan guinea dane finn swede".split())
"""Names of countries that are common words too; they count only with a capital."""
_TITLES = frozenset("mr mrs ms dr prof sen gen col st".split())
"""Abbreviated titles; the full stop behind them does not end the sentence."""
_ROLES = frozenset(
    "president premier prime minister chancellor king queen prince princess pope senator governor "
    "mayor ambassador commissioner general colonel captain professor doctor sir lord lady".split()
)
"""Titles before a name, which a text often leaves out."""
_TOKEN = re.compile(r"\w[\w.&’'+-]*\w|\w")
_DOTTED = re.compile(r"\b(?:[A-Z]\.)+[A-Z]\b\.?")
"""An abbreviation with full stops, such as U.N."""
_SENTENCE_END = frozenset(".!?:")
_JOINING = r"[\s&-]+(?:(?:and|for|in|of|on|the|to|de|des|du|et|la)[\s&-]+){0,3}"
"""What may stand between the words of a name whose initials make an acronym."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at its place in a text."""

    start: int
    """Its first character."""
    end: int
    """One past its last character."""
    name: Name


def mentions(question: str) -> list[Mention]:
    """The places of the names in a question: countries first, then the others.

    >>> asked = "Did Zijin pay Serbia?"
    >>> [asked[one.start : one.end] for one in mentions(asked)]
    ['Serbia', 'Zijin']
    """
    text = _without_title_case(question)
    places = list(_countries(text))
    others = [
        Mention(at, at + len(word), frozenset([word]))
        for at, word in _capitals(text)
        if not any(place.start <= at < place.end for place in places)
    ]
    return places + others


@lru_cache(maxsize=64)
def names(question: str) -> tuple[Name, ...]:
    """The names in a question, each once; at most ``MOST``.

    >>> [sorted(name)[0] for name in names("what did beijing sell to Zijin in 2019?")]
    ['Beijing', 'Zijin', '2019']
    >>> names("Who are they?")
    ()
    """
    return tuple(dict.fromkeys(mention.name for mention in mentions(question)))[:MOST]


@lru_cache(maxsize=512)
def countries(text: str) -> frozenset[Name]:
    """The countries that a text mentions, by any of their names.

    >>> sorted(min(country) for country in countries("Kyiv bought what Poland had left."))
    ['Kiev', 'Poland']
    """
    return frozenset(mention.name for mention in _countries(text))


def last_country(text: str, some: Collection[Name]) -> frozenset[Name]:
    """Which of some countries a text mentions last; empty where it mentions none.

    >>> some = countries("Serbia and Hungary")
    >>> text = "Hungary paid. Serbia, by Chinese accounts, did not."
    >>> [min(one) for one in last_country(text, some)]
    ['Belgrade']
    """
    mentioned = [mention.name for mention in _countries(text) if mention.name in some]
    return frozenset(mentioned[-1:])


def is_place(name: Name) -> bool:
    """Whether a name is the name of a country.

    >>> [is_place(name) for name in names("What did Minsk sell to Zijin?")]
    [True, False]
    """
    return min(name).lower() in _places()


def unambiguous(name: Name) -> list[str]:
    """A country's names, without common words and abbreviations with full stops.

    >>> sorted(one for one in unambiguous(names("Polish ships")[0]) if len(one) < 7)
    ['Poland', 'Warsaw']
    """
    return [one for one in name if one.lower() not in _WORDS_TOO and "." not in one]


def is_of_a_people(spelling: str) -> bool:
    """Whether a spelling names a people (Serbian, Serbs) and not the country (Serbia, Belgrade).

    >>> [is_of_a_people(word) for word in ("Chinese", "Poles", "Poland", "Warsaw", "Zijin")]
    [True, True, False, False, False]
    """
    return spelling.lower() in _peoples()


def missing(wanted: Sequence[Name], text: str) -> int:
    """How many of the names a text does not mention.

    >>> missing(names("Did Serbia pay Huawei?"), "Belgrade paid.")
    1
    >>> missing(names("Who belongs to the CSTO?"), "the Collective Security Treaty Organization")
    0
    >>> missing(names("What does the PLA buy?"), "Poland, Latvia and Austria")
    1
    """
    plain = _plain(text)
    lower = plain.lower()
    return sum(
        name not in countries(text)
        if is_place(name)
        else not any(_stands(_plain(spelling), plain, lower) for spelling in name)
        for name in wanted
    )


def _plain(text: str) -> str:
    """A text without accents, and its abbreviations without full stops.

    >>> _plain("The U.N. and Vučić")
    'The UN and Vucic'
    """
    return _DOTTED.sub(lambda match: match.group().replace(".", ""), folded(text))


def _stands(name: str, text: str, lower: str) -> bool:
    """Whether a text has a name. A short name must match exactly, a long one may have another
    ending, and an acronym may be written in full."""
    if _is_acronym(name) and _in_full(name).search(text):
        return True
    if len(name) <= 3:
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    whole = name.lower()
    base = whole if whole == f"{stem(whole)}e" else stem(whole)  # "apple" is not "apply"
    ways = rf"{re.escape(whole)}|{re.escape(base)}\w{{0,3}}"
    return re.search(rf"(?<!\w)(?:{ways})(?!\w)", lower) is not None


def _is_acronym(name: str) -> bool:
    return 3 <= len(name) <= 6 and name.isascii() and name.isalpha() and name.isupper()


@lru_cache(maxsize=64)
def _in_full(acronym: str) -> re.Pattern[str]:
    """A pattern for the words that an acronym stands for, each with its capital.

    >>> _in_full("OECD").search("Organization for Economic Co-operation and Development")[0][:8]
    'Organiza'
    >>> _in_full("OECD").search("Our Executive Committee decided")
    """
    words = _JOINING.join(rf"{letter}[\w'’]*(?:-\w+)?" for letter in acronym)
    return re.compile(rf"(?<!\w){words}")


def _without_title_case(question: str) -> str:
    """A question that is all in capitals or in Title Case, in lower case but for its acronyms; any
    other question as it is. Every character keeps its place.

    >>> _without_title_case("WHAT DID NATO DO?"), _without_title_case("What Is The Role Of NATO?")
    ('what did nato do?', 'what is the role of NATO?')
    >>> _without_title_case("Is it NATO?")
    'Is it NATO?'
    """
    every = [match.group() for match in _TOKEN.finditer(question)]
    small = [word for word in every[1:] if word.lower() in STOP_WORDS]
    if not small or any(word[0].islower() for word in every):
        return question
    shouted = question.isupper()

    def lowered(match: re.Match[str]) -> str:
        word = match.group()
        acronym = len(word) > 1 and word.isupper() and not shouted
        ours = shouted and word == "US" and not question[: match.start()].endswith("THE ")
        country = word.lower() in _WORDS_TOO and not ours
        return word if acronym or country or len(word.lower()) != len(word) else word.lower()

    return _TOKEN.sub(lowered, question)


def _countries(text: str) -> Iterator[Mention]:
    for match in _pattern().finditer(text.replace("’", "'")):
        word = " ".join(match.group().split())
        name = _places().get(
            word.lower().replace("\u0307", "")
        )  # for TÜRKİYE; a spelling with ſ is unknown
        if name and (word.lower() not in _WORDS_TOO or not word.islower()):
            yield Mention(*match.span(), name)


def _capitals(question: str) -> Iterator[tuple[int, str]]:
    """Words with a digit, or with a capital that is not just the first letter of a sentence."""
    before = "."
    for match in _TOKEN.finditer(question):
        word = match.group().removesuffix("'s").removesuffix("’s").rstrip("'’")
        begins = before in _SENTENCE_END
        behind = question[match.end() :].lstrip()
        before = behind[:1] if behind and not behind[0].isalnum() else " " if behind else "."
        title = word.lower() in _TITLES and before == "."
        if title or (before == "." and _is_initials(word) and behind[1:2] not in "?!"):
            before = " "
        if not word or title or word.lower() in STOP_WORDS:
            continue
        if word.lower() in _ROLES and behind[:1].isupper():
            continue
        acronym = len(word) > 1 and word.isupper()
        if acronym or any(c.isdigit() for c in word) or (word[0].isupper() and not begins):
            yield match.start(), word


def _is_initials(word: str) -> bool:
    """Whether the full stop behind a word belongs to it: "U.S. aid", "J. Smith"."""
    return all(len(part) == 1 and part.isalpha() for part in word.split("."))


@cache
def _spellings() -> tuple[tuple[str, ...], ...]:
    """The spellings of each country, its common name first."""
    lines = _PLACES.read_text("utf-8").splitlines()
    return tuple(tuple(line.split("|")) for line in lines if not line.startswith("#"))


@cache
def _places() -> dict[str, Name]:
    """By each spelling of a country, lower case, all its spellings."""
    places: dict[str, Name] = {}
    for spellings in map(frozenset, _spellings()):
        for name in spellings:
            places.setdefault(name.lower(), spellings)
    return places


@cache
def _peoples() -> frozenset[str]:
    """The names of peoples, lower case: with a plural, or ending in -ese, -ish or -ch."""
    found = set()
    for _, *rest in _spellings():
        others = [name.lower() for name in rest]
        for name in others:
            plural = f"{name}s" in others or (name.endswith("s") and name[:-1] in others)
            if plural or name.endswith(("ese", "ish", "ch")):
                found.add(name)
    return frozenset(found)


@cache
def _pattern() -> re.Pattern[str]:
    """Finds the longest spelling of a country, as whole words, also over a line break. The mark of
    a footnote may follow directly."""
    behind: dict[str, list[str]] = {}  # grouped by first letter, which is ten times as fast
    for name in sorted(_places(), key=len, reverse=True):
        written = r"\s+".join(map(re.escape, name.split(" ")))
        behind.setdefault(written[0], []).append(written[1:])
    every = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in behind.items())
    return re.compile(rf"(?<!\w)(?:{every})(?![^\W\d])", re.IGNORECASE)
