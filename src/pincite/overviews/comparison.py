"""Comparisons: which sides a question compares, and which sentences speak of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.query.entities import missing, names
from pincite_index.search.bm25 import STOP_WORDS, words

_VERSUS = re.compile(r"\s+(?:vs\.?|versus|as\s+against|compared\s+(?:to|with))\s+", re.IGNORECASE)
_LINKS = ("and", "with", "from", "than", "to", "or")
"""Words between two sides, the likelier ones first."""
_CUES = STOP_WORDS | frozenset(
    "compare compares compared comparing comparison contrast contrasts contrasting difference "
    "differences differ differs different similarity similarities similar distinguish "
    "distinguishes set sets apart common side sides better worse respects terms way ways "
    "stack".split()
)
"""Words with which people ask for a comparison, at the edges of a side."""
_ASPECT = re.compile(
    r"\s+(?:differ|compare|relate|stack\s+up|in\s+terms\s+of|with\s+(?:regard|respect)\s+to|when\s+it"
    r"\s+comes\s+to|regarding|concerning|as\s+to|on|over|about|for|in)\b|\s+[-–—]\s+|[:;,]\s",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(.+?)['’]s?\s+(\S.*)$")
_PRONOUN = re.compile(r"\s+ones?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sides:
    """What a question compares."""

    first: str
    second: str
    aspect: str = ""
    """The aspect on which they are compared, or an empty string."""


def sides(question: str) -> Sides | None:
    """The two sides that a question compares, or None where it does not name two.

    >>> sides("Compare butter and margarine for baking")
    Sides(first='butter', second='margarine', aspect='baking')
    >>> sides("small vs large wind turbines - which are cheaper?")
    Sides(first='small wind turbines', second='large wind turbines', aspect='cheaper')
    >>> sides("Compare Anna's role in the trade with Bela's")
    Sides(first='Anna', second='Bela', aspect='role in the trade')
    >>> sides("How does the 2010 harvest differ from the 2012 one?")
    Sides(first='2010 harvest', second='2012 harvest', aspect='')
    >>> sides("What changed?") is None
    True
    """
    text = question.strip(" ?.!")
    link = _link(text)
    if link is None:
        return None
    left, right = text[: link.start()], text[link.end() :]
    cut = _ASPECT.search(right)
    right, aspect = (right[: cut.start()], right[cut.end() :]) if cut else (right, "")
    first, second = _trimmed(left), _trimmed(right)
    if (match := _POSSESSIVE.match(first)) and second.endswith(("'s", "’s", "s'", "s’")):
        first, aspect = match[1], f"{match[2]} {aspect}"
        second = re.sub(r"['’]s?$", "", second)
    elif _PRONOUN.search(second):
        second = f"{_PRONOUN.sub('', second)} {' '.join(first.split()[1:])}"
    elif first.islower() and " " not in first and second.islower() and not first.endswith("s"):
        first = " ".join([first, *second.split()[1:]])
    if not (first and second) or first == second:
        return None
    return Sides(first, second, _trimmed(aspect))


def _link(text: str) -> re.Match[str] | None:
    """The words between the two sides."""
    if versus := _VERSUS.search(text):
        return versus
    for link in _LINKS:
        found = list(re.finditer(rf"\s+{link}\s+", text, re.IGNORECASE))
        for match in found:
            if _trimmed(text[: match.start()]) and _trimmed(text[match.end() :]):
                return match
    return None


def _trimmed(text: str) -> str:
    """A text without the words at its edges with which people ask for a comparison."""
    tokens = text.split()
    while tokens and _plain(tokens[0]) in _CUES:
        tokens.pop(0)
    while tokens and _plain(tokens[-1]) in _CUES:
        tokens.pop()
    return " ".join(tokens).strip(" ,;:-")


def _plain(token: str) -> str:
    return token.lower().strip(",;:.?!-–—")


def speaks_of(side: str, text: str) -> bool:
    """Whether a text speaks of a side: by any of its names, or by most of its telling words.

    >>> speaks_of("heat pumps", "A heat pump costs more."), speaks_of("heat pumps", "Gas is dear.")
    (True, False)
    """
    named = names(side)
    if named and missing(named, text) < len(named):
        return True
    wanted = {_form(word) for word in words(side) if word not in STOP_WORDS}
    present = {_form(word) for word in words(text)}
    return bool(wanted) and len(wanted & present) > len(wanted) / 2


def is_about(side: str, other: str, headings: Sequence[str], text: str) -> bool:
    """Whether a sentence below some headings is about a side rather than only about the other."""
    if speaks_of(side, text):
        return True
    return not speaks_of(other, text) and speaks_of(side, " ".join(headings))


def _form(word: str) -> str:
    """A word without its plural; "developed" and "developing" stay apart."""
    return word.removesuffix("s") if len(word) > 3 else word
