"""Hyphens at line ends: which of them belong to the word.

The document itself is asked first: if the joined word stands elsewhere, or the hyphenated one does,
that settles it. Then a capital or a digit after the hyphen keeps it, then what usually opens or
closes a compound; and two words that each stand alone in the document were most likely one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

SOFT = "\u00ad"
MARKED = "\ufffe"
"""PDFium's mark for a hyphen at the end of a line."""
HYPHENS = f"-\u2010{SOFT}{MARKED}"

_WORD = re.compile(r"[^\W_]+(?:[-\u2010'’][^\W_]+)*")
_LAST = re.compile(r"([^\W_]+(?:[-\u2010][^\W_]+)*)$")
_FIRST = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")

_OPENS = frozenset(
    "self well half cross quasi vis twenty thirty forty fifty sixty seventy eighty ninety long "
    "short low full first second third two three four five six seven eight nine zero decision "
    "policy dual double single near".split()
)
"""Words that open a compound, whatever follows."""
_MAY_OPEN = frozenset(
    "ex all mid non post pre pro anti so high part ten one like far wide hard old new state world "
    "great multi inter intra co semi".split()
)
"""Words that open a compound if what follows is a word; else they are a syllable ("pro-gress")."""
_CLOSES = frozenset(
    "based level led owned driven term scale saving making maker makers oriented intensive centred "
    "centered related specific funded backed friendly sized style sector range class controlled "
    "sponsored resourced dependent income country party wing run".split()
)
"""Words that close a compound, whatever word precedes."""
_LINKS = frozenset("and or to und oder bis et ou y o".split())
_ENDING = re.compile(r"(teen|een|est|age|ary|ing|ish|ism|ist|ity|ness)")
_PARTICIPLE = re.compile(r"[a-z]{4,}(?<!en)ed(?![a-z])")
"""What closes a compound after a whole word ("battle-scarred"), and is no ending of one."""
_SOLID = frozenset(
    "some any every no other there where here under over out up down in on with be a al an re de "
    "un dis mis im sub super fore back for who what when how how may per per them him her it my "
    "your our inter multi news break under work show key frame land house man men time".split()
)


class Vocabulary:
    """The words of a document, to decide about its hyphens."""

    def __init__(self, lines: Iterable[str]) -> None:
        text = "\n".join(_without_cut_words(lines)).lower().replace("\u2010", "-")
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
        if len(left) == 1 or right[0].isdigit() or any(character.isdigit() for character in left):
            return True
        if left.isupper() and len(left) > 1 and right[0].islower():
            return True  # "US-led"
        if right[0].isupper():
            return not (left.isupper() and right.isupper() and len(left) > 2)
        if "-" in left:
            return True
        short = left.lower()
        if self._stem_seen(left + right):
            return False
        if short in _SOLID:
            return False
        if short in _OPENS and len(right) > 2 and not _ENDING.match(right):
            return True
        if short in _OPENS or short in _MAY_OPEN:
            return self.seen(right) > 0 or self._stem_seen(right)
        if right in _CLOSES and len(left) > 2:
            return True
        if len(left) > 4 and self.seen(left) and _PARTICIPLE.match(right):
            return True
        return len(left) > 2 and len(right) > 2 and self.seen(left) > 1 and self.seen(right) > 1

    def is_left_open(self, before: str, after: str) -> bool:
        """Whether the hyphen stands for what comes later ("pre- and post-war"): a space follows.

        >>> Vocabulary([]).is_left_open("the pre", "and post-war years")
        True
        """
        one, two = _LAST.search(before), _FIRST.match(after)
        if one is None or two is None or two.group() not in _LINKS:
            return False
        return not self.seen(one.group() + two.group())

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


def _without_cut_words(lines: Iterable[str]) -> Iterator[str]:
    """Lines without the halves of words that are cut at line ends: those are no witnesses."""
    cut = False
    for line in lines:
        whole = line.partition(" ")[2] if cut else line
        cut = line[-1:] in HYPHENS
        yield whole.rpartition(" ")[0] if cut else whole
