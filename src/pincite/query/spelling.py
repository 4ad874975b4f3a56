"""Spelling: misspelt words of a question are corrected by the documents and by English.

A word counts as misspelt only where no passage has it and no dictionary of English lists it. So a
correct word that the documents lack stays as it is, and the question goes unanswered. A name is
corrected to another name of the documents only where a letter is missing, added or swapped, or
where other letters are doubled; a name with a different letter may be somebody else's.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from pincite.query.entities import mentions
from pincite.query.terms import folded
from pincite_index.search.bm25 import content_words, words
from pincite_index.storage.base import Snapshot
from pincite_ingest.chunking.passages import CountTokens

if TYPE_CHECKING:
    from spellchecker import SpellChecker

MIN_LETTERS = 5
"""Shortest word that is corrected, in letters."""
MIN_LETTERS_FOR_TWO = 9
"""Shortest word that may be two edits away, in letters."""
MAX_WORDS = 8
"""Words corrected in one question."""


def corrected(view: Snapshot, question: str, count_tokens: CountTokens) -> str:
    """The question with its misspelt words corrected: to an English word that the documents have,
    else to any word of the documents, else to an English word with the same letters."""
    named = {word for name in mentions(question) for word in words(question[name.start : name.end])}
    for word in _unknown(view, question, count_tokens)[:MAX_WORDS]:
        right = _name(view, word) if word in named else _word(view, word)
        if right is not None:
            question = _replaced(question, word, right)
    return question


def _word(view: Snapshot, word: str) -> str | None:
    english = _one_edit_away(word)
    found = view.frequencies(english)
    return (
        max((each for each in english if found[each]), key=lambda each: found[each], default=None)
        or _alike(view, word, 2 if len(word) >= MIN_LETTERS_FOR_TWO else 1)
        or next((each for each in english if sorted(each) == sorted(word)), None)
    )


def _name(view: Snapshot, name: str) -> str | None:
    right = _alike(view, name, 1)
    return right if right and right[0].isupper() else None


def _alike(view: Snapshot, word: str, edits: int) -> str | None:
    """The most similar word of the documents, within so many edits or with other letters doubled
    (tarrif, Phillipines). A name may differ by a missing, added or swapped letter only."""
    right, apart = view.similar_word(word) or ("", 0)
    plain, typed = folded(right).lower(), folded(word)
    letters = abs(len(plain) - len(typed)) == 1 or sorted(plain) == sorted(typed)
    near = apart <= edits and (letters or not right[:1].isupper())
    return right if right and (near or _single(right) == _single(word)) else None


def _single(word: str) -> str:
    """A word in lower case, each doubled letter once.

    >>> _single("Tarrif") == _single("tariff")
    True
    """
    return "".join(letter for letter, _ in groupby(folded(word).lower()))


def _unknown(view: Snapshot, question: str, count_tokens: CountTokens) -> list[str]:
    """The words that are in no passage, no token of the encoder, and in no dictionary."""
    asked = [
        word for word in content_words(question) if len(word) >= MIN_LETTERS and word.isalpha()
    ]
    found = view.frequencies(asked)
    absent = [word for word in asked if not found[word]]
    parts = zip(absent, count_tokens(absent), strict=True)
    doubtful = [word for word, tokens in parts if tokens > 1]
    return [word for word in doubtful if word not in _english()] if doubtful else []


def _one_edit_away(word: str) -> list[str]:
    """The English words within one edit, the most frequent first."""
    near = _english().known(_english().edit_distance_1(word))
    return sorted(near, key=lambda word: (-_english()[word], word))


@cache
def _english() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


def _replaced(question: str, wrong: str, right: str) -> str:
    """A question with every occurrence of a word replaced; capitals are kept.

    >>> _replaced("Belgarde, belgarde!", "belgarde", "belgrade")
    'Belgrade, belgrade!'
    """

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        if word.isupper():
            return right.upper()
        return right[0].upper() + right[1:] if word[0].isupper() else right.lower()

    return re.sub(rf"(?i)\b{re.escape(wrong)}\b", cased, question)
