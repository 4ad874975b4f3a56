"""Question sets: what is asked, whether the documents answer, and the quotes that say so.

JSONL, one object a line, or CSV with the same names as columns (lists as JSON, or one value; of
evidence, columns ``text`` and ``page`` will do). Gold is a quote on a page, never a chunk number,
so scores survive another way of chunking.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.evaluation.rows import read_rows
from pincite_ingest.errors import QuestionSetError
from pincite_ingest.paths import path_of


@dataclass(frozen=True, slots=True)
class Gold:
    """A quote that answers, or a part of the answer."""

    text: str | None
    """The words as they stand in the document; None when only the page is known."""
    page: str | None
    """The printed label of its page."""
    start: int | None = None
    """First character in the canonical text, where it is known."""
    end: int | None = None
    """One past the last."""

    @property
    def worded(self) -> bool:
        """Whether it names words, and not a page alone."""
        return self.text is not None or self.start is not None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set."""

    id: str
    question: str
    answerable: bool
    """Whether the documents answer it."""
    answers: tuple[str, ...] = ()
    """Short strings, any of which is an answer."""
    evidence: tuple[Gold, ...] = ()
    """Every place that the answer needs."""
    doc: str | None = None
    """The end of its document's source path, when it is asked of one document only."""
    history: tuple[str, ...] = ()
    """Earlier questions, oldest first."""
    kind: str = ""
    """"figure", "why", ...: figures are given for each kind too."""
    sort: str = ""
    """A finer kind, of unanswerable questions for instance."""


def load(path: str | Path) -> list[Question]:
    """Read a question set. Raises QuestionSetError with the number of the line at fault."""
    file = path_of(path)
    questions: list[Question] = []
    seen: set[str] = set()
    for number, row in read_rows(file):
        try:
            question = parse(row, str(number))
        except ValueError as error:
            raise QuestionSetError(f"{file.name}, line {number}: {error}.") from None
        if question.id in seen:
            raise QuestionSetError(f"{file.name}, line {number}: the id {question.id} came before.")
        seen.add(question.id)
        questions.append(question)
    if not questions:
        raise QuestionSetError(f"The question set {file} is empty.")
    return questions


def parse(row: Mapping[str, Any], default_id: str = "") -> Question:
    """One question from its JSON object. Raises ValueError with what is wrong.

    >>> parse({"question": "Who?", "answerable": "yes", "answers": "me"}, "1").answers
    ('me',)
    """
    question = _text(row, "question")
    if not question.strip():
        raise ValueError("it has no question")
    return Question(
        _text(row, "id") or default_id,
        question,
        _boolean(row.get("answerable")),
        _texts(row, "answers"),
        tuple(_gold(one) for one in _list(row.get("evidence"))),
        _filled(row, "doc"),
        _texts(row, "history"),
        _text(row, "kind"),
        _text(row, "sort"),
    )


def _gold(value: Any) -> Gold:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, Mapping):
        raise ValueError("its evidence is not an object with text and page")
    text, page = _filled(value, "text"), _filled(value, "page")
    start, end = value.get("start"), value.get("end")
    if text is None and page is None and start is None:
        raise ValueError("its evidence names neither text nor page")
    if (start, end) != (None, None) and not (
        type(start) is int and type(end) is int and 0 <= start < end
    ):
        raise ValueError("its evidence has a start and end that are no stretch of a text")
    return Gold(text, page, start, end)


def _filled(row: Mapping[str, Any], name: str) -> str | None:
    """A field as a string; None where it is blank."""
    text = _text(row, name)
    return text if text.strip() else None


def _text(row: Mapping[str, Any], name: str) -> str:
    """A field as a string; numbers are taken as they are written, 12.0 as 12."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"its {name} is no string")
    text = str(value)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"its {name} has half a character")
    return text


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_text({name: one}, name) for one in _list(row.get(name)) if one is not None)


def _list(value: Any) -> list[Any]:
    """A list, a list written as JSON, or one value as a list of one."""
    if value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
    return value if isinstance(value, list) else [value]


def _boolean(value: Any) -> bool:
    word = "" if value is None else str(value).strip().lower()
    if word in ("true", "yes", "y", "1", ""):
        return True
    if word in ("false", "no", "n", "0"):
        return False
    raise ValueError("answerable is neither true nor false")
