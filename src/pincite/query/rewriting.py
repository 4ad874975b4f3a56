"""Follow-up questions, made to stand alone from the conversation. Rules, no language model.

A question that leans on what went before (a pronoun without a name, "and ...?", hardly a word of
its own) is searched for together with what the conversation was about. One that only names another
country, year or person is the question before with that name in place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pincite.query.entities import Mention, is_of_a_people, is_place, mentions
from pincite_index.search.bm25 import STOP_WORDS, words

_OPENERS = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|also|what about|how about|same for)\b\W*+)+", re.IGNORECASE
)
_PRELUDE = re.compile(
    r"""^\W*(?:(?:sorry|thanks|thank\ you|ok|okay|i\ meant?|
        (?:no|great)(?!\s+(?!thank|sorry|ok|i\ mean|
            (?:and|but|so|what|how|in|at|for|of|on|with|to|from|by|the)\b)\w))\b\W*)+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""What people say before they ask, nothing to search for; "great" in Great Britain is none."""
_PREPOSITION = "in|at|for|of|on|with|to|from|by"
_WITHIN = re.compile(rf"\W*(?:{_PREPOSITION})\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:{_OPENERS.pattern})?\W*+(?:(?P<preposition>{_PREPOSITION})\W+)?(?P<the>the )?",
    re.IGNORECASE,
)
"""All that stands before the name of a question that only names another."""
_AFTER = re.compile(r"\.?(?:['’]s?)?(?:,? (?:then|too|as well|instead))?\W*", re.IGNORECASE)
_BEHIND = re.compile(rf"\b(?:{_PREPOSITION}|between|and)\W+$", re.IGNORECASE)
"""The end of what stands before a name that a preposition belongs to."""
_THE = re.compile(r"\bthe\W+$", re.IGNORECASE)
_HAS_ARTICLE = re.compile(
    r"U\.?S\.?A?|U\.?K\.?|E\.?U\.?|UAE|Netherlands|Philippines|Kremlin|Gambia|Bahamas|Maldives|"
    r"United .*|.* (?:Republic|Kingdom|Union|States|Islands|House|Emirates)",
    re.IGNORECASE,
)
"""Names of countries that stand behind one of their own: the US, but Japan."""
_AND = re.compile(r"\s*(?:,|and\b|or\b|,\s*and\b|,\s*or\b)\s*(?:the\s+)?", re.IGNORECASE)
"""What stands between two names that are spoken of together."""
_COURTESY = re.compile(
    r"""\W*(?:(?:thanks?(?:\ you)?|hello|hi|hey|ok|okay|great|good|fine|nice|perfect|bye|goodbye|
        good\ (?:morning|evening)|a\ lot|indeed|very|so|much|many|helpful|yes|no|yeah|sure|please|
        how\ are\ you|welcome)\b\W*)+""",
    re.IGNORECASE | re.VERBOSE,
)
_SUBJECT = re.compile(
    r"""\W*(?:who(?!(?:['’]s)?\W+\w+\W+\w+ing\b)|what)(?:['’]s|\W+(?:is|are|was|were))\W+(?!(?:
        behind|next|left|new|different|wrong|missing|happening|going|coming|\w+ed|\w+[ai]ble|built|
        bought|done|found|held|known|lost|made|meant|paid|said|sold|spent)\b)(?P<subject>\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Asks who somebody or what something is, by a name or a noun of its own."""
_HOW_MANY = re.compile(
    r"\bhow many\W+(?:are|is|were|was|do|does|did|have|has|had)\b", re.IGNORECASE
)
"""Of what, was said before."""
_PERSONS = frozenset("they them their theirs he him his she her hers its".split())
_POINTERS = frozenset(
    "it they them theirs he him his she her hers this these those then former latter same such "
    "others another both".split()
)
_SAYING = frozenset(
    "say says said saying know knows known think thinks claim claims show shows mean means argue "
    "argues believe believes fact true so such reasons reason sure find finds found".split()
)
_EMPTY = frozenset("much many money exactly happen happened happens two both".split())
"""Words that are about nothing of their own."""
_WHICH = frozenset("which this that first last other".split())
_BEING = frozenset("is are was were".split())
_ASKING = frozenset(
    "who whom whose what which when where why how am is are was were be been do does did has have "
    "had can could may might must shall should will would define describe explain give list name "
    "show summarise summarize tell".split()
)
"""A question that has none of them is no sentence."""
MOST_TURNS = 20
"""Earlier questions that are heeded, the last."""
LONGEST_CONTEXT = 32
"""Words of the earlier question that a follow-up takes along."""
ENOUGH = 3
"""A question with a name and more words of its own stands alone, whatever it begins with."""


def standalone(question: str, history: Sequence[str] = ()) -> str:
    """The question as it is searched for: alone where it can be, with its context where not.

    The context is the last question that stood alone, so that a long conversation keeps its
    subject, and the last that only said where, or of what, it is asked again.

    >>> standalone("and in Hungary?", ["What share of investment in Serbia comes from China?"])
    'What share of investment in Hungary comes from China?'
    >>> standalone("and who pays for it?", ["What did China build in Serbia?"])
    'and who pays for it? (What did China build in Serbia?)'
    >>> standalone("Who built the Pupin Bridge?", ["What did China build in Serbia?"])
    'Who built the Pupin Bridge?'
    """
    subject = context = ""
    for turn in history[-MOST_TURNS:]:
        subject, context = _after(_PRELUDE.sub("", turn.strip()), subject, context)
    asked = _PRELUDE.sub("", question.strip())
    if not subject or not leans(asked):
        return question.strip()
    about = _about_another(asked, subject)
    return about or with_context(asked, subject if _narrows(asked) else context)


def with_context(asked: str, subject: str) -> str:
    """A follow-up with what it is about behind it: before it, that would be answered once more.

    >>> with_context("and why", "Who sold it?")
    'and why? (Who sold it?)'
    """
    asked = asked if asked.endswith(("?", "!", ".")) else f"{asked}?"
    every = subject.split()
    if len(every) > LONGEST_CONTEXT:  # the reranker reads no more of a question
        told = [word for word in every if any(part not in STOP_WORDS for part in words(word))]
        subject = " ".join(told[:LONGEST_CONTEXT])
    return f"{asked} ({subject})" if subject else asked


def _after(asked: str, subject: str, context: str) -> tuple[str, str]:
    """What a conversation is about after another question: its last one that stood alone, and that
    one with what narrows it."""
    if is_courtesy(asked):
        return subject, context
    if not subject or not leans(asked):
        return asked, asked
    another = _about_another(asked, subject)
    if another:
        return another, another
    return subject, with_context(asked, subject) if _narrows(asked) else context


def _about_another(asked: str, earlier: str) -> str | None:
    """The earlier question with its name exchanged for the one that is asked about now.

    None where more than a name is asked about, or where it is not plain whose place it takes (one
    of "Serbia and Hungary" says nothing of the other): that of the only name of its sort; of one
    behind the same preposition, where one is given; a country with "in" takes that of one behind
    none ("Serbian investment").
    """
    only, there = _only_name(asked), _whole(earlier)
    if only is None or only[0].name in [one.name for one in there]:
        return None
    new, before = only
    name = asked[new.start : new.end]
    alike = [one for one in there if _sort(one) == _sort(new)]
    people = is_of_a_people(name)
    same = [one for one in alike if is_of_a_people(earlier[one.start : one.end]) == people]
    if people or (same and not before["preposition"]):
        alike = same  # "Chinese" is no name for the place of "Serbia"
    if len(alike) != 1 or before["preposition"]:
        preposition = f" {before['preposition'] or 'in'} ".lower()
        behind = [one for one in alike if _until(one, earlier).lower().endswith(preposition)]
        within = preposition == " in " and before["preposition"] and _sort(new) == "country"
        free = [one for one in alike if not _BEHIND.search(_until(one, earlier))]
        alike = behind or (free if within else [])
    if len(alike) != 1 or _is_one_of_several(alike[0], there, earlier):
        return None
    return _exchanged(earlier, alike[0], name, before["the"] or "")


def _exchanged(earlier: str, old: Mention, name: str, the: str) -> str:
    """A question with another name, and its article, in place of an old one.

    That of a country like the US is its own, another is the noun's: the German fleet.
    """
    until, after = earlier[: old.start], earlier[old.end :]
    if "." in earlier[old.start : old.end]:
        after = after.removeprefix(".")
    if not the and _HAS_ARTICLE.fullmatch(earlier, old.start, old.end):
        until = _THE.sub("", until)
    return f"{until}{'' if _THE.search(until) else the}{name}{after}"


def _until(one: Mention, text: str) -> str:
    """What stands before a name and its article, a space before all."""
    return _THE.sub("", f" {text[: one.start]}")


def _only_name(asked: str) -> tuple[Mention, re.Match[str]] | None:
    """The name of a question that is no more than a name, and what stands before it."""
    named = _whole(asked)
    if len(named) != 1:
        return None
    before = _BEFORE.fullmatch(asked, 0, named[0].start)
    return (named[0], before) if before and _AFTER.fullmatch(asked, named[0].end) else None


def _whole(text: str) -> list[Mention]:
    """Where a text speaks of somebody or something by name, a name of several words as one."""
    found: list[Mention] = []
    for one in sorted(mentions(text), key=lambda one: one.start):
        if found and _runs_on(found[-1], one, text):
            last = found.pop()
            found.append(Mention(last.start, one.end, last.name | one.name))
        else:
            found.append(one)
    return found


def _runs_on(one: Mention, other: Mention, text: str) -> bool:
    """Whether two words are of one name: New Brunswick, Deutsche Telekom."""
    digits = any(letter.isdigit() for letter in text[one.start : other.end])
    apart = text[one.end : other.start] != " " or digits
    return not (apart or is_place(one.name) or is_place(other.name))


def _is_one_of_several(one: Mention, there: Sequence[Mention], text: str) -> bool:
    """Whether "and", "or" or a comma ties a name to another of its sort, which would have to give
    way as well."""
    between = (
        text[min(one.end, other.end) : max(one.start, other.start)]
        for other in there
        if other is not one and _sort(other) == _sort(one)
    )
    return any(_AND.fullmatch(words) for words in between)


def _sort(mention: Mention) -> str:
    """What sort of thing a name names; only names of one sort can take each other's place."""
    word = min(mention.name)
    if is_place(mention.name):
        return "country"
    if word.isdigit() and len(word) == 4:
        return "year"
    return "number" if any(c.isdigit() for c in word) else "other"


def is_courtesy(said: str) -> bool:
    """Whether something is said only to be polite, and asks nothing.

    >>> is_courtesy("Hello, how are you?"), is_courtesy("How are you paid?")
    (True, False)
    """
    return _COURTESY.fullmatch(said) is not None


def leans(question: str) -> bool:
    """Whether a question cannot be understood without what went before it.

    >>> leans("And in Hungary?"), leans("Hungary?"), leans("Who is Orban?")
    (True, True, False)
    >>> leans("But did Hungary buy its vaccines from China?")
    False
    """
    if is_courtesy(question):
        return False
    asked = words(question)
    own = _own(asked)
    names = [one for one in mentions(question) if not question[one.start : one.end].isdigit()]
    if _points_back(asked) or _narrows(question):
        return True
    begun = _OPENERS.match(question) or _HOW_MANY.search(question)
    if begun or any(_points(asked, at) for at in range(len(asked))):
        return not names or len(own) <= ENOUGH
    subject = _SUBJECT.match(question)
    if subject and subject["subject"].lower() not in STOP_WORDS:
        return False
    return len(own) <= 1 and (not names or len(asked) <= 2)


def _own(asked: Sequence[str]) -> list[str]:
    """The words that are about something."""
    return [word for word in asked if word not in STOP_WORDS and word not in _EMPTY]


def _narrows(question: str) -> bool:
    """Whether a question only says where, or of what, the one before is asked again.

    >>> _narrows("And for smaller firms?"), _narrows("For which firms?")
    (True, False)
    """
    if _only_name(question):
        return True
    if not (_OPENERS.match(question) or _WITHIN.match(question)) or "," in question:
        return False
    rest = words(_OPENERS.sub("", question))
    return 0 < len(_own(rest)) <= ENOUGH and _ASKING.isdisjoint(rest)


def _points_back(asked: Sequence[str]) -> bool:
    """Whether somebody is spoken of before anybody or anything is named."""
    before = list(takewhile(lambda word: word not in _PERSONS, asked))
    return len(before) < len(asked) and all(word in STOP_WORDS for word in before)


def _points(asked: Sequence[str], at: int) -> bool:
    """Whether a word of the question points at what went before it."""
    word, last = asked[at], at + 1 == len(asked)
    before, behind = asked[at - 1] if at else "", "" if last else asked[at + 1]
    if word == "there":
        return before not in _BEING and behind not in _BEING
    if word == "that":
        return last or (before not in _SAYING and behind not in STOP_WORDS)
    if word in ("one", "ones"):
        return last or before in _WHICH
    if word == "such":
        return behind != "as"
    return word in _POINTERS
