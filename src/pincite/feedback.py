"""From what readers said of answers to a question set that ``pincite eval`` runs.

A right answer's quotes are gold. A wrong one's are not, and nobody has said yet what is: its
question goes out without evidence, for somebody to complete.
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
    """Raises UsageError for a word that is no opinion.

    >>> opinion_of("wrong_page") is Opinion.WRONG_PAGE
    True
    """
    try:
        return Opinion(word)
    except ValueError:
        known = ", ".join(Opinion)
        raise UsageError(f"An answer is {known}; it cannot be {word[:40]!r}.") from None


def feedback(question: str, citations: Iterable[Citation], opinion: Opinion) -> Feedback:
    """An opinion on an answer, given now. Raises UsageError when a refusal's page is wrong."""
    quotes = tuple(
        Cited(one.document.id, quote.start, quote.end, tuple(page.label for page in one.pages))
        for one in citations
        for quote in one.quotes
    )
    if opinion is Opinion.WRONG_PAGE and not any(quote.pages for quote in quotes):
        raise UsageError("Only an answer that names a page can name a wrong one.")
    return Feedback(question, quotes, opinion, datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Feedback as questions with what answers them."""

    rows: tuple[dict[str, Any], ...]
    """Each an object of a question set (``pincite.evaluation.questions``)."""
    left_out: int
    """Opinions on answers from documents that are no longer in the library."""

    @property
    def jsonl(self) -> str:
        """The file: an object a line."""
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows)


def question_set(view: Snapshot, said: Sequence[Feedback]) -> QuestionSet:
    """The questions that were answered by documents that are still there, oldest first."""
    held = {info.id for info in view.documents()}
    there = [one for one in said if all(quote.document in held for quote in one.quotes)]
    rows = tuple(_row(view, f"f{at}", one) for at, one in enumerate(there, 1))
    return QuestionSet(rows, len(said) - len(there))


def _row(view: Snapshot, id: str, said: Feedback) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": id,
        "question": said.question,
        "answerable": bool(said.quotes) or said.opinion is not Opinion.RIGHT,
        "kind": said.opinion.value,
        "evidence": [],
    }
    if said.opinion is Opinion.WRONG:
        return row
    sure = said.opinion is Opinion.RIGHT
    row["evidence"] = [
        {
            "text": view.text(quote.document)[quote.start : quote.end],
            "page": quote.pages[0] if sure and quote.pages else None,
        }
        for quote in said.quotes
    ]
    return row
