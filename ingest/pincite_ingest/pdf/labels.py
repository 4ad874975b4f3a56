"""Printed page labels: what the file says, checked against what is printed on the pages."""

from __future__ import annotations

import re
from collections import Counter

from pincite_ingest.pdf.furniture import NUMBER
from pincite_ingest.pdf.lines import Line

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def choose_labels(stated: list[str], furniture: dict[int, list[Line]]) -> list[str]:
    """A label for each page: the printed number where page after page agrees, else the stated one.

    ``stated`` are the file's own labels ("" where it has none). A file's labels that merely count
    from 1 say nothing; others give way only when most printed numbers contradict them. A page that
    bears no number gets its index, in brackets where that would name another page.
    """
    count = len(stated)
    indices = [str(index) for index in range(1, count + 1)]
    has_labels = any(stated) and stated != indices
    found = {index: numbers_in(lines) for index, lines in furniture.items()}
    least = 2 if count <= 4 else 3
    offsets: dict[bool, int] = {}
    support: dict[bool, list[int]] = {}
    for roman in (False, True):
        votes: Counter[int] = Counter()
        for index, numbers in found.items():
            votes.update({index - number for number, is_roman, _ in numbers if is_roman == roman})
        if votes:
            offset, number_of = min(votes.items(), key=lambda item: (-item[1], abs(item[0])))
            if number_of >= least:
                offsets[roman] = offset
                support[roman] = sorted(
                    index
                    for index, numbers in found.items()
                    if any(n == index - offset and r == roman for n, r, _ in numbers)
                )
    printed: dict[int, str] = {}
    for roman, offset in offsets.items():
        for index in support[roman]:
            printed[index] = next(
                text for n, r, text in found[index] if n == index - offset and r == roman
            )
    if has_labels:
        against = sum(stated[index - 1] != label for index, label in printed.items())
        if against <= len(printed) / 2:
            return [label or index for label, index in zip(stated, indices, strict=True)]
    if not printed:
        return indices
    chosen = [_label(index, printed, offsets, support) for index in range(1, count + 1)]
    known = {label for label in chosen if label}
    return [
        label or (f"[{index}]" if index in known else index)
        for label, index in zip(chosen, indices, strict=True)
    ]


def _label(
    index: int, printed: dict[int, str], offsets: dict[bool, int], support: dict[bool, list[int]]
) -> str:
    """The printed number, or the one that the numbers around a page without one imply."""
    if index in printed:
        return printed[index]
    if True in offsets and (False not in offsets or index < support[False][0]):
        number = index - offsets[True]
        nearer_front = False not in offsets or index <= support[True][-1] or number > 0
        within = False not in offsets or index - offsets[False] < 1
        if number > 0 and nearer_front and within:
            return to_roman(number)
    if False in offsets and index - offsets[False] >= 1:
        return str(index - offsets[False])
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
