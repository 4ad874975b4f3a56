"""Abbreviations that a text defines, such as "least developed countries (LDCs)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite_ingest.document import Span

_DEFINED = re.compile(r"\((?:the\s+)?[“\"'‘]?([A-Z][\w&.-]{1,9})[”\"'’]?\)")
_REVERSED = re.compile(r"\b([A-Z][A-Z&-]{1,7}s?)\s+\(([^()]{5,80})\)")
_WORD = re.compile(r"[^\s()“”\"]+")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form, its long form, and where the text defines it."""

    short: str
    long: str
    span: Span
    """From the long form to the end of the short one, or the other way round."""


def abbreviations(text: str) -> list[Abbreviation]:
    """The abbreviations that a text defines, each once, in text order.

    The method of Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions
    in Biomedical Text" (2003).

    >>> [(one.short, one.long) for one in abbreviations("for least developed countries (LDCs).")]
    [('LDCs', 'least developed countries')]
    """
    found: dict[str, Abbreviation] = {}
    for one in sorted(_all(text), key=lambda one: one.span.start):
        found.setdefault(one.short.rstrip("s"), one)
    return list(found.values())


def _all(text: str) -> Iterator[Abbreviation]:
    for match in _DEFINED.finditer(text):
        short = match[1]
        if sum(map(str.isupper, short)) < 2 or short.isdigit():
            continue
        before = text[max(0, match.start() - 120) : match.start()].rpartition("\n")[2]
        words = list(_WORD.finditer(before))[-min(len(short) + 5, 2 * len(short)) :]
        if words and (long := _long(short, before[words[0].start() :].rstrip())):
            start = before.rfind(long) + match.start() - len(before)
            yield Abbreviation(short, long, Span(start, match.end()))
    for match in _REVERSED.finditer(text):
        if (long := _long(match[1], match[2])) and long == match[2].strip():
            yield Abbreviation(match[1], long, Span(match.start(), match.end()))


def _long(short: str, words: str) -> str | None:
    """The shortest end of some words that has the letters of a short form, in order, the first at
    the start of a word."""
    letters = [letter.lower() for letter in short.rstrip("s") if letter.isalnum()]
    at = len(words)
    for number, letter in reversed(list(enumerate(letters))):
        at -= 1
        while at >= 0 and not (
            words[at].lower() == letter and (number or at == 0 or not words[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    long = words[at:].strip()
    enough = len(long) > len(short) and len(long.split()) >= 2
    return long if enough and short not in long else None
