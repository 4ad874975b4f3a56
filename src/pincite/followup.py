"""Follow-up questions, made to stand alone from the conversation. Rules, no language model.

A question that leans on what went before (a pronoun without a name, "and ...?", hardly a word of
its own) is searched for together with what the conversation was about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pincite_index.lexical import STOP_WORDS, words

_OPENERS = re.compile(
    r"^\s*(?:and|but|so|or|what about|how about|then|also|ok|okay|same for)\b", re.IGNORECASE
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

    >>> stand_alone("and in Hungary?", ["What did China invest in Serbia?"])
    'What did China invest in Serbia? and in Hungary?'
    >>> stand_alone("Who built the Pupin Bridge?", ["What did China invest in Serbia?"])
    'Who built the Pupin Bridge?'
    """
    asked = question.strip()
    if not history or not leans(asked):
        return asked
    context: list[str] = []
    for earlier in reversed(history[-_MAX_TURNS:]):
        context.insert(0, earlier.strip())
        if not leans(earlier):
            break
    return " ".join([*context, asked])


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
