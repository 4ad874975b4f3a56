"""Nuggets: the points that a broad answer should make, and how many of them its quotes make.

A nugget is covered when one shown quote contains one of its evidence texts, or at least 60 % of
that text's words. Quotes are not joined. This follows the nuggets of TREC's RAG track, with a fixed
rule in place of a judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.evaluation.questions import Nugget
from pincite.evaluation.words import has_words, words_of

COVERED = 0.6
"""Share of an evidence text's words that a quote must have."""


@dataclass(frozen=True, slots=True)
class NuggetScore:
    """What the shown quotes cover of a question's nuggets."""

    covered: tuple[bool, ...] = ()
    """For each nugget, whether a quote covers it."""
    vital: tuple[bool, ...] = ()
    """For each nugget, whether it is vital."""
    quotes: int = 0
    """Quotes shown."""
    quotes_to_the_point: int = 0
    """Quotes that cover an evidence text or are part of one."""
    words: int = 0
    """Words in the quotes."""
    shared_words: int = 0
    """Words that the quotes share with the evidence texts, each counted as often as both have
    it."""

    @property
    def vital_total(self) -> int:
        return sum(self.vital)

    @property
    def vital_covered(self) -> int:
        return sum(vital and hit for vital, hit in zip(self.vital, self.covered, strict=True))


def score_nuggets(nuggets: Sequence[Nugget], quotes: Sequence[str]) -> NuggetScore:
    """Compare the shown quotes with the nuggets of their question.

    >>> nugget = Nugget("cost", True, ("The quay cost nine marks in 1901.",))
    >>> found = score_nuggets([nugget], ["It cost nine marks in 1901.", "Nobody was hurt."])
    >>> found.covered, found.quotes_to_the_point, found.quotes
    ((True,), 1, 2)
    """
    evidence = [text for nugget in nuggets for text in nugget.evidence]
    shown = Counter(words_of(" ".join(quotes)))
    expected = Counter(words_of(" ".join(evidence)))
    return NuggetScore(
        covered=tuple(
            any(covers(quote, text) for quote in quotes for text in nugget.evidence)
            for nugget in nuggets
        ),
        vital=tuple(nugget.vital for nugget in nuggets),
        quotes=len(quotes),
        quotes_to_the_point=sum(
            any(covers(quote, text) or has_words(text, quote) for text in evidence)
            for quote in quotes
        ),
        words=shown.total(),
        shared_words=(shown & expected).total(),
    )


def covers(quote: str, text: str) -> bool:
    """Whether a quote contains an evidence text, or at least 60 % of its words.

    >>> covers("The mill burned in 1907.", "the mill burned"), covers("The mill.", "a mill burned")
    (True, False)
    """
    expected = Counter(words_of(text))
    if not expected:
        return False
    shared = (expected & Counter(words_of(quote))).total()
    return shared >= COVERED * expected.total() - 1e-9
