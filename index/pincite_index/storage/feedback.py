"""Readers' feedback on answers, stored by question and quotes."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Opinion(StrEnum):
    """A reader's judgement of an answer."""

    RIGHT = "right"
    """It answers the question; for a refusal: the documents do not answer it."""
    WRONG = "wrong"
    """It does not answer the question; for a refusal: the documents do answer it."""
    WRONG_PAGE = "wrong_page"
    """The quote answers, but its page is wrong."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote by its place. Its words are not stored, so that they go with their document."""

    document: str
    """The document's id, 32 hexadecimal digits."""
    start: int
    """First character, in code points of the document's canonical text."""
    end: int
    """One past the last character."""
    pages: tuple[str, ...]
    """The printed labels of the pages that were cited."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "start": self.start,
            "end": self.end,
            "pages": list(self.pages),
        }


@dataclass(frozen=True, slots=True)
class Feedback:
    """Feedback on one answer; a question and its quotes have at most one."""

    question: str
    """The standalone question."""
    quotes: tuple[Cited, ...]
    """The answer's quotes in order; empty for a refusal."""
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
    """All feedback, oldest first."""
    return [read(*row) for row in connection.execute(f"{SAID} ORDER BY given, question")]


def read(question: str, quotes: str, opinion: str, given: str) -> Feedback:
    """A row of ``SAID``. Raises ValueError or TypeError where it is damaged."""
    cited = tuple(Cited(at, start, end, tuple(on)) for at, start, end, on in json.loads(quotes))
    return Feedback(question, cited, Opinion(opinion), given)


def keep(connection: sqlite3.Connection, said: Feedback) -> None:
    """Store feedback in place of an earlier one. Inside the caller's transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)",
        (said.question, _key(said), said.opinion.value, said.given),
    )


def forget(connection: sqlite3.Connection, said: Feedback) -> None:
    """Delete the feedback on that answer. Inside the caller's transaction."""
    connection.execute(
        "DELETE FROM feedback WHERE question = ? AND quotes = ?", (said.question, _key(said))
    )


def _key(said: Feedback) -> str:
    return json.dumps(
        [[quote.document, quote.start, quote.end, quote.pages] for quote in said.quotes]
    )
