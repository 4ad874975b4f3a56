"""Follow-up questions, made to stand alone from the conversation. Rules, no language model.

A question that leans on what went before (a pronoun without a name, "and ...?", hardly a word of
its own) is searched for together with what the conversation was about. One that only names another
country, year or person is the question before with that name in place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pincite.names import Mention, is_place, mentions
from pincite_index.lexical import STOP_WORDS, words

_OPENERS = re.compile(
    r"^\s*(?:and|but|so|or|what about|how about|then|also|ok|okay|same for)\b", re.IGNORECASE
)
_ONLY = re.compile(
    r"""\W*(?:(?:and|but|so|or|ok|okay|then|also)\W+)?(?:(?:what|how)\ about\W+|same\ for\W+)?
        (?:(?P<preposition>in|at|for|of|on|with|to|from|by)\W+)?(?:the\ )?
        (?P<name>\w.*?)(?:,?\ (?:then|too|as\ well|instead))?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_POINTERS = frozenset(
    "it its they them their theirs he him his she her hers this that these those there then one "
    "ones both former latter same such others another".split()
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]+")
_MAX_TURNS = 3
ENOUGH = 3
"""A question with a name and more words of its own stands alone, whatever it begins with."""


def stand_alone(question: str, history: Sequence[str] = ()) -> str:
    """The question as it is searched for: alone where it can be, with its context where not.

    >>> stand_alone("and in Hungary?", ["What share of investment in Serbia comes from China?"])
    'What share of investment in Hungary comes from China?'
    >>> stand_alone("and who pays for it?", ["What did China build in Serbia?"])
    'What did China build in Serbia? and who pays for it?'
    >>> stand_alone("Who built the Pupin Bridge?", ["What did China build in Serbia?"])
    'Who built the Pupin Bridge?'
    """
    asked = question.strip()
    if not history or not leans(asked):
        return asked
    earlier = stand_alone(history[-1], history[-_MAX_TURNS:-1])
    return _about_another(asked, earlier) or f"{earlier} {asked}"


def _about_another(asked: str, earlier: str) -> str | None:
    """The earlier question with its name exchanged for the one that is asked about now.

    None where more than a name is asked about, or where it is not plain whose place it takes: that
    of the only name of its sort; of one behind the same preposition, where one is given.
    """
    only = _ONLY.fullmatch(asked)
    named = mentions(asked)
    if only is None or [(one.start, one.end) for one in named] != [only.span("name")]:
        return None
    alike = [one for one in mentions(earlier) if _sort(one) == _sort(named[0])]
    if len(alike) != 1 or only["preposition"]:
        before = f" {only['preposition'] or 'in'} ".lower()
        alike = [one for one in alike if earlier[: one.start].lower().endswith(before)]
    if len(alike) != 1:
        return None
    return earlier[: alike[0].start] + only["name"] + earlier[alike[0].end :]


def _sort(mention: Mention) -> str:
    """What sort of thing a name names; only names of one sort can take each other's place."""
    word = min(mention.name)
    if is_place(mention.name):
        return "country"
    if word.isdigit() and len(word) == 4:
        return "year"
    return "number" if any(c.isdigit() for c in word) else "other"


def leans(question: str) -> bool:
    """Whether a question cannot be understood without what went before it.

    >>> leans("And in Hungary?"), leans("Hungary?"), leans("Who is Orban?")
    (True, True, False)
    >>> leans("But did Hungary buy its vaccines from China?")
    False
    """
    asked = words(question)
    own = [word for word in asked if word not in STOP_WORDS]
    named = _NAME.search(question) is not None
    if _OPENERS.match(question) or any(word in _POINTERS for word in asked):
        return not named or len(own) <= ENOUGH
    return len(own) <= 1 and (not named or len(asked) <= 2)
