"""Splits text into sentences by rules, without a model, and keeps every offset.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number. The rules
follow the usual heuristics of rule-based splitters (Kiss and Strunk 2006 name the cases).
"""

from __future__ import annotations

import re

from pincite_ingest.document import Span

_TERMINATOR = re.compile(
    r"""(?P<stop>(?<![.!?…])[.!?…]++ | (?P<wide>[。！？]++))
        (?P<close>(?:
            ["'”’»›)\]」』）】》] | [ \u202f\xa0]»
            | \[\^?\d{1,3}\] | [⁰¹²³⁴-⁹] | (?<=[^\W\d_][.!?…])\d{1,3}(?=\s)  # a note mark
        )*+)
        (?(wide)\s*|(?:\s+|$))""",
    re.VERBOSE,
)
"""Possessive quantifiers keep the time linear on long runs of dots."""
_ABBREVIATION = re.compile(
    r"""(?:^|[\s("“‘'\[—–/-])(?P<word>
        mr|mrs|ms|dr|prof|sr|jr|st|gen|col|lt|maj|capt|sgt|adm|gov|sen|rep|hon|rev|pres|amb
        |vs|v|etc|cf|al|ca|approx|est|ed|eds|vol|no|nos|nr|pp|p|para|art|sec|ch|fig|figs|tab|eq|app
        |inc|ltd|co|corp|dept|univ|assn|bros|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec
        |mon|tue|wed|thu|fri|sat|sun|e\.g|i\.e|a\.m|p\.m|viz|ibid|op|cit|trans|rev|hrsg|bzw|ff
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_LEADING = frozenset(
    "mr mrs ms dr prof st gen col lt maj capt sgt adm gov sen rep hon rev pres amb "
    "vs v cf ca approx e.g i.e viz hrsg bzw".split()
)
"""Abbreviations that never end a sentence: titles, and words that introduce what follows."""
_NUMBERED = frozenset("no nos nr pp p para art sec ch fig figs tab eq vol app op".split())
_NUMBERS = frozenset("a i one".split())
"""Starters that may also be what such a word numbers: "Fig. A", "Vol. One"."""
_LIST_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_INITIALS = re.compile(r"(?:^|[^\w.])(?:\w\.)*\w$")
_WORD = re.compile(r"\w+")
_STARTERS = frozenset(
    "a an and another as at both but by despite for from he her his how however i if in indeed it "
    "its like many more most nevertheless no nor not of on one or others our perhaps she since so "
    "some such that the their then there these they this those though thus to under unlike we "
    "what when where whereas whether which while who why with yet you".split()
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]``, in order, without the white space between them.

    >>> text = "Trade grew 6.6% under U.S. pressure. Mr. Li left. Did it?"
    >>> [text[span.start : span.end] for span in sentences(text)]
    ['Trade grew 6.6% under U.S. pressure.', 'Mr. Li left.', 'Did it?']
    """
    stop = len(text) if end is None else end
    found: list[Span] = []
    begin = _skip_space(text, start, stop)
    for match in _TERMINATOR.finditer(text, start, stop):
        after = match.end()
        if match.start() < begin or not _ends_sentence(text, begin, match, stop):
            continue
        found.append(Span(begin, match.end("close")))
        begin = _skip_space(text, after, stop)
    last = stop
    while last > begin and text[last - 1].isspace():
        last -= 1
    if last > begin:
        found.append(Span(begin, last))
    return found


def _skip_space(text: str, start: int, stop: int) -> int:
    while start < stop and text[start].isspace():
        start += 1
    return start


def _ends_sentence(text: str, begin: int, match: re.Match[str], stop: int) -> bool:
    following = text[match.end() : min(stop, match.end() + 40)].lstrip("\"'“‘«‹([—–•- ")
    if not following:
        return True
    first = following[0]
    if first.islower() or first in ".,;:)]}":
        return False  # ". . ." or a continued sentence
    if match["stop"] != ".":
        return True
    if _LIST_NUMBER.fullmatch(text, begin, match.start()):
        return False  # "10. Results": a list number starts a sentence
    before = text[max(begin, match.start() - 24) : match.start()]
    abbreviation = _ABBREVIATION.search(before)
    if abbreviation:
        numbers = match["close"][-1:].isdecimal()  # "p.12" is not a note mark
        return not numbers and _starts_sentence(following, abbreviation["word"].lower())
    if _INITIALS.search(before):
        return before[-1:].isdigit() or _starts_sentence(following)
    return True


def _starts_sentence(following: str, abbreviation: str = "") -> bool:
    """Whether the words after an abbreviation or initial start a new sentence."""
    word = _WORD.match(following)
    if word is None or abbreviation in _LEADING:
        return False
    first = word.group().lower()
    return first in _STARTERS and not (abbreviation in _NUMBERED and first in _NUMBERS)
