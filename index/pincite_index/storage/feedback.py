"""What readers said of answers: kept beside the documents, by question and by what was quoted."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Opinion(StrEnum):
    """What a reader thinks of an answer."""

    RIGHT = "right"
    """It answers; of a refusal: the documents do not answer."""
    WRONG = "wrong"
    """It does not answer; of a refusal: the documents do answer."""
    WRONG_PAGE = "wrong_page"
    """The words answer, but they are not printed where it says."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote by its place. Its words are not kept: they go when their document goes."""

    document: str
    """The document's id, 32 hexadecimal digits."""
    start: int
    """First character, in code points of the document's canonical text."""
    end: int
    """One past the last character."""
    pages: tuple[str, ...]
    """The printed labels of the pages that it was said to stand on."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "start": self.start,
            "end": self.end,
            "pages": list(self.pages),
        }


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's opinion of one answer; there is one for a question and its quotes."""

    question: str
    """As it was understood: standing alone."""
    quotes: tuple[Cited, ...]
    """What the answer quoted, in its order; none where it was a refusal."""
    opinion: Opinion
    given: str
    """When, ISO 8601, UTC."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "quotes": [quote.to_dict() for quote in self.quotes],
            "opinion": self.opinion.value,
            "given": self.given,
        }


SAID = "SELECT question, quotes, opinion, given FROM feedback"


def everything(connection: sqlite3.Connection) -> list[Feedback]:
    """All that was said, oldest first."""
    return [read(*row) for row in connection.execute(f"{SAID} ORDER BY given, question")]


def read(question: str, quotes: str, opinion: str, given: str) -> Feedback:
    """A row of ``SAID``. Raises ValueError or TypeError where it is torn."""
    cited = tuple(Cited(at, start, end, tuple(on)) for at, start, end, on in json.loads(quotes))
    return Feedback(question, cited, Opinion(opinion), given)


def keep(connection: sqlite3.Connection, said: Feedback) -> None:
    """Keep an opinion in place of an earlier one. Inside the caller's transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)",
        (said.question, _key(said), said.opinion.value, said.given),
    )


def forget(connection: sqlite3.Connection, said: Feedback) -> None:
    """Take back whatever was said of that answer. Inside the caller's transaction."""
    connection.execute(
        "DELETE FROM feedback WHERE question = ? AND quotes = ?", (said.question, _key(said))
    )


def _key(said: Feedback) -> str:
    return json.dumps([[one.document, one.start, one.end, one.pages] for one in said.quotes])
