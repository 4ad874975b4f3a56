"""BM25: which words of a question are looked up in the full-text index, and how rows are scored."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""The tokenizer of the full-text index: words without accents, stemmed."""
POSTINGS = 10_000
"""About how many passages are scored for one question; so many take 10 ms."""
CONTEXT_WEIGHT = 0.3
"""What a word of a passage's context counts beside one of its text, when passages are found."""
EDITS = 2
"""Edits that a misspelt word may be away from the intended one."""
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*", re.UNICODE)
"""Letters and digits, with the accents that are written behind their letter."""

STOP_WORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being below "
    "between both but by can could did do does doing down during each few for from further had has "
    "have having he her here hers him his how i if in into is it its just me more most my no nor "
    "not of off on once only or other our out over own please pls s same she should so some such t "
    "than that the their them then there these they this those through to too under until up very "
    "was we were what when where which while who whom whose why will with would you your tell "
    "give say says said know".split()
)
"""English function words, and the words with which people ask. Not tuned."""


def words(text: str) -> list[str]:
    """The words of a text, lower case, in order.

    >>> words("Who's building it? 5G!")
    ['who', 's', 'building', 'it', '5g']

    An accent is the same whether it is one character with its letter or stands behind it.

    >>> words("cafe\\u0301 r\\u0325g") == ["caf\\xe9", "r\\u0325g"]
    True
    """
    return [word.lower() for word in _written(text)]


def _written(text: str) -> list[str]:
    """The words of a text with their capitals."""
    found: list[str] = _WORD.findall(unicodedata.normalize("NFC", text))
    return found


def content_words(text: str) -> list[str]:
    """A question's words without stop words, each once; all of them when there are no others.

    >>> content_words("What share of the share does China hold?")
    ['share', 'china', 'hold']
    """
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOP_WORDS] or every


def match_expression(terms: Sequence[str], operator: str = "OR") -> str:
    """An FTS5 query for any of the words, or with "AND" for all. Words are quoted, so that none is
    read as syntax.

    >>> match_expression(["near", "not"])
    '"near" OR "not"'
    """
    return f" {operator} ".join(f'"{term}"' for term in terms)


def rarest(frequencies: Mapping[str, int]) -> list[str]:
    """The rarest words, as long as they occur in no more than ``POSTINGS`` passages together; at
    least one that occurs at all.

    A word in a fifth of all passages says little about any of them and takes long to score. A word
    in no passage finds nothing, and is left out.

    >>> rarest({"the": 900_000, "corridor": 800, "wakhan": 7, "absent": 0})
    ['wakhan', 'corridor']
    """
    chosen: list[str] = []
    total = 0
    for term, frequency in sorted(_occurring(frequencies).items(), key=lambda pair: pair[1]):
        total += frequency
        if chosen and total > POSTINGS:
            break
        chosen.append(term)
    return chosen


def _match_query(frequencies: Mapping[str, int]) -> str:
    """An FTS5 query for the rarest words; where even the rarest is common, for all words together.
    Empty where no word occurs."""
    terms = rarest(frequencies)
    if terms and frequencies[terms[0]] > POSTINGS:
        return match_expression(list(_occurring(frequencies)), "AND")
    return match_expression(terms)


def _occurring(frequencies: Mapping[str, int]) -> dict[str, int]:
    """The words that occur in a passage."""
    return {term: frequency for term, frequency in frequencies.items() if frequency}


def best_passages(
    connection: sqlite3.Connection,
    frequencies: Mapping[str, int],
    n: int,
    documents: Sequence[str] | None,
) -> dict[int, float]:
    """The n best passages by the BM25 of text and context together: id to score, higher is better.

    Only passages with one of the rarest words are scored; where every word is common, those that
    have all of them, and of these no more than twice ``POSTINGS``.
    """
    score = f"bm25(words, 1.0, {CONTEXT_WEIGHT})"
    return _best(connection, "words", "passages", score, frequencies, n, documents)


def best_pages(
    connection: sqlite3.Connection,
    frequencies: Mapping[str, int],
    n: int,
    documents: Sequence[str] | None,
) -> dict[int, float]:
    """The n best pages by BM25: id to score, higher is better. ``frequencies`` are those among
    passages."""
    score = "bm25(page_words)"
    return _best(connection, "page_words", "page_texts", score, frequencies, n, documents)


def _best(
    connection: sqlite3.Connection,
    index: str,
    table: str,
    score: str,
    frequencies: Mapping[str, int],
    n: int,
    documents: Sequence[str] | None,
) -> dict[int, float]:
    expression = _match_query(frequencies)
    if not expression:
        return {}
    rows = connection.execute(
        f"SELECT rowid, score FROM (SELECT rowid, {score} AS score FROM {index} "  # noqa: S608
        f"WHERE {index} MATCH ?1 AND (?2 IS NULL OR rowid IN "
        f"(SELECT id FROM {table} WHERE document IN (SELECT value FROM json_each(?2)))) "
        "LIMIT ?4) ORDER BY score LIMIT ?3",
        (expression, None if documents is None else json.dumps(list(documents)), n, 2 * POSTINGS),
    )
    return {row: -score for row, score in rows}


def score_passages(
    connection: sqlite3.Connection, frequencies: Mapping[str, int], passages: Sequence[int]
) -> dict[int, tuple[float, float]]:
    """BM25 of the text and of the context of given passages; those with neither are left out."""
    rows = _score(
        connection, "words", "bm25(words, 1.0, 0.0), bm25(words, 0.0, 1.0)", frequencies, passages
    )
    return {passage: (0.0 - text, 0.0 - context) for passage, text, context in rows}


def score_pages(
    connection: sqlite3.Connection, frequencies: Mapping[str, int], pages: Sequence[int]
) -> dict[int, float]:
    """BM25 of given pages, on the scale of ``best_pages``; those without the words are left out."""
    rows = _score(connection, "page_words", "bm25(page_words)", frequencies, pages)
    return {page: -score for page, score in rows}


def _score(
    connection: sqlite3.Connection,
    index: str,
    scores: str,
    frequencies: Mapping[str, int],
    ids: Sequence[int],
) -> Iterable[tuple[Any, ...]]:
    expression = _match_query(frequencies)
    if not expression or not ids:
        return ()
    return connection.execute(  # + keeps SQLite from starting the query anew for each id
        f"SELECT rowid, {scores} FROM {index} WHERE {index} MATCH ? "  # noqa: S608
        "AND +rowid IN (SELECT value FROM json_each(?))",
        (expression, json.dumps(list(ids))),
    )


def document_frequency(
    connection: sqlite3.Connection, terms: Sequence[str], passages: int
) -> dict[str, int]:
    """How many of the passages contain each word, as the index stems it.

    Of a common word the first ``POSTINGS`` passages are counted, and the rest estimated from the
    range of their ids.
    """
    found = {}
    for term in terms:
        count, last = connection.execute(
            "SELECT count(*), max(rowid) FROM "
            "(SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?)",
            (match_expression([term]), POSTINGS + 1),
        ).fetchone()
        found[term] = count if count <= POSTINGS else _estimated(connection, count, last, passages)
    return found


def _estimated(connection: sqlite3.Connection, count: int, last: int, passages: int) -> int:
    """An estimate of how many passages contain a word that ``count`` passages up to the id ``last``
    contain. Ids have gaps, so the estimate is capped at the number of passages."""
    first, newest = connection.execute(
        "SELECT (SELECT rowid FROM words ORDER BY rowid LIMIT 1),"
        " (SELECT rowid FROM words ORDER BY rowid DESC LIMIT 1)"
    ).fetchone()
    reach = max(last - first, 0) + 1
    estimate: int = count * (newest - first + 1) // reach
    return min(passages, max(count, estimate))


def similar_word(connection: sqlite3.Connection, word: str) -> tuple[str, int] | None:
    """The word of the passages that a misspelt word most likely means, and its distance in edits
    (insertion, deletion, substitution, transposition; optimal string alignment) between stems.

    It begins with the same letter and is at most ``EDITS`` away; of equals, the most frequent. Its
    capitals are those of one occurrence.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    stem = _stem(word)
    rows = connection.execute(
        "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?",
        (stem[:1], chr(ord(stem[:1]) + 1)),
    ).fetchall()
    near = process.extract(
        stem, [term for term, _ in rows], scorer=OSA.distance, score_cutoff=EDITS, limit=None
    )
    if not near:
        return None
    best, distance, _ = min(near, key=lambda match: (match[1], -rows[match[2]][1]))
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.occurrences "
        "USING fts5vocab (main, words, 'instance')"
    )
    text = connection.execute(
        "SELECT text || ' ' || context FROM passages "
        "WHERE id = (SELECT doc FROM occurrences WHERE term = ? LIMIT 1)",
        (best,),
    ).fetchone()
    written = _written(text[0]) if text else []
    spelt = process.extractOne(word, written, scorer=OSA.distance, processor=str.lower)
    return (spelt[0], int(distance)) if spelt and spelt[1] <= EDITS + 1 else None


def _stem(word: str) -> str:
    """A word's stem, made by the index's own tokenizer."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE sample USING fts5 (text, tokenize = '{TOKENIZER}')"
        )
        connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab (sample, 'row')")
        connection.execute("INSERT INTO sample VALUES (?)", (word,))
        row = connection.execute("SELECT term FROM stems").fetchone()
        return row[0] if row else word
