"""Terms: the content words of a question, their weight, and how much of it a text covers."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pincite_index.search.bm25 import words

_TYPED = str.maketrans("đĐłŁøØıħĦ’‘ʼʻ‐‑–", "dDlLoOihH''''---")
"""Letters with a stroke, apostrophes and hyphens, as people type them."""
_ENDINGS = ("ments", "ment", "ings", "ing", "ies", "ied", "ers", "ed", "es", "s", "er")


def idf(terms: Sequence[str], frequencies: Mapping[str, int], passages: int) -> dict[str, float]:
    """Inverse document frequency of each word (Robertson and Sparck Jones, never negative).

    >>> weights = idf(["the", "zijin"], {"the": 90, "zijin": 1}, 100)
    >>> weights["zijin"] > 10 * weights["the"]
    True
    """
    return {
        term: math.log(1 + (passages - found + 0.5) / (found + 0.5))
        for term in terms
        for found in [frequencies.get(term, 0)]
    }


def coverage(text: str, weights: Mapping[str, float]) -> float:
    """Share of the words' weight that a text covers, 0 to 1. Words are compared by their stems.

    >>> coverage("He invested in 2012.", {"investments": 2.0, "china": 2.0})
    0.5
    """
    total = sum(weights.values())
    if not total:
        return 0.0
    present = {stem(word) for word in words(text)}
    return sum(weight for term, weight in weights.items() if stem(term) in present) / total


def folded(text: str) -> str:
    """A text without its accents, as people type names.

    >>> folded("Vučić and Đinđić")
    'Vucic and Dindic'
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_TYPED))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(1 << 14)
def stem(word: str) -> str:
    """A word without its ending, so that "invested" and "investments" are equal.

    Cruder than the Porter stemmer and twenty times as fast as snowballstemmer in Python; stems are
    only compared with each other.

    >>> stem("invested") == stem("investments") == stem("investing")
    True
    >>> stem("companies") == stem("company"), stem("financed") == stem("finance")
    (True, True)
    >>> stem("policy") == stem("police")
    False
    """
    word = folded(word)
    for ending in _ENDINGS:
        of_y = ending in ("ies", "ied")
        if word.endswith(ending) and len(word) - len(ending) >= 4 - of_y:
            word = word[: -len(ending)] + "y" * of_y
            break
    return word.removesuffix("e") if len(word) >= 5 else word
