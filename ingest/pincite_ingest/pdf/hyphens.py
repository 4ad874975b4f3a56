"""Hyphens at line ends: which of them belong to the word.

The document itself is asked first: if the joined word stands elsewhere, or the hyphenated one does,
that settles it. Then a capital or a digit after the hyphen keeps it, and two words that each stand
alone in the document were most likely a compound.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

SOFT = "\u00ad"
MARKED = "\ufffe"
"""PDFium's mark for a hyphen at the end of a line."""
HYPHENS = f"-\u2010{SOFT}{MARKED}"

_WORD = re.compile(r"[^\W_]+(?:[-\u2010'’][^\W_]+)*")
_LAST = re.compile(r"([^\W_]+(?:[-\u2010][^\W_]+)*)$")
_FIRST = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")

_KEEPS = frozenset(
    "self well ex half all cross quasi mid non post pre pro anti vis so twenty thirty forty fifty "
    "sixty seventy eighty ninety long short high low full part third second first two three four "
    "five six seven eight nine ten one like far wide hard old new state decision policy world "
    "great multi inter intra co semi".split()
)
_SOLID = frozenset(
    "some any every no other there where here under over out up down in on with be a al an re de "
    "un dis mis im sub super fore back for who what when how how may per per them him her it my "
    "your our inter multi news break under work show key frame land house man men time".split()
)


class Vocabulary:
    """The words of a document, to decide about its hyphens."""

    def __init__(self, lines: Iterable[str]) -> None:
        whole = [
            line if line[-1:] not in HYPHENS else line.rpartition(" ")[0] for line in lines
        ]  # a word that is cut at the end of its line is no witness
        text = "\n".join(whole).lower().replace("\u2010", "-")
        self._counts: Counter[str] = Counter()
        for piece, number in Counter(text.split()).items():  # most pieces come many times
            for word in _WORD.findall(piece):
                self._counts[word] += number
        for word in [word for word in self._counts if "-" in word]:
            for part in word.split("-"):
                self._counts[part] += 1

    def seen(self, word: str) -> int:
        return self._counts[word.lower()]

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether the hyphen between the end of one line and the start of the next is the word's.

        ``before`` ends with the last letters before the hyphen, which is left out.

        >>> words = Vocabulary(["the country is well resourced", "a Sino-Russian axis"])
        >>> words.keeps_hyphen("the coun", "try is"), words.keeps_hyphen("Sino", "Russian")
        (False, True)
        >>> words.keeps_hyphen("a well", "resourced army"), words.keeps_hyphen("post", "Cold War")
        (True, True)
        """
        one, two = _LAST.search(before), _FIRST.match(after)
        if one is None or two is None:
            return True
        left, right = one.group(), two.group()
        together, apart = self.seen(left + right), self.seen(f"{left}-{right}")
        if together != apart:
            return apart > together
        if right[0].isdigit() or any(character.isdigit() for character in left):
            return True
        if right[0].isupper():
            return not (left.isupper() and right.isupper() and len(left) > 2)
        if "-" in left:
            return True
        short = left.lower()
        if self._stem_seen(left + right):
            return False
        if short in _SOLID:
            return False
        known_right = self.seen(right) > 0 or self._stem_seen(right)
        if short in _KEEPS:
            return known_right
        return len(left) > 2 and len(right) > 2 and self.seen(left) > 1 and self.seen(right) > 1

    def _stem_seen(self, word: str) -> bool:
        """Whether another ending of the word stands in the document."""
        lower = word.lower()
        stems = {lower, *(lower.removesuffix(end) for end in ("s", "es", "d", "ed", "ing", "ly"))}
        return any(
            self._counts[stem + end]
            for stem in stems
            if len(stem) > 4
            for end in ("", "s", "d", "e")
        )
