"""Spelling: a question's misspelt words, put right by the words of the documents.

Only a word that no passage has, nor a dictionary of English, is taken for misspelt; so a right word
that the documents lack stays what it is, and is answered by silence. The corrected question is what
the answer shows as searched for.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from pincite_index.lexical import content_words
from pincite_index.store import Snapshot
from pincite_ingest.passages import CountTokens

ONE_EDIT = 5
"""Letters from which a word may be one edit wrong."""
TWO_EDITS = 9
"""Letters from which it may be two."""
MOST = 8
"""Words corrected in one question at the most."""


def respelt(view: Snapshot, question: str, count_tokens: CountTokens) -> str:
    """The question with its misspelt words put right."""
    for word in _unknown(view, question, count_tokens)[:MOST]:
        right = view.alike(word, 2 if len(word) >= TWO_EDITS else 1)
        if right is not None:
            question = _replaced(question, word, right)
    return question


def _unknown(view: Snapshot, question: str, count_tokens: CountTokens) -> list[str]:
    """The words that neither the passages have, nor the encoder knows whole, nor a dictionary."""
    words = [word for word in content_words(question) if len(word) >= ONE_EDIT and word.isalpha()]
    found = view.frequencies(words)
    absent = [word for word in words if not found[word]]
    parts = zip(absent, count_tokens(absent), strict=True)
    doubtful = [word for word, tokens in parts if tokens > 1]
    return [word for word in doubtful if word not in _dictionary()] if doubtful else []


@cache
def _dictionary() -> Container[str]:
    from spellchecker import SpellChecker

    return SpellChecker(language="en").word_frequency.dictionary.keys()


def _replaced(question: str, wrong: str, right: str) -> str:
    """Every occurrence of a word replaced, its capitals kept.

    >>> _replaced("Belgarde, belgarde!", "belgarde", "belgrade")
    'Belgrade, belgrade!'
    """

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        if word.isupper():
            return right.upper()
        return right.capitalize() if word[0].isupper() else right

    return re.sub(rf"(?i)\b{re.escape(wrong)}\b", cased, question)
