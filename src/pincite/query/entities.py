"""Names: whom and what a question speaks of by name, and whether a text speaks of the same.

A question about Croatia is not answered by a sentence about Serbia, however alike the rest is.
Countries go by many names (Serbia, Serbian, Serbs, Belgrade): ``places.txt`` has them, a country a
line, its government's seat among them. Other names are taken by their capitals and digits.
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
"""What stands for one and the same, in any of its spellings."""

_PLACES = Path(__file__).with_name("places.txt")
MOST = 16
"""Names taken from one question at the most, the first."""
_WORDS_TOO = frozenset("us polish pole poles turkey chad jordan guinea dane finn swede".split())
"""Names of countries that are words as well, and names only with a capital."""
_TITLES = frozenset("mr mrs ms dr prof sen gen col st".split())
"""What stands before a name, with a full stop that ends no sentence."""
_ROLES = frozenset(
    "president premier prime minister chancellor king queen prince princess pope senator governor "
    "mayor ambassador commissioner general colonel captain professor doctor sir lord lady".split()
)
"""What somebody is, said before the name, and left out as often."""
_TOKEN = re.compile(r"\w[\w.&’'+-]*\w|\w")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
"""A full stop behind one ends no sentence: U.S. aid, J. Smith."""
_POSSESSIVE = re.compile(r"['’]s?$")
_DOTTED = re.compile(r"\b(?:[A-Z]\.)+[A-Z]\b\.?")
"""An abbreviation with full stops: U.N., E.U."""
_SENTENCE_END = frozenset(".!?:")
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_JOINING = r"[\s&-]+(?:(?:and|for|in|of|on|the|to|de|des|du|et|la)[\s&-]+){0,3}"
"""Between the words that an acronym stands for: it leaves these out."""


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
    text = _spoken(question)
    places = list(_countries(text))
    others = [
        Mention(at, at + len(word), frozenset([word]))
        for at, word in _capitals(text)
        if not any(place.start <= at < place.end for place in places)
    ]
    return places + others


@lru_cache(maxsize=64)
def names(question: str) -> tuple[Name, ...]:
    """The names in a question, each once, MOST of them.

    >>> [sorted(name)[0] for name in names("what did beijing sell to Zijin in 2019?")]
    ['Beijing', 'Zijin', '2019']
    >>> names("Who are they?")
    ()
    """
    return tuple(dict.fromkeys(mention.name for mention in mentions(question)))[:MOST]


@lru_cache(maxsize=512)
def countries(text: str) -> frozenset[Name]:
    """The countries that a text speaks of, by any of their names.

    >>> sorted(min(country) for country in countries("Kyiv bought what Poland had left."))
    ['Kiev', 'Poland']
    """
    return frozenset(mention.name for mention in _countries(text))


def last_country(text: str, some: Collection[Name]) -> frozenset[Name]:
    """The one of some countries that a text speaks of last, or none.

    >>> some = countries("Serbia and Hungary")
    >>> text = "Hungary paid. Serbia, by Chinese accounts, did not."
    >>> [min(one) for one in last_country(text, some)]
    ['Belgrade']
    """
    spoken = [mention.name for mention in _countries(text) if mention.name in some]
    return frozenset(spoken[-1:])


def is_place(name: Name) -> bool:
    """Whether a name is a country's.

    >>> [is_place(name) for name in names("What did Minsk sell to Zijin?")]
    [True, False]
    """
    return min(name).lower() in _places()


def unambiguous(name: Name) -> list[str]:
    """A country's names but for those that are words as well, or letters with full stops.

    >>> sorted(one for one in unambiguous(names("Polish ships")[0]) if len(one) < 7)
    ['Poland', 'Warsaw']
    """
    return [one for one in name if one.lower() not in _WORDS_TOO and "." not in one]


def is_of_a_people(spelling: str) -> bool:
    """Whether a country is named by its people: Serbian or Serbs, not Serbia nor Belgrade.

    >>> [is_of_a_people(word) for word in ("Chinese", "Poles", "Poland", "Warsaw", "Zijin")]
    [True, True, False, False, False]
    """
    return spelling.lower() in _peoples()


def missing(wanted: Sequence[Name], text: str) -> int:
    """How many of the names a text does not speak of.

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
    """Of a long name the stem is enough, with an ending; a short one stands as it is written, and
    an acronym in the words that it stands for too."""
    if _ACRONYM.fullmatch(name) and _in_full(name).search(text):
        return True
    if len(name) <= 3:
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    whole = name.lower()
    base = whole if whole == f"{stem(whole)}e" else stem(whole)  # an apple is none to apply
    ways = rf"{re.escape(whole)}|{re.escape(base)}\w{{0,3}}"
    return re.search(rf"(?<!\w)(?:{ways})(?!\w)", lower) is not None


@lru_cache(maxsize=64)
def _in_full(acronym: str) -> re.Pattern[str]:
    """The words that an acronym may stand for, each with its capital.

    >>> _in_full("OECD").search("Organization for Economic Co-operation and Development")[0][:8]
    'Organiza'
    >>> _in_full("OECD").search("Our Executive Committee decided")
    """
    words = _JOINING.join(rf"{letter}[\w'’]*(?:-\w+)?" for letter in acronym)
    return re.compile(rf"(?<!\w){words}")


def _spoken(question: str) -> str:
    """The question without the capitals that name nothing: of one that is all in capitals, and of
    one in Title Case all but the acronyms. Each character keeps its place.

    >>> _spoken("WHAT DID NATO DO?"), _spoken("What Is The Role Of NATO?"), _spoken("Is it NATO?")
    ('what did nato do?', 'what is the role of NATO?', 'Is it NATO?')
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
        name = _places().get(word.lower().replace("\u0307", ""))  # TÜRKİYE; with ſ there is none
        if name and (word.lower() not in _WORDS_TOO or not word.islower()):
            yield Mention(*match.span(), name)


def _capitals(question: str) -> Iterator[tuple[int, str]]:
    """Words with a digit, or with a capital that does not come from a sentence's beginning."""
    before = "."
    for match in _TOKEN.finditer(question):
        word = _POSSESSIVE.sub("", match.group())
        begins = before in _SENTENCE_END
        behind = question[match.end() :].lstrip()
        before = behind[:1] if behind and not behind[0].isalnum() else " " if behind else "."
        title = word.lower() in _TITLES and before == "."
        if title or (before == "." and _INITIALS.fullmatch(word) and behind[1:2] not in "?!"):
            before = " "
        if not word or title or word.lower() in STOP_WORDS:
            continue
        if word.lower() in _ROLES and behind[:1].isupper():
            continue
        acronym = len(word) > 1 and word.isupper()
        if acronym or any(c.isdigit() for c in word) or (word[0].isupper() and not begins):
            yield match.start(), word


@cache
def _spellings() -> tuple[tuple[str, ...], ...]:
    """The names of each country, its own first."""
    lines = _PLACES.read_text("utf-8").splitlines()
    return tuple(tuple(line.split("|")) for line in lines)


@cache
def _places() -> dict[str, Name]:
    """Every name of a country, lower case, with all the names of that country."""
    places: dict[str, Name] = {}
    for spellings in map(frozenset, _spellings()):
        for name in spellings:
            places.setdefault(name.lower(), spellings)
    return places


@cache
def _peoples() -> frozenset[str]:
    """The names of peoples, lower case: they have a plural, or an ending that needs none."""
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
    """Finds any of the places' names as whole words, over a line's end too, the longest that
    stands there; a note's mark may stand right behind it."""
    behind: dict[str, list[str]] = {}  # by the first letter, or a text would take ten times as long
    for name in sorted(_places(), key=len, reverse=True):
        written = r"\s+".join(map(re.escape, name.split(" ")))
        behind.setdefault(written[0], []).append(written[1:])
    every = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in behind.items())
    return re.compile(rf"(?<!\w)(?:{every})(?![^\W\d])", re.IGNORECASE)
