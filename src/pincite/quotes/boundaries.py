"""Torn words and numbers: where a quotation would begin or end inside one.

"6%" is not quoted from "16%", nor "15 percent" from "10–15 percent": a part of a number is another
number.
"""

from __future__ import annotations

import re
import unicodedata

_JOINS = "-‐‑‒–−+±/⁄:.,"
"""What holds a number's parts together: 10–15, 17+1, 1/2, 12:30, 1.5, 12,000."""
_MONEY = "$€£¥₹₽"
_NUMBER = re.compile(rf"[{_JOINS}]?[{_MONEY}]?[.,]?\d")
_BEFORE = re.compile(
    rf"""\d[%‰°]?[{_JOINS}]?[{_MONEY}]?$   # the first part of a number, or of a range
    |[-‐‑−±][{_MONEY}]?$                # a sign, or the hyphen of a name like MiG-29
    |(?<![^\W\d_])[‒–][{_MONEY}]?$      # a dash behind a letter is no sign
    |(?<![^\W\d_)\]”’"'])[.,]$          # .5, but not the end of a sentence""",
    re.VERBOSE,
)
_ENDS = re.compile(rf"\d[%‰°]?([{_JOINS}]?)$")
_NOTED_YEAR = re.compile(r"(?<![\d.,])[12]\d{3}\.$")
"""A year that ends a sentence: digits right behind it are a note's mark, "in 2014.27"."""
_GAP = "[ \u00a0\u2007\u2009\u202f'’]"
_GROUPS_BEFORE = re.compile(rf"(?<!\d)\d{{1,3}}{_GAP}$")
_GROUP = re.compile(r"\d{3}(?!\d)")
_GROUP_ENDS = re.compile(r"(?<!\d)\d{1,3}$")
_GROUPS_AFTER = re.compile(rf"{_GAP}\d{{3}}(?!\d)")
"""Thousands: 12 000. What stands behind a year is another number."""


def torn(text: str, start: int, end: int) -> bool:
    """Whether a match begins or ends inside a word or a number: "6%" is not quoted from "16%"."""
    before, after = text[max(0, start - 6) : start], text[end : end + 6]
    if text[start].isalnum() and before[-1:].isalnum():
        return True
    if text[end - 1].isalnum() and (after[:1].isalnum() or unicodedata.combining(after[:1] or " ")):
        return True
    if _NUMBER.match(text, start) and _BEFORE.search(before):
        return True
    if _GROUP.match(text, start) and _GROUPS_BEFORE.search(before):
        return True
    last = text[max(start, end - 6) : end]
    ends = _ENDS.search(last)
    if (
        ends
        and not _NOTED_YEAR.search(last)
        and (after[:1].isdigit() if ends[1] else _NUMBER.match(after))
    ):
        return True
    return bool(_GROUP_ENDS.search(last) and _GROUPS_AFTER.match(after))
