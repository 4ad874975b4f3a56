"""Rewriting: a follow-up question is made to stand alone, by rules over the earlier questions.

A question that only names another country, year or person becomes the earlier question with that
name in place of its own. Another that depends on what was asked before ("and why?", "who paid for
it?") is searched for together with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pincite.query.entities import Mention, is_of_a_people, is_place, mentions
from pincite_index.search.bm25 import STOP_WORDS, words

_PREPOSITION = "in|at|for|of|on|with|to|from|by"
_PRELUDE = re.compile(
    r"\W*+(?:(?:sorry|thanks|thank you|ok|okay|i meant?"
    rf"|(?:no|great)(?=\s*[,.;!]|\s+(?:thank|sorry|ok|i mean|and|what|how|the|{_PREPOSITION})))"
    r"\b\W*+)+(?=\w)",
    re.IGNORECASE,
)
"""What people say before they ask; not the "great" of "Great Britain"."""
_LEAD = re.compile(
    r"\W*+(?P<opener>(?:(?:and|but|so|or|then|also|what about|how about|same for)\b\W*+)*)"
    rf"(?:(?P<preposition>{_PREPOSITION})\b\W*+)?(?P<the>the )?",
    re.IGNORECASE,
)
"""The beginning of a follow-up: all that stands before the name, where it only has a name."""
_TAIL = re.compile(r"\.?(?:['’]s?)?(?:,? (?:then|too|as well|instead))?\W*", re.IGNORECASE)
"""All that may stand behind that name."""
_THE = re.compile(r"\bthe\W+$", re.IGNORECASE)

_POLITE = frozenset(
    "thanks thank you hello hi hey ok okay great good fine nice perfect bye goodbye morning "
    "evening a lot indeed very so much many helpful yes no yeah sure please welcome".split()
)
_PERSONS = frozenset("they them their theirs he him his she her hers its".split())
_POINTERS = _PERSONS - {"its", "their"} | frozenset(
    "it this these those then former latter same others another both".split()
)
"""Words that point back anywhere; "its" and "their" mostly mean a noun of the same sentence."""
_SAYING = frozenset("say says said show shows know think mean means claim claims".split())
"""Verbs before a "that" which points at nothing."""
_BEING = frozenset("is are was were".split())
_ASKING = _BEING | frozenset(
    "who whom whose what which when where why how am be been do does did has have had can could "
    "may might must shall should will would define describe explain give list name show summarise "
    "summarize tell".split()
)
"""A question with none of them is no sentence."""
_EMPTY = frozenset(
    "much many money exactly happen happened happens happening two next new left wrong missing "
    "different".split()
)
"""Words that are about nothing in particular."""
_ENDINGS = ("ed", "able", "ible")
"""Of words that describe what was spoken of: "who is responsible?"."""
MOST_TURNS = 20
"""Earlier questions that are read, the last ones."""
LONGEST_CONTEXT = 32
"""Words of the earlier question that a follow-up takes along."""
ENOUGH = 3
"""Content words above which a question with a name stands alone, however it begins."""


def standalone(question: str, history: Sequence[str] = ()) -> str:
    """The question as it is searched for. Its context is the last question that stood alone, with
    what has narrowed it since.

    >>> standalone("and in Hungary?", ["What share of investment in Serbia comes from China?"])
    'What share of investment in Hungary comes from China?'
    >>> standalone("and who pays for it?", ["What did China build in Serbia?"])
    'and who pays for it? (What did China build in Serbia?)'
    >>> standalone("Who built the Pupin Bridge?", ["What did China build in Serbia?"])
    'Who built the Pupin Bridge?'
    """
    subject = context = ""
    for turn in history[-MOST_TURNS:]:
        subject, context = _updated(_without_prelude(turn), subject, context)
    asked = _without_prelude(question)
    if not subject or not is_follow_up(asked):
        return question.strip()
    exchanged = _with_name_of(asked, subject)
    return exchanged or with_context(asked, subject if _narrows(asked) else context)


def with_context(asked: str, subject: str) -> str:
    """A follow-up with its subject behind it. In front, the subject would be answered again.

    >>> with_context("and why", "Who sold it?")
    'and why? (Who sold it?)'
    """
    asked = asked if asked.endswith(("?", "!", ".")) else f"{asked}?"
    every = subject.split()
    if len(every) > LONGEST_CONTEXT:  # the reranker reads no more of a question
        content = [word for word in every if any(part not in STOP_WORDS for part in words(word))]
        subject = " ".join(content[:LONGEST_CONTEXT])
    return f"{asked} ({subject})" if subject else asked


def is_courtesy(said: str) -> bool:
    """Whether something is said only to be polite, and asks nothing.

    >>> is_courtesy("Hello, how are you?"), is_courtesy("How are you paid?")
    (True, False)
    """
    rest = " ".join(words(said)).replace("how are you", "hello").split()
    return bool(rest) and _POLITE.issuperset(rest)


def is_follow_up(question: str) -> bool:
    """Whether a question cannot be understood without the one before it.

    >>> is_follow_up("And in Hungary?"), is_follow_up("Hungary?"), is_follow_up("Who is Orban?")
    (True, True, False)
    >>> is_follow_up("But did Hungary buy its vaccines from China?")
    False
    """
    if is_courtesy(question):
        return False
    if _narrows(question):
        return True
    asked = words(question)
    content = _content(asked)
    named = any(not question[one.start : one.end].isdigit() for one in mentions(question))
    pronoun = next((at for at, word in enumerate(asked) if word in _PERSONS), None)
    if pronoun is not None and STOP_WORDS.issuperset(asked[:pronoun]):
        return True
    uncounted = asked[:2] == ["how", "many"] and not _ASKING.isdisjoint(asked[2:3])
    begun = bool(_lead(question, "opener")) or uncounted
    if begun or any(_points_back(asked, at) for at in range(len(asked))):
        return not named or len(content) <= ENOUGH
    return len(content) <= 1 and not _defines(asked) and (not named or len(asked) <= 2)


def _without_prelude(said: str) -> str:
    return _PRELUDE.sub("", said.strip(), count=1) if _PRELUDE.match(said.strip()) else said.strip()


def _lead(question: str, part: str) -> str:
    """A part of a question's beginning, lower case, or ""."""
    found = _LEAD.match(question)
    return (found[part] or "").lower() if found else ""


def _updated(asked: str, subject: str, context: str) -> tuple[str, str]:
    """The subject of a conversation after another question, and the subject as narrowed since."""
    if is_courtesy(asked):
        return subject, context
    if not subject or not is_follow_up(asked):
        return asked, asked
    exchanged = _with_name_of(asked, subject)
    if exchanged:
        return exchanged, exchanged
    return subject, with_context(asked, subject) if _narrows(asked) else context


def _with_name_of(asked: str, earlier: str) -> str | None:
    """The earlier question with the name that is asked about now, in place of the only name of its
    sort, or of the only one behind the same preposition. None where that is not plain."""
    new, there = _only_name(asked), _whole_names(earlier)
    if new is None or new.name in [one.name for one in there]:
        return None
    preposition = _lead(asked, "preposition")
    alike = [one for one in there if _sort(one, earlier) == _sort(new, asked)]
    if len(alike) != 1 or preposition:
        ending = f" {preposition or 'in'} "
        alike = [one for one in alike if _before(one, earlier).endswith(ending)]
    if len(alike) != 1 or _is_listed(alike[0], there, earlier):
        return None
    return _exchanged(earlier, alike[0], asked[new.start : new.end], _lead(asked, "the"))


def _exchanged(earlier: str, old: Mention, name: str, the: str) -> str:
    """A question with another name in place of an old one. The article before a country is the
    country's own (the US), before another name it is the noun's (the Maersk quay)."""
    before, after = earlier[: old.start], earlier[old.end :]
    if "." in earlier[old.start : old.end]:
        after = after.removeprefix(".")
    if not the and _sort(old, earlier) == "country":
        before = _THE.sub("", before)
    return f"{before}{'' if _THE.search(before) else the}{name}{after}"


def _before(one: Mention, text: str) -> str:
    """What stands before a name and its article, lower case."""
    return _THE.sub("", f" {text[: one.start]}").lower()


def _only_name(asked: str) -> Mention | None:
    """The name of a question that is no more than a name."""
    named = _whole_names(asked)
    if len(named) != 1:
        return None
    alone = _LEAD.fullmatch(asked, 0, named[0].start) and _TAIL.fullmatch(asked, named[0].end)
    return named[0] if alone else None


def _whole_names(text: str) -> list[Mention]:
    """The names in a text in order, a name of several words (New Brunswick) as a whole."""
    found: list[Mention] = []
    for one in sorted(mentions(text), key=lambda one: one.start):
        if found and _continues(found[-1], one, text):
            last = found.pop()
            found.append(Mention(last.start, one.end, last.name | one.name))
        else:
            found.append(one)
    return found


def _continues(one: Mention, other: Mention, text: str) -> bool:
    digits = any(letter.isdigit() for letter in text[one.start : other.end])
    apart = text[one.end : other.start] != " " or digits
    return not (apart or is_place(one.name) or is_place(other.name))


def _is_listed(one: Mention, there: Sequence[Mention], text: str) -> bool:
    """Whether "and", "or" or a comma joins a name to another of its sort, which would have to be
    exchanged as well."""
    between = (
        text[min(one.end, other.end) : max(one.start, other.start)]
        for other in there
        if other is not one and _sort(other, text) == _sort(one, text)
    )
    return any({"and", "or", "the"}.issuperset(words(joining)) for joining in between)


def _sort(one: Mention, text: str) -> str:
    """What sort of thing a name names; a name is only exchanged for one of its sort."""
    word = text[one.start : one.end]
    if is_place(one.name):
        return "people" if is_of_a_people(word) else "country"
    if word.isdigit() and len(word) == 4:
        return "year"
    return "number" if any(letter.isdigit() for letter in word) else "other"


def _content(asked: Sequence[str]) -> list[str]:
    """The words that are about something."""
    return [word for word in asked if word not in STOP_WORDS and word not in _EMPTY]


def _narrows(question: str) -> bool:
    """Whether a question only says where, or of what, the one before is asked again.

    >>> _narrows("And for smaller firms?"), _narrows("For which firms?")
    (True, False)
    """
    if _only_name(question):
        return True
    opener = _lead(question, "opener")
    if not (opener or _lead(question, "preposition")) or "," in question:
        return False
    rest = words(question)[len(words(opener)) :]
    return 0 < len(_content(rest)) <= ENOUGH and _ASKING.isdisjoint(rest)


def _points_back(asked: Sequence[str], at: int) -> bool:
    """Whether a word of the question points at what was asked before."""
    word, before, behind = asked[at], asked[max(0, at - 1)], asked[at + 1 : at + 2]
    if word == "there":
        return before not in _BEING and _BEING.isdisjoint(behind)
    if word == "that":
        return not behind or (before not in _SAYING and STOP_WORDS.isdisjoint(behind))
    if word == "one":
        return before in ("which", "this", "that", "last", "first", "other")
    return word in _POINTERS


def _defines(asked: Sequence[str]) -> bool:
    """Whether a question asks who somebody or what something is: "What is herring?"."""
    if len(asked) != 3 or asked[0] not in ("who", "what") or asked[1] not in _BEING:
        return False
    word, is_person = asked[2], asked[0] == "who"
    if not is_person and asked[1] not in ("is", "are"):
        return False
    endings = (*_ENDINGS, "ing") if is_person else _ENDINGS
    return word in _content([word]) and not word.endswith(endings)
