"""The right side: for each answer, the cited passages, each with its page to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.types import Answer, Citation, Hit, Status
from pincite_ui.chat.conversation import Conversation, Turn
from pincite_ui.chat.views.cards import Card
from pincite_ui.chat.views.claims import card_id, quote_id
from pincite_ui.chat.views.highlighting import highlight
from pincite_ui.templating import render as render_template


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of one turn."""

    number: int
    """The turn's number."""
    question: str
    title: str
    note: str
    cards: Sequence[Card]
    more: Sequence[Card]
    """The cards of the quotes that are shown on request."""
    is_current: bool
    """Whether it is visible first."""


def render(conversation: Conversation) -> str:
    """The evidence of every turn; the page shows one turn at a time, first the latest."""
    answered = [(turn, turn.answer) for turn in conversation.turns if turn.answer is not None]
    turns = [
        _evidence(turn, answer, is_current=turn is answered[-1][0]) for turn, answer in answered
    ]
    return render_template("chat/evidence.html", turns=turns)


def _evidence(turn: Turn, answer: Answer, *, is_current: bool) -> Evidence:
    if answer.status is Status.ABSTAINED:
        return Evidence(
            turn.number,
            turn.question,
            "Closest passages" if answer.closest else "Nothing close was found",
            "They may not answer the question." if answer.closest else "",
            [_near(hit, f"{turn.anchor}-n{place}") for place, hit in enumerate(answer.closest, 1)],
            (),
            is_current,
        )
    cards = [_cited(citation, turn.anchor) for citation in answer.citations]
    more = [_cited(citation, turn.anchor) for citation in _more(answer)]
    title = "Evidence" if cards or more else "Nothing is cited"
    return Evidence(turn.number, turn.question, title, "", cards, more, is_current)


def _more(answer: Answer) -> Iterator[Citation]:
    """The further citations of the sections, each once."""
    seen = {citation.number for citation in answer.citations}
    for section in answer.sections:
        for citation in section.more:
            if citation.number not in seen:
                seen.add(citation.number)
                yield citation


def _cited(citation: Citation, anchor: str) -> Card:
    hit = citation.hit
    return Card(
        element=card_id(anchor, citation.number),
        title=hit.document.title,
        section=hit.section,
        pages=citation.pages,
        pieces=highlight(hit.text, hit.start, citation.quotes),
        cite=quote_id(citation, citation.quotes[0]) if citation.quotes else citation.id,
        number=citation.number,
        turn=anchor,
    )


def _near(hit: Hit, element: str) -> Card:
    return Card(element, hit.document.title, hit.section, hit.pages, [(hit.text, False)], hit.id)
