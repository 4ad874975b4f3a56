"""Spelling: a question's misspelt words, put right by English and by the words of the documents.

Only a word that no passage has, nor a dictionary of English, is taken for misspelt; so a right word
that the documents lack stays what it is, and is answered by silence. A name becomes another name of
the documents' only by a letter more, less or swapped, or by which letters stand double: one with
another letter may be somebody else.
The corrected question is what the answer shows as searched for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pincite.query.entities import mentions
from pincite.query.terms import folded
from pincite_index.search.bm25 import content_words, words
from pincite_index.storage.base import Snapshot
from pincite_ingest.chunking.passages import CountTokens

if TYPE_CHECKING:
    from spellchecker import SpellChecker

ONE_EDIT = 5
"""Letters from which a word may be one edit wrong."""
TWO_EDITS = 9
"""Letters from which it may be two."""
MOST = 8
"""Words corrected in one question at the most."""


def corrected(view: Snapshot, question: str, count_tokens: CountTokens) -> str:
    """The question with its misspelt words put right: by a word of English that the documents
    have, by any word of theirs, or by one of English where letters have only changed places."""
    named = {word for one in mentions(question) for word in words(question[one.start : one.end])}
    for word in _unknown(view, question, count_tokens)[:MOST]:
        right = _name(view, word) if word in named else _word(view, word)
        if right is not None:
            question = _replaced(question, word, right)
    return question


def _word(view: Snapshot, word: str) -> str | None:
    english = _one_edit_away(word)
    found = view.frequencies(english)
    return (
        max((one for one in english if found[one]), key=lambda one: found[one], default=None)
        or _alike(view, word, 2 if len(word) >= TWO_EDITS else 1)
        or next((one for one in english if sorted(one) == sorted(word)), None)
    )


def _name(view: Snapshot, name: str) -> str | None:
    right = _alike(view, name, 1)
    return right if right and right[0].isupper() else None


def _alike(view: Snapshot, word: str, edits: int) -> str | None:
    """The documents' word that is most like it: by so many edits, a name only by a letter more,
    less or swapped; or with only other letters double (a tarrif, the Phillipines)."""
    right, apart = view.similar_word(word) or ("", 0)
    plain, typed = folded(right).lower(), folded(word)
    letters = abs(len(plain) - len(typed)) == 1 or sorted(plain) == sorted(typed)
    near = apart <= edits and (letters or not right[:1].isupper())
    return right if right and (near or _single(right) == _single(word)) else None


def _single(word: str) -> str:
    """A word without its double letters.

    >>> _single("Tarrif") == _single("tariff")
    True
    """
    return re.sub(r"(.)\1", r"\1", folded(word).lower())


def _unknown(view: Snapshot, question: str, count_tokens: CountTokens) -> list[str]:
    """The words that neither the passages have, nor the encoder knows whole, nor a dictionary."""
    asked = [word for word in content_words(question) if len(word) >= ONE_EDIT and word.isalpha()]
    found = view.frequencies(asked)
    absent = [word for word in asked if not found[word]]
    parts = zip(absent, count_tokens(absent), strict=True)
    doubtful = [word for word, tokens in parts if tokens > 1]
    return [word for word in doubtful if word not in _english()] if doubtful else []


def _one_edit_away(word: str) -> list[str]:
    """The words of English that are one letter off, the commonest first."""
    near = _english().known(_english().edit_distance_1(word))
    return sorted(near, key=lambda one: (-_english()[one], one))


@cache
def _english() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


def _replaced(question: str, wrong: str, right: str) -> str:
    """Every occurrence of a word replaced, its capitals kept.

    >>> _replaced("Belgarde, belgarde!", "belgarde", "belgrade")
    'Belgrade, belgrade!'
    """

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        if word.isupper():
            return right.upper()
        return right[0].upper() + right[1:] if word[0].isupper() else right.lower()

    return re.sub(rf"(?i)\b{re.escape(wrong)}\b", cased, question)
