"""Question sets: what is asked, whether the documents answer, and the quotes that say so.

JSONL, one object a line, or CSV with the same names as columns (lists as JSON, or one value).
Gold is a quote on a page, never a chunk number, so scores survive another way of chunking.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite_ingest.errors import PinciteError


class QuestionSetError(PinciteError):
    """A question set cannot be read; its sentence names the line at fault."""


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
    file = Path(path).expanduser()
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise QuestionSetError(f"There is no question set {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"The question set {file} cannot be read: {error}.") from error
    rows = _csv(text) if file.suffix.lower() == ".csv" else _jsonl(text, file.name)
    questions: list[Question] = []
    seen: set[str] = set()
    for number, row in rows:
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
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError("it has no question")
    evidence = tuple(_gold(one) for one in _list(row.get("evidence")))
    return Question(
        str(row.get("id") or default_id),
        question,
        _boolean(row.get("answerable", True)),
        tuple(str(answer) for answer in _list(row.get("answers"))),
        evidence,
        str(row["doc"]) if row.get("doc") else None,
        tuple(str(earlier) for earlier in _list(row.get("history"))),
        str(row.get("kind") or ""),
        str(row.get("sort") or ""),
    )


def _gold(value: Any) -> Gold:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, Mapping):
        raise ValueError("its evidence is not an object with text and page")
    text, page = value.get("text"), value.get("page")
    start, end = value.get("start"), value.get("end")
    if text is not None and not isinstance(text, str):
        raise ValueError("its evidence has a text that is no string")
    if not text and page is None and start is None:
        raise ValueError("its evidence names neither text nor page")
    for offset in (start, end):
        if offset is not None and (not isinstance(offset, int) or offset < 0):
            raise ValueError("its evidence has a start or end that is no offset")
    return Gold(text or None, None if page is None else str(page), start, end)


def _list(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            parsed = json.loads(value)
        except ValueError:
            return [value]
        return parsed if isinstance(parsed, list) else [value]
    return [value]


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("true", "yes", "1", ""):
        return True
    if word in ("false", "no", "0"):
        return False
    raise ValueError("answerable is neither true nor false")


def _jsonl(text: str, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise QuestionSetError(f"{name}, line {number}: it is not JSON.") from None
        if not isinstance(row, dict):
            raise QuestionSetError(f"{name}, line {number}: it is not a JSON object.")
        yield number, row


def _csv(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        found: dict[str, Any] = {name: value for name, value in row.items() if name}
        if "evidence" not in found and (found.get("text") or found.get("page")):
            found["evidence"] = [{"text": found.get("text"), "page": found.get("page") or None}]
        elif isinstance(found.get("evidence"), str) and not found["evidence"].startswith("["):
            gold = found["evidence"]
            page = found.get("page") or None
            found["evidence"] = [{"text": gold, "page": page}] if gold else []
        yield reader.line_num, found
