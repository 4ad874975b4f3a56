"""Currency signs that stand in a column of their own, apart from their numbers."""

from __future__ import annotations

import re

from pincite_ingest.pdf.extraction.lines import Line, joined, parted

REACH = 20.0
"""A sign stands at most this far before its number, in font sizes."""

_SIGN = re.compile(r"(?:US|C|A|HK)?[$€£¥]")
_NUMBER = re.compile(r"[(\d.–—-]")
_CLOSES = re.compile(r"[)%]{1,2}")


def join_signs(lines: list[Line]) -> list[Line]:
    """The lines with each currency sign on the line of the number that follows it in its row.

    A sign that ends a line, as in "3,655 $", belongs to the next number too. A closing bracket or
    a percent sign that stands alone goes to the number before it.
    """
    lines = [piece for line in lines for piece in _without_last_sign(line)]
    signs = [line for line in lines if _SIGN.fullmatch(line.text)]
    closing = [line for line in lines if _CLOSES.fullmatch(line.text)]
    gone: set[int] = set()
    replaced: dict[int, Line] = {}
    for sign in signs:
        after = [
            line
            for line in lines
            if line is not sign
            and abs(line.base - sign.base) < 0.3 * sign.size
            and 0 <= line.left - sign.left < REACH * sign.size
        ]
        number = min(after, key=lambda line: line.left, default=None)
        if number is not None and _NUMBER.match(number.text):
            gone.add(id(sign))
            replaced[id(number)] = joined(sign, number)
    for close in closing:
        before = [
            line
            for line in lines
            if line is not close
            and abs(line.base - close.base) < 0.3 * close.size
            and 0 <= close.left - line.right < 2 * close.size
        ]
        number = max(before, key=lambda line: line.right, default=None)
        if number is not None and id(number) not in gone and number.text[-1:].isdigit():
            gone.add(id(close))
            replaced[id(number)] = joined(replaced.get(id(number), number), close)
    return [replaced.get(id(line), line) for line in lines if id(line) not in gone]


def _without_last_sign(line: Line) -> list[Line]:
    """A line cut before the currency sign at its end, if a gap stands there."""
    cuts = [gap for gap in line.gaps if _SIGN.fullmatch(line.text[gap[0] :].strip())]
    return parted(line, cuts) if cuts else [line]
