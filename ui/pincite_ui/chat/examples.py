"""Questions to start from, chosen so that the first thing a visitor sees is an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from pincite import briefing
from pincite.answer import Status
from pincite_ingest.document import BlockKind, Document
from pincite_ingest.errors import PinciteError

if TYPE_CHECKING:
    from pincite import Assistant

MOST = 4
"""Examples offered at once."""
BRIEFING = (
    "Who is building the Hungarian part of the railway to Belgrade?",
    "Why has the 17+1 disappointed?",
    "What share of foreign investment in Serbia comes from China?",
    "What should Western governments do first?",
)
"""For the document that comes with Pincite."""


def offering(assistant: Assistant) -> Callable[[], tuple[str, ...]]:
    """A function that gives the examples, worked out again only when the library has changed."""
    lock = threading.Lock()
    known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def offer() -> tuple[str, ...]:
        ids = tuple(info.id for info in assistant.documents())
        with lock:
            if ids not in known:
                known.clear()
                known[ids] = _offer(assistant)
            return known[ids]

    return offer


def _offer(assistant: Assistant) -> tuple[str, ...]:
    infos = assistant.documents()
    if any(info.source.endswith(briefing.PDF.name) for info in infos):
        return BRIEFING
    offered: list[str] = []
    for info in infos[:MOST]:
        for question in _about(assistant.document(info.id)):
            if len(offered) < MOST and question not in offered and _answers(assistant, question):
                offered.append(question)
    return tuple(offered)


def _about(document: Document) -> list[str]:
    """A question for each of the first sections whose titles read like a subject."""
    titles = [block.section[-1] for block in document.blocks if block.kind is BlockKind.HEADING]
    subjects = [title for title in dict.fromkeys(titles) if 8 <= len(title) <= 70]
    return [f"What is said about “{title.rstrip('.:')}”?" for title in subjects[: 3 * MOST]]


def _answers(assistant: Assistant, question: str) -> bool:
    try:
        return assistant.ask(question).status is Status.ANSWERED
    except PinciteError:
        return False
