"""The left side: questions, and answers whose every sentence has its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.types import Answer, Hit, Status
from pincite_index.storage.feedback import Opinion
from pincite_ui import export
from pincite_ui.chat.conversation import MAX_TURNS, Conversation, Turn
from pincite_ui.chat.views.alternatives import alternatives
from pincite_ui.chat.views.answers import ShownAnswer, shown_answer
from pincite_ui.templating import render as render_template
from pincite_ui.wording import count, location

OPINIONS = {
    Opinion.RIGHT: "right",
    Opinion.WRONG: "wrong",
    Opinion.WRONG_PAGE: "on the wrong page",
}
"""The judgements of an answer, with their labels."""
PREVIEW = 110
"""Characters shown of a closest passage."""


@dataclass(frozen=True, slots=True)
class Near:
    """A closest passage, as a link."""

    cite: str
    card: str
    """The element id of its card in the evidence."""
    place: str
    words: str
    """Its first words."""


@dataclass(frozen=True, slots=True)
class TurnView:
    """What the template of a turn needs."""

    turn: Turn

    @property
    def anchor(self) -> str:
        return self.turn.anchor

    @property
    def state(self) -> str:
        answer = self.turn.answer
        if answer is None:
            return "stopped" if self.turn.stopped else "searching"
        return "abstained" if answer.status is Status.ABSTAINED else "answered"

    @property
    def searched_for(self) -> str:
        """The rewritten question, where it differs; shown while the search is still running."""
        turn = self.turn
        searched = turn.answer.standalone_question if turn.answer else turn.rewritten
        return "" if searched.split() == turn.question.split() or turn.stopped else searched

    @property
    def answer(self) -> ShownAnswer:
        return shown_answer(self.turn)

    @property
    def alternatives(self) -> list[tuple[str, str]]:
        """Other shapes of the answer: labels, and the questions that they ask."""
        answer = self.turn.answer
        return [] if answer is None or self.turn.running else alternatives(answer)

    @property
    def closest(self) -> list[Near]:
        hits = self.turn.answer.closest if self.turn.answer else ()
        several = len({hit.document.id for hit in hits}) > 1
        return [
            _near(hit, f"{self.anchor}-n{number}", titled=several or not hit.section)
            for number, hit in enumerate(hits, 1)
        ]

    @property
    def evidence_button(self) -> str:
        answer = self.turn.answer
        if answer is None or not (answer.citations or answer.closest):
            return ""
        return "Evidence" if answer.citations else "Closest passages"

    @property
    def copy_text(self) -> str:
        return export.plain(self.turn.answer) if self.turn.answer else ""

    @property
    def opinions(self) -> list[tuple[str, str]]:
        """The judgements that are possible: a page can only be wrong if there is one."""
        answer = self.turn.answer
        if answer is None:
            return []
        paged = any(citation.pages for citation in answer.citations)
        return [
            (opinion.value, label)
            for opinion, label in OPINIONS.items()
            if paged or opinion is not Opinion.WRONG_PAGE
        ]

    @property
    def summary(self) -> str:
        return _summary(self.turn.answer) if self.turn.answer else ""


def render(conversation: Conversation) -> str:
    """The conversation so far."""
    return render_template(
        "chat/transcript.html",
        views=[TurnView(turn) for turn in conversation.turns],
        dropped=conversation.dropped,
        max_turns=MAX_TURNS,
    )


def welcome(examples: Sequence[str], status: str) -> str:
    """The page before the first question; ``status`` says what is in the library."""
    return render_template("chat/welcome.html", examples=examples, status=status)


def editing(later: int) -> str:
    """The notice while a question is edited that has ``later`` questions after it."""
    return render_template("chat/editing.html", later=later)


def masthead() -> str:
    return render_template("chat/masthead.html", formats=[form.name for form in export.FORMATS])


def _near(hit: Hit, card: str, *, titled: bool) -> Near:
    """A link to a passage; ``titled`` names its document, besides its section and pages."""
    words = " ".join(hit.text.split())
    if len(words) > PREVIEW:
        words = words[:PREVIEW].rpartition(" ")[0] + " …"
    title = hit.document.title if titled else ""
    return Near(hit.id, card, location(title, hit.section[-1:], hit.pages), words)


def _summary(answer: Answer) -> str:
    took = answer.timings_ms.get("total", sum(answer.timings_ms.values()))
    quotes = sum(len(citation.quotes) for citation in answer.citations)
    found = [count(quotes, "verified quote")] if quotes else []
    return " · ".join([*found, _milliseconds(took)] if took else found)


def _milliseconds(took: float) -> str:
    """A duration for a person.

    >>> _milliseconds(38.4), _milliseconds(1611.2)
    ('38 ms', '1.6 s')
    """
    return f"{took:.0f} ms" if took < 1000 else f"{took / 1000:.1f} s"
