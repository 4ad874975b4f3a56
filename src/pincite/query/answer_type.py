"""Answer types: what sort of thing a question asks for, and whether a text has one.

A question that asks how many is not answered by a sentence without a number. Types as in Li and
Roth, "Learning Question Classifiers" (2002), as far as a pattern can tell them in a text.
"""

from __future__ import annotations

import re
from enum import StrEnum


class AnswerType(StrEnum):
    """What a question asks for."""

    SHARE = "share"
    AMOUNT = "amount"
    COUNT = "count"
    LENGTH = "length"
    """A length of way or of time, or an age: a number, or the date since when."""
    DATE = "date"
    OTHER = "other"
    """Anything that no pattern can tell."""


_BETWEEN = re.compile(
    r"(?<=\?)\s+|(?<!\bMr\.|\bMs\.|\bDr\.|\bSt\.)(?<=[^\W\d_]{2}[.!])\s+(?=[^\W\d_a-z])"
)
"""Between questions: behind a question mark, or a full stop that is no abbreviation's."""
_ASKS_SOMETHING = re.compile(r"[?？]['\"”’»)\]\d]*\s*$")
_FLAGS = re.IGNORECASE | re.VERBOSE
_NUMERAL = r"""
    (?<![\w+/-])(?<!\d[.,])\d[\d.,]*     # not the 29 in MiG-29 nor the 1 in 17+1
    (?:(?:bn|tn|mn|m|k|km|kg|t|ha|[kmgt]w|[kmgt]wh|st|nd|rd|th|x)\b | (?![\w+]))
"""
_NUMBER = rf"""{_NUMERAL} | \b(?:
    one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|
    sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|
    hundreds?|thousands?|millions?|billions?|trillions?|dozens?|hal(?:f|ves)|thirds?|quarters?|
    double|twice|triple|single|none|couple|several)\b
"""
YEAR = r"\b(?:1[5-9]|20)\d\d\b"
"""Pattern of one, for other patterns."""
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_A_DATE = re.compile(
    rf"""
    \b(?:in|since|by|from|until|till|of|and|to|between|late|early|mid)[\ -]{YEAR}
      (?!\ (?:\w+\ )?(?:men|people|troops|soldiers|workers|tonnes|jobs|more)\b)
    | [(,–-]\s?{YEAR} | {YEAR}(?=[–/-]\d)
    | \b(?:{_MONTH})(?:\ \d{{1,2}},?)?\ {YEAR} | \b\d{{1,2}}\ (?:{_MONTH})\b
    | \b(?:{_MONTH})\ \d{{1,2}}\b
    """,
    _FLAGS,
)
_ASKS = {
    AnswerType.SHARE: r"""
        \b(?:what|which)\W+(?:\w+\W+)?(?:percentage|per\ ?cent|share|proportion|fraction|rate)\b
        | \bhow\ (?:big|large|high)\ (?:an?|of\ an?|is\ the)\ (?:share|percentage|proportion)\b
        | \b(?:percentage|(?<!to\ )share)\ of\b | \bhow\ much\ of\b
        | ^(?!\W*(?:what|which|who|why|how|where|do|does|did|can|is|are)\b)
          .*\b(?:share|percentage)\W*$
        """,
    AnswerType.DATE: r"""
        ^\W*(?:(?:and|but|so|since|until|by)\ )*when\b
        | ^\W*(?:do|does|did|can|could|would|will)\b[\w\s]*\b(?:know|say|tell\ me)\ when\b
        | ^\W*(?:please\ )?tell\ me\ when\b
        | \b(?:what|which)\W+(?:year|date|day|month|century|decade)\b | \bdate\ of\b""",
    AnswerType.LENGTH: r"\bhow\ (?:long|old)\b",
    AnswerType.COUNT: r"""
        \bhow\ (?:many|tall|fast|often|wide|heavy)\b
        | \bhow\ (?:far|large|big|high)\b
          (?!\ (?:an?|of\ an?|ha[sd]|have|did|do|does|will|can)\b)
          (?!.*\b(?:risks?|role|threat|influence|impact|stakes?|danger|problem)\b)
        | \bhow\ deep\ (?:is|was)\b
        | \bnumber\ of\b
        | (?:^\W*|\b(?:what|which)\W+(?:is|was|are|were)\W+the\W+)
          (?:length|height|width|depth|size|area|distance|population|capacity|age)\ of\b""",
    AnswerType.AMOUNT: r"""
        \bhow\ much\ money\b | \bhow\ expensive\b
        | \bhow\ much\ (?:did|does|do|has|have|had|was|were|is|are|will|would)\b.*
          \b(?:cost(?:ing)?|pay(?:ing)?|paid|spen[dt]|spending|lend(?:ing)?|lent|ow(?:e[ds]?|ing)|
          invest(?:ed|ing)?|earn(?:ed|ing)?|g[ai]ven?|giving|g[eo]t|make|making|made|charg(?:e|ed|ing)|
          receiv(?:e|ed|ing)|borrow(?:ed|ing)?|worth|raised?|funding|credit|debt|loans?|aid)\b
        | \b(?:what|which)\b.*\b(?:costs?|price)\b
        | ^\W*(?:the\ )?(?:(?:total|full|final|average|annual)\ )?
          (?:costs?|price|budget|market\ (?:cap(?:itali[sz]ation)?|value))\ of\b
        | \bwhat\ (?:did|does|do|has|have|had|was|were|is|are|will|would)\b.*\bpa(?:y|id)\b""",
}
_HAS = {
    AnswerType.SHARE: r"""
        % | \bper\ ?cent | \bpercentage | \b(?:most|all|none)\ of\b | \bmajority\b
        | \b(?:hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b
        | \b(?:\w+)\ (?:in|out\ of)\ (?:every\ )?(?:\d+|two|three|four|five|six|ten)\b""",
    AnswerType.DATE: rf"""{YEAR} | (?<![\w.,])\d{{1,4}}s?(?![\w%]|[.,]\d) | \b\d{{1,2}}\.\d\d?\.
        | \b(?:at|from|until|till)\ \d{{1,2}}[.:]\d\d\b(?!\ ?%) | \b(?:
        {_MONTH}|
        monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|
        centur(?:y|ies)|decades?|years?|months?|weeks?|days?|ago|today|yesterday|tomorrow|now)\b""",
    AnswerType.COUNT: rf"\bno\b | {_NUMBER}",
    AnswerType.LENGTH: rf"\b(?:since|centuries|decades|years|months|weeks|days)\b | {_NUMBER}",
    AnswerType.AMOUNT: rf"""
        [$€£¥%] | {_NUMERAL} | \b(?:thousands?|millions?|billions?|trillions?|dozens?|half|nothing|
        dollars?|euros?|pounds?|yuan|renminbi|roubles?|rubles?|yen|cents?|per\ cent|percent)\b""",
}
_ASKS_PATTERNS = {kind: re.compile(pattern, _FLAGS) for kind, pattern in _ASKS.items()}
_HAS_PATTERNS = {kind: re.compile(pattern, _FLAGS) for kind, pattern in _HAS.items()}


def answer_type(question: str) -> AnswerType:
    """What a question asks for; of several in a row, the last that ends with a question mark.

    >>> answer_type("How many MiG-29s were sent?").value, answer_type("How many? And why?").value
    ('count', 'other')
    """
    every = _BETWEEN.split(question.strip())
    last = next((one for one in reversed(every) if one.endswith("?")), every[-1]).rstrip(" ?!.")
    asked = (kind for kind, pattern in _ASKS_PATTERNS.items() if pattern.search(last))
    return next(asked, AnswerType.OTHER)


def asks(text: str) -> bool:
    """Whether a sentence or a heading ends as a question.

    >>> asks("May I bring a dog?"), asks("Dogs")
    (True, False)
    """
    return _ASKS_SOMETHING.search(text) is not None


def holds(text: str, wanted: AnswerType) -> bool:
    """Whether a text has something of the sort.

    >>> holds("Six MiG-29s came in 2017.", AnswerType.COUNT), holds("MiG-29s.", AnswerType.COUNT)
    (True, False)
    """
    if wanted is AnswerType.OTHER:
        return True
    if wanted not in (AnswerType.DATE, AnswerType.LENGTH):
        text = _A_DATE.sub(" ", text)
    return _HAS_PATTERNS[wanted].search(text) is not None
