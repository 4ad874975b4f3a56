"""Words of quotes and gold texts, compared without regard to case, punctuation and white space."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; a number keeps its points and commas.

    >>> words_of("It cost $1,250.50, he says.")
    ['it', 'cost', '1,250.50', 'he', 'says']
    """
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def has_words(text: str, part: str) -> bool:
    """Whether the words of ``part`` stand in ``text``, next to each other and in this order."""
    words = words_of(part)
    return bool(words) and f" {' '.join(words)} " in f" {' '.join(words_of(text))} "


def has_answer(text: str, answer: str) -> bool:
    """Whether every part of a short answer ("a; b") stands in a text.

    >>> has_answer("Paid in marks, nine of them.", "nine; marks")
    True
    """
    parts = [part for part in answer.split(";") if words_of(part)]
    return bool(parts) and all(has_words(text, part) for part in parts)
