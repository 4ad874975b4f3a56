"""Question sets: questions with the quotes that answer them.

A set is JSONL with one object per line, or CSV with the same names as columns. In CSV a list is
written as JSON or as a single value, and the columns ``text`` and ``page`` can stand for
``evidence``. Gold is a quote on a page, never a chunk number, so scores stay comparable when the
chunking changes.
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
    """A piece of evidence: a quote that gives the answer or a part of it, or only its page."""

    text: str | None
    """The quote as it stands in the document; None when only the page is known."""
    page: str | None
    """The printed label of its page."""
    start: int | None = None
    """First character in the canonical text, if known."""
    end: int | None = None
    """One past the last character."""
    index: int | None = None
    """The 1-based number of its page in the PDF, which identifies a page better than its label."""

    @property
    def has_text(self) -> bool:
        """Whether it names a quote, not only a page."""
        return self.text is not None or self.start is not None

    @property
    def has_page(self) -> bool:
        return self.page is not None or self.index is not None

    def is_on(self, index: int, label: str) -> bool:
        """Whether it names this page: by the index if it has one, otherwise by the label.

        >>> Gold("x", "3", index=5).is_on(5, "v"), Gold("x", "3").is_on(5, "3")
        (True, True)
        """
        return index == self.index if self.index is not None else label == self.page


@dataclass(frozen=True, slots=True)
class Nugget:
    """A point that the answer to a broad question should make."""

    label: str
    """The point in a few words."""
    vital: bool
    """Whether a good answer must make it."""
    evidence: tuple[str, ...]
    """Texts from the document, each of which makes the point."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set."""

    id: str
    question: str
    answerable: bool
    """Whether the documents answer it."""
    answers: tuple[str, ...] = ()
    """Acceptable short answers."""
    evidence: tuple[Gold, ...] = ()
    """All evidence that the answer needs."""
    doc: str | None = None
    """The end of its document's source path, if it is asked of a single document."""
    history: tuple[str, ...] = ()
    """Earlier questions, oldest first."""
    kind: str = ""
    """A group such as "figure" or "why"; figures are also given by kind."""
    sort: str = ""
    """A finer group, for example of unanswerable questions."""
    nuggets: tuple[Nugget, ...] = ()
    """The points that the answer to a broad question should make."""


def load(path: str | Path) -> list[Question]:
    """Read a question set. Raises QuestionSetError with the number of the bad line."""
    file = path_of(path)
    questions: list[Question] = []
    seen: set[str] = set()
    for number, row in read_rows(file):
        try:
            question = parse(row, str(number))
        except ValueError as error:
            raise QuestionSetError(f"{file.name}, line {number}: {error}.") from None
        if question.id in seen:
            raise QuestionSetError(
                f"{file.name}, line {number}: the id {question.id} is used twice."
            )
        seen.add(question.id)
        questions.append(question)
    if not questions:
        raise QuestionSetError(f"The question set {file} is empty.")
    return questions


def parse(row: Mapping[str, Any], default_id: str = "") -> Question:
    """Read a question from its JSON object. Raises ValueError with what is wrong.

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
        tuple(_gold(item) for item in _list(row.get("evidence"))),
        _filled(row, "doc"),
        _texts(row, "history"),
        _text(row, "kind"),
        _text(row, "sort"),
        tuple(_nugget(item) for item in _list(row.get("nuggets"))),
    )


def _gold(value: Any) -> Gold:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, Mapping):
        raise ValueError("its evidence is not an object with text and page")
    text, page = _filled(value, "text"), _filled(value, "page")
    start, end = value.get("start"), value.get("end")
    index = _index(value.get("index"))
    if text is None and page is None and index is None and start is None:
        raise ValueError("its evidence names neither text nor page")
    if (start, end) != (None, None) and not (
        type(start) is int and type(end) is int and 0 <= start < end
    ):
        raise ValueError("its evidence needs a start and an end with 0 <= start < end")
    return Gold(text, page, start, end, index)


def _index(value: Any) -> int | None:
    """A page number of a PDF, from 1."""
    if value is None or value == "":
        return None
    try:
        index = int(value) if not isinstance(value, bool) else 0
    except (TypeError, ValueError, OverflowError):
        index = 0
    if index < 1 or index != float(value):
        raise ValueError("its evidence has an index that is not a page number from 1")
    return index


def _nugget(value: Any) -> Nugget:
    if not isinstance(value, Mapping):
        raise ValueError("its nuggets are not objects with label, vital and evidence")
    texts = tuple(
        gold.text for item in _list(value.get("evidence")) if (gold := _gold(item)).text is not None
    )
    if not texts:
        raise ValueError("its nuggets need evidence with text")
    return Nugget(_text(value, "label"), _boolean(value.get("vital"), "vital"), texts)


def _filled(row: Mapping[str, Any], name: str) -> str | None:
    """A field as a string; None if it is blank."""
    text = _text(row, name)
    return text if text.strip() else None


def _text(row: Mapping[str, Any], name: str) -> str:
    """A field as a string; a number becomes its digits, 12.0 becomes "12"."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"its {name} is not a string")
    text = str(value)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"its {name} has half of a surrogate pair")
    return text


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_text({name: item}, name) for item in _list(row.get(name)) if item is not None)


def _list(value: Any) -> list[Any]:
    """A list, a list written as JSON, or a single value as a list of one item."""
    if value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
    return value if isinstance(value, list) else [value]


def _boolean(value: Any, name: str = "answerable") -> bool:
    word = "" if value is None else str(value).strip().lower()
    if word in ("true", "yes", "y", "1", ""):
        return True
    if word in ("false", "no", "n", "0"):
        return False
    raise ValueError(f"{name} is neither true nor false")
