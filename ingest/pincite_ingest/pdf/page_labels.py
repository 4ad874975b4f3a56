"""Printed page labels: what the file says, checked against what is printed on the pages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

from pincite_ingest.pdf.extraction.lines import Line
from pincite_ingest.pdf.layout.running_heads import NUMBER

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_Series = tuple[int, bool]
"""Pages numbered in one go: their index less their number, and whether in roman numerals."""


def choose_labels(stated: list[str], furniture: dict[int, list[Line]]) -> list[str]:
    """A label for each page: the printed number where page after page agrees, else the stated one.

    ``stated`` are the file's own labels ("" where it has none). A file's labels that merely count
    from 1 say nothing; others give way only when most printed numbers contradict them. A page that
    bears no number gets the one that the pages around it imply, else its index.

    >>> choose_labels(["", "", "1", "2"], {})
    ['[1]', '[2]', '1', '2']
    """
    count = len(stated)
    found = {index: numbers_in(lines) for index, lines in furniture.items()}
    printed = _printed(found, least=2 if count <= 4 else 3)
    if any(stated) and stated != [str(index) for index in range(1, count + 1)]:
        against = sum(stated[index - 1] != label for index, (_, label) in printed.items())
        if against <= len(printed) / 2:
            return _told_apart(stated)
    numbered = sorted(printed)
    labels = []
    for index in range(1, count + 1):
        at = bisect_left(numbered, index)
        before, after = numbered[at - 1 : at] if at else [], numbered[at : at + 1]
        series = [printed[near][0] for near in (*before, *after)]
        labels.append(printed[index][1] if index in printed else _implied(index, series))
    return _told_apart(labels)


def _told_apart(labels: list[str]) -> list[str]:
    """A page without a label gets its index, in brackets where that would name another page."""
    known = set(labels)
    return [
        label or (f"[{index}]" if str(index) in known else str(index))
        for index, label in enumerate(labels, start=1)
    ]


def _printed(
    found: dict[int, list[tuple[int, bool, str]]], least: int
) -> dict[int, tuple[_Series, str]]:
    """Each page's own number as printed, and its series: of those it may be of, the longest.

    Numbers that go up with the indices on so many pages are a series. The longest of a numeral
    system counts, and each that holds on most of the numbered pages from its first to its last:
    an annex begins anew, and plates that are not counted put what follows out of step.
    """
    members: dict[_Series, dict[int, str]] = defaultdict(dict)
    for index, numbers in sorted(found.items()):
        for value, roman, text in numbers:
            members[index - value, roman].setdefault(index, text)
    numbered = sorted(index for index, numbers in found.items() if numbers)
    series = [one for one in members if len(members[one]) >= least]
    series.sort(key=lambda one: (len(members[one]), -abs(one[0])))
    longest = {roman: (offset, roman) for offset, roman in series}
    printed: dict[int, tuple[_Series, str]] = {}
    for one in series:
        pages = members[one]
        among = bisect_right(numbered, max(pages)) - bisect_left(numbered, min(pages))
        if one == longest[one[1]] or 2 * len(pages) > among:
            printed.update({index: (one, text) for index, text in pages.items()})
    return printed


def _implied(index: int, series: list[_Series]) -> str:
    """The number of a page without one, told by those before and after it; "" if they disagree.

    Between roman numerals and the text, what is counted back from the text comes first.
    """
    if len(set(series)) > 1 and [roman for _, roman in series] != [True, False]:
        return ""
    for offset, roman in reversed(series):
        if index > offset:
            return to_roman(index - offset) if roman else str(index - offset)
    return ""


def numbers_in(lines: list[Line]) -> list[tuple[int, bool, str]]:
    """Numbers in a page's furniture that may be its own: (value, whether roman, as printed)."""
    numbers = []
    for line in lines:
        if line.sideways:
            continue
        text = line.text.strip()
        alone = NUMBER.fullmatch(text)
        words = text.split()
        candidates = [alone.group(1)] if alone else [words[0], words[-1]] if words else []
        for word in candidates:
            word = word.strip("|-–—[]()·.")
            if re.fullmatch(r"\d{1,4}", word):
                numbers.append((int(word), False, word))
            elif re.fullmatch(r"[ivxlc]+|[IVXLC]+", word):
                value = from_roman(word)
                if to_roman(value) == word.lower():  # not "civil"
                    numbers.append((value, True, word))
    return numbers


def from_roman(text: str) -> int:
    """
    >>> from_roman("xiv"), from_roman("VII")
    (14, 7)
    """
    total = 0
    values = [_ROMAN[letter] for letter in text.lower()]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


def to_roman(number: int) -> str:
    """
    >>> to_roman(14)
    'xiv'
    """
    parts = []
    for value, letters in (
        (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)
