"""Questions to start from, chosen so that the first thing a visitor sees is an answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pincite import sample
from pincite.types import Status
from pincite_ingest.document import BlockKind, Document

if TYPE_CHECKING:
    from pincite import Assistant

MOST = 4
"""Examples offered at once."""
MOST_TRIED = 6
"""Questions tried at most, so that a first visitor does not wait behind them."""
PATIENCE = 2.0
"""Seconds that a page waits for its examples; without them it is complete too."""
FRAME = (
    "contents", "table of contents", "summary", "executive summary", "introduction", "foreword",
    "conclusion", "conclusions", "acknowledgements", "acknowledgments", "appendix", "references",
    "bibliography", "endnotes", "footnotes", "glossary", "about the author", "about the authors",
)  # fmt: skip
"""Titles that say what a section is for, not what it is about."""
BRIEFING = (
    "Who is building the Hungarian part of the railway to Belgrade?",
    "Why has the 17+1 disappointed?",
    "What share of foreign investment in Serbia comes from China?",
    "What should Western governments do first?",
)
"""For the document that comes with Pincite."""


@dataclass(slots=True)
class _Offer:
    """The examples for one state of the library, perhaps still being worked out."""

    questions: tuple[str, ...] = ()
    ready: threading.Event = field(default_factory=threading.Event)


class Examples:
    """Works the examples out in the background, and again only when the library has changed.

    Each is asked first and offered only if it is answered; that also warms up the models before
    the first visitor needs them.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._offers: dict[tuple[str, ...], _Offer] = {}

    def offer(self) -> tuple[str, ...]:
        """The examples that have been found so far."""
        return self._current().questions

    def settle(self, wait: float = PATIENCE) -> None:
        """Waits until all of them have been found, but at most ``wait`` seconds."""
        self._current().ready.wait(wait)

    def _current(self) -> _Offer:
        ids = tuple(self._assistant.document_ids())
        with self._lock:
            offer = self._offers.get(ids)
            if offer is None:
                self._offers.clear()
                offer = self._offers[ids] = _Offer()
                threading.Thread(
                    target=self._work_out, args=(offer,), name="pincite-examples", daemon=True
                ).start()
        return offer

    def _work_out(self, offer: _Offer) -> None:
        try:
            for question in self._candidates():
                if len(offer.questions) == MOST:
                    break
                if self._assistant.ask(question).status is Status.ANSWERED:
                    offer.questions = (*offer.questions, question)
        except Exception:  # the library may be closed meanwhile, and examples are not worth a crash
            offer.questions = ()
        finally:
            offer.ready.set()

    def _candidates(self) -> list[str]:
        infos = self._assistant.documents()
        if any(info.source.endswith(sample.PDF.name) for info in infos):
            return list(BRIEFING)
        subjects = [
            question
            for info in infos[:MOST]
            for question in _about(self._assistant.document(info.id))
        ]
        return subjects[:MOST_TRIED]


def _about(document: Document) -> list[str]:
    """A question for each of the first sections whose titles read like a subject."""
    titles = [block.section[-1] for block in document.blocks if block.kind is BlockKind.HEADING]
    subjects = [title for title in dict.fromkeys(titles) if _is_subject(title, document.title)]
    return [f"What is said about “{title.rstrip('.:')}”?" for title in subjects[:MOST_TRIED]]


def _is_subject(title: str, whole: str) -> bool:
    """Whether a section's title names something to ask about.

    >>> [_is_subject(title, "A report") for title in ("The railway", "Contents", "A report", "IV")]
    [True, False, False, False]
    """
    plain = title.strip(" .:").lower()
    return 8 <= len(plain) <= 70 and plain not in (*FRAME, whole.lower())
