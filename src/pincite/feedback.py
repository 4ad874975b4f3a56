"""Readers' feedback on answers, and its export as a question set for ``pincite eval``.

The quotes of a right answer become gold. The question of a wrong answer is exported without
evidence, so that someone can add it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pincite.types import Citation
from pincite_index.storage.base import Snapshot
from pincite_index.storage.feedback import Cited, Feedback, Opinion
from pincite_ingest.errors import UsageError


def opinion_of(word: str) -> Opinion:
    """Read an opinion. Raises UsageError for an unknown word.

    >>> opinion_of("wrong_page") is Opinion.WRONG_PAGE
    True
    """
    try:
        return Opinion(word)
    except ValueError:
        known = ", ".join(Opinion)
        raise UsageError(f"An opinion is one of {known}; {word[:40]!r} is not.") from None


def feedback(question: str, citations: Iterable[Citation], opinion: Opinion) -> Feedback:
    """Record an opinion on an answer, dated now.

    Raises UsageError for a wrong page of an answer that names no page.
    """
    quotes = tuple(
        Cited(citation.document.id, quote.start, quote.end, tuple(p.label for p in citation.pages))
        for citation in citations
        for quote in citation.quotes
    )
    if opinion is Opinion.WRONG_PAGE and not any(quote.pages for quote in quotes):
        raise UsageError(
            "This answer names no page, so its page cannot be wrong; call it wrong instead."
        )
    return Feedback(question, quotes, opinion, datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Feedback as questions with their evidence."""

    rows: tuple[dict[str, Any], ...]
    """Each row is an object of a question set (``pincite.evaluation.questions``)."""
    left_out: int
    """How many opinions are on answers from documents that the library no longer has."""

    @property
    def jsonl(self) -> str:
        """The file: one object per line."""
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows)


def question_set(view: Snapshot, given: Sequence[Feedback]) -> QuestionSet:
    """The questions answered from documents that the library still has, oldest first."""
    stored = {info.id for info in view.documents()}
    kept = [each for each in given if all(quote.document in stored for quote in each.quotes)]
    rows = tuple(_row(view, f"f{number}", each) for number, each in enumerate(kept, 1))
    return QuestionSet(rows, len(given) - len(kept))


def _row(view: Snapshot, id: str, given: Feedback) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": id,
        "question": given.question,
        "answerable": bool(given.quotes) or given.opinion is not Opinion.RIGHT,
        "kind": given.opinion.value,
        "evidence": [],
    }
    if given.opinion is Opinion.WRONG:
        return row
    right = given.opinion is Opinion.RIGHT
    row["evidence"] = [
        {
            "text": view.text(quote.document)[quote.start : quote.end],
            "page": quote.pages[0] if right and quote.pages else None,
        }
        for quote in given.quotes
    ]
    return row
