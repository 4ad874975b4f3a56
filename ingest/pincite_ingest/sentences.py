"""Sentences: where each begins and ends in a stretch of text. Rules, no model, any offset kept.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number. The rules
follow the usual heuristics of rule-based splitters (Kiss and Strunk 2006 name the cases).
"""

from __future__ import annotations

import re

from pincite_ingest.document import Span

_TERMINATOR = re.compile(
    r"""(?P<stop>[.!?…]+ | [。！？]+)
        (?P<close>["'”’»›)\]]*)
        (?P<space>\s+|$|(?<=[。！？]))""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"""(?:^|[\s("“‘'\[—–/-])(?P<word>
        mr|mrs|ms|dr|prof|sr|jr|st|gen|col|lt|maj|capt|sgt|adm|gov|sen|rep|hon|rev|pres|amb
        |vs|v|etc|cf|al|ca|approx|est|ed|eds|vol|no|nos|nr|pp|p|para|art|sec|ch|fig|figs|tab|eq|app
        |inc|ltd|co|corp|dept|univ|assn|bros|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec
        |mon|tue|wed|thu|fri|sat|sun|e\.g|i\.e|a\.m|p\.m|viz|ibid|op|cit|trans|rev|hrsg|bzw|ff
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED = frozenset("no nos nr pp p para art sec ch fig figs tab eq vol app op".split())
_CLOSERS = frozenset("etc al inc ltd co corp a.m p.m".split())
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
    if first.islower():
        return False
    if match["stop"] != ".":
        return True
    before = text[max(begin, match.start() - 24) : match.start()]
    abbreviation = _ABBREVIATION.search(before)
    if abbreviation:
        word = abbreviation["word"].lower()
        if word in _NUMBERED:
            return not first.isdigit() and not first.isupper()
        return word in _CLOSERS and _starts_sentence(following)
    if _INITIALS.search(before):
        if before[-1:].isdigit():  # "1. Results": a list number opens the sentence it numbers
            return match.start() - begin > 3
        return _starts_sentence(following)
    return True


def _starts_sentence(following: str) -> bool:
    word = _WORD.match(following)
    return word is not None and word.group().lower() in _STARTERS
