"""Example questions that the documents answer, so that a new visitor first sees an answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pincite import sample
from pincite.types import Status
from pincite_ingest.document import BlockKind, Document

if TYPE_CHECKING:
    from pincite import Assistant

MAX_EXAMPLES = 4
"""Examples shown at once."""
MAX_TRIED = 6
"""Candidates that are tried, so that the first visitor does not wait for them."""
WAIT = 2.0
"""Seconds that a page waits for its examples; it works without them."""
STANDARD_TITLES = (
    "contents", "table of contents", "summary", "executive summary", "introduction", "foreword",
    "conclusion", "conclusions", "acknowledgements", "acknowledgments", "appendix", "references",
    "bibliography", "endnotes", "footnotes", "glossary", "about the author", "about the authors",
)  # fmt: skip
"""Titles that name the function of a section, not its subject."""
BRIEFING = (
    "Who is building the Hungarian part of the railway to Belgrade?",
    "Why has the 17+1 disappointed?",
    "What share of foreign investment in Serbia comes from China?",
    "What should Western governments do first?",
)
"""Examples for the document that comes with Pincite."""


@dataclass(slots=True)
class _Search:
    """The search for the examples of one state of the library, possibly still running."""

    questions: tuple[str, ...] = ()
    complete: threading.Event = field(default_factory=threading.Event)


class Examples:
    """Finds examples in the background, again only after the library has changed.

    Each candidate is asked first and shown only if it is answered. This also loads the models
    before the first visitor needs them.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._searches: dict[tuple[str, ...], _Search] = {}

    def found(self) -> tuple[str, ...]:
        """The examples found so far."""
        return self._current().questions

    def wait(self, seconds: float = WAIT) -> None:
        """Wait until the search is complete, at most ``seconds``."""
        self._current().complete.wait(seconds)

    def _current(self) -> _Search:
        ids = tuple(self._assistant.document_ids())
        with self._lock:
            search = self._searches.get(ids)
            if search is None:
                self._searches.clear()
                search = self._searches[ids] = _Search()
                threading.Thread(
                    target=self._run, args=(search,), name="pincite-examples", daemon=True
                ).start()
        return search

    def _run(self, search: _Search) -> None:
        try:
            for question in self._candidates():
                if len(search.questions) == MAX_EXAMPLES:
                    break
                if self._assistant.ask(question).status is Status.ANSWERED:
                    search.questions = (*search.questions, question)
        except Exception:  # the library may have been closed, and examples are not worth a crash
            search.questions = ()
        finally:
            search.complete.set()

    def _candidates(self) -> list[str]:
        infos = self._assistant.documents()
        if any(info.source.endswith(sample.PDF.name) for info in infos):
            return list(BRIEFING)
        subjects = [
            question
            for info in infos[:MAX_EXAMPLES]
            for question in _title_questions(self._assistant.document(info.id))
        ]
        return subjects[:MAX_TRIED]


def _title_questions(document: Document) -> list[str]:
    """A question for each of the first sections whose title reads like a subject."""
    titles = [block.section[-1] for block in document.blocks if block.kind is BlockKind.HEADING]
    subjects = [title for title in dict.fromkeys(titles) if _is_subject(title, document.title)]
    return [f"What is said about “{title.rstrip('.:')}”?" for title in subjects[:MAX_TRIED]]


def _is_subject(title: str, whole: str) -> bool:
    """Whether a section's title names a subject to ask about.

    >>> [_is_subject(title, "A report") for title in ("The railway", "Contents", "A report", "IV")]
    [True, False, False, False]
    """
    plain = title.strip(" .:").lower()
    return 8 <= len(plain) <= 70 and plain not in (*STANDARD_TITLES, whole.lower())
