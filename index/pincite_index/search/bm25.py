"""Words: what of a question is looked up in the full-text index, and how it is scored (BM25)."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""How the full-text index takes a text apart: by words, without accents, by their stems."""
POSTINGS = 10_000
"""Passages that are scored by their words for one question, about: 10 ms worth."""
CONTEXT_WEIGHT = 0.3
"""What a word of a passage's context counts beside one of its text, when passages are found."""
EDITS = 2
"""How many a misspelt word may be away from what it means."""
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
"""English function words, and the words with which people ask. Common knowledge, not tuned."""


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
    """The words that a question is about, each once; all of them when it has no others.

    >>> content_words("What share of the share does China hold?")
    ['share', 'china', 'hold']
    """
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOP_WORDS] or every


def match_expression(terms: Sequence[str], operator: str = "OR") -> str:
    """An FTS5 query for any of the words, or with "AND" for all. Quoted: nothing in one is syntax.

    >>> match_expression(["near", "not"])
    '"near" OR "not"'
    """
    return f" {operator} ".join(f'"{term}"' for term in terms)


def telling(frequencies: Mapping[str, int]) -> list[str]:
    """The rarest words, as many as stand in few enough passages together; at least one that stands
    in any.

    A word of a fifth of all passages says little about any of them, and scoring each takes long.
    One that no passage has finds nothing, and must not stand for the others.

    >>> telling({"the": 900_000, "corridor": 800, "wakhan": 7, "absent": 0})
    ['wakhan', 'corridor']
    """
    chosen: list[str] = []
    total = 0
    for term, frequency in sorted(_standing(frequencies).items(), key=lambda pair: pair[1]):
        total += frequency
        if chosen and total > POSTINGS:
            break
        chosen.append(term)
    return chosen


def _looked_up(frequencies: Mapping[str, int]) -> str:
    """An FTS5 query for the telling words; of a question that has none, for all its words together
    (those that stand anywhere). Empty where no word stands."""
    terms = telling(frequencies)
    if terms and frequencies[terms[0]] > POSTINGS:
        return match_expression(list(_standing(frequencies)), "AND")
    return match_expression(terms)


def _standing(frequencies: Mapping[str, int]) -> dict[str, int]:
    """Those of the words that stand in a passage at all."""
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
    expression = _looked_up(frequencies)
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
    expression = _looked_up(frequencies)
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
    """In how many of the passages each word stands (as the index stems it).

    Of a word that is common, the first ``POSTINGS`` are counted, and the rest estimated from how
    far they reach among the ids.
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
    """How many passages have a word that ``count`` of those up to the id ``last`` have.

    The ids begin anywhere, and some between are gone: no estimate may exceed what there is.
    """
    first, newest = connection.execute(
        "SELECT (SELECT rowid FROM words ORDER BY rowid LIMIT 1),"
        " (SELECT rowid FROM words ORDER BY rowid DESC LIMIT 1)"
    ).fetchone()
    reach = max(last - first, 0) + 1
    estimate: int = count * (newest - first + 1) // reach
    return min(passages, max(count, estimate))


def alike(connection: sqlite3.Connection, word: str) -> tuple[str, int] | None:
    """The word of the passages that a misspelt word most likely means, and how many edits it is
    away (a letter more, less, other, or two swapped; optimal string alignment), stem against stem.

    It begins with the same letter and is at most ``EDITS`` away; of equals, it is the commonest.
    Its capitals are those of one place where it stands.
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
    best, apart, _ = min(near, key=lambda one: (one[1], -rows[one[2]][1]))
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.standing USING fts5vocab (main, words, 'instance')"
    )
    text = connection.execute(
        "SELECT text || ' ' || context FROM passages "
        "WHERE id = (SELECT doc FROM standing WHERE term = ? LIMIT 1)",
        (best,),
    ).fetchone()
    standing = _written(text[0]) if text else []
    spelt = process.extractOne(word, standing, scorer=OSA.distance, processor=str.lower)
    return (spelt[0], int(apart)) if spelt and spelt[1] <= EDITS + 1 else None


def _stem(word: str) -> str:
    """A word as the index has it: its own tokenizer's doing."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE one USING fts5 (text, tokenize = '{TOKENIZER}')")
        connection.execute("CREATE VIRTUAL TABLE its USING fts5vocab (one, 'row')")
        connection.execute("INSERT INTO one VALUES (?)", (word,))
        row = connection.execute("SELECT term FROM its").fetchone()
        return row[0] if row else word
