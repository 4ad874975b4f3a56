"""One visitor's conversation: what was asked and what came back. Values only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pincite.query.rewriting import stand_alone
from pincite.types import Answer

MOST_TURNS = 50
"""Turns that are kept; the oldest go first, so that a page left open for weeks stays light."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it."""

    number: int
    """1-based and never reused within a conversation."""
    question: str
    """As it was asked."""
    answer: Answer | None = None
    """What the documents say; None while it is sought and where there was an error."""
    shown: int = 0
    """Claims of the answer that have been shown so far."""
    error: str = ""
    """The sentence that says why there is no answer."""
    stopped: bool = False
    """Whether the reader stopped it."""
    understood: str = ""
    """As it is searched for: standing alone."""
    opinion: str = ""
    """What the reader said of the answer; empty for nothing."""

    @property
    def running(self) -> bool:
        finished = self.answer is not None and self.shown >= len(self.answer.claims)
        return not (finished or self.error or self.stopped)

    @property
    def marks(self) -> str:
        """The prefix of this turn's element ids."""
        return f"t{self.number}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first."""

    turns: tuple[Turn, ...] = ()
    """At most ``MOST_TURNS``."""
    asked: int = 0
    """Questions asked so far, also those that were dropped or edited away."""
    editing: int = 0
    """The number of the turn whose question is being edited; 0 when none is."""
    dropped: bool = False
    """Whether the first questions have been let go."""

    def history(self) -> tuple[str, ...]:
        """The earlier questions, oldest first, that a follow-up may lean on."""
        return tuple(turn.question for turn in self.turns if turn.answer is not None)

    def before_edit(self) -> Conversation:
        """The conversation up to the question that is being edited."""
        if not self.editing:
            return self
        kept = tuple(turn for turn in self.turns if turn.number < self.editing)
        return replace(self, turns=kept, editing=0)

    def asking(self, question: str) -> Conversation:
        """With a new turn that awaits its answer."""
        turn = Turn(self.asked + 1, question, understood=stand_alone(question, self.history()))
        turns = (*self.turns, turn)
        return replace(
            self,
            turns=turns[-MOST_TURNS:],
            asked=self.asked + 1,
            dropped=self.dropped or len(turns) > MOST_TURNS,
        )

    def latest(self, **changes: Any) -> Conversation:
        """With its last turn changed.

        >>> Conversation().asking("Who?").latest(error="Nobody.").turns[-1].error
        'Nobody.'
        """
        if not self.turns:
            return self
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], **changes)))

    def judged(self, number: int, opinion: str) -> Conversation:
        """With what the reader said of that turn's answer."""
        turns = (
            replace(turn, opinion=opinion) if turn.number == number else turn for turn in self.turns
        )
        return replace(self, turns=tuple(turns))

    def opined(self, other: Conversation | None) -> Conversation:
        """With the opinions of another state of it, on the turns that both have."""
        said = {(turn.number, turn.question): turn.opinion for turn in other.turns} if other else {}
        turns = (
            replace(turn, opinion=said.get((turn.number, turn.question), turn.opinion))
            for turn in self.turns
        )
        return replace(self, turns=tuple(turns))

    def continues(self, earlier: Conversation) -> bool:
        """Whether it has grown out of an earlier state: the last question of that is here.

        >>> earlier = Conversation().asking("Who?")
        >>> earlier.asking("When?").continues(earlier), Conversation().continues(earlier)
        (True, False)
        """
        here = {(turn.number, turn.question) for turn in self.turns}
        return all((last.number, last.question) in here for last in earlier.turns[-1:])

    def turn(self, number: object) -> Turn | None:
        """The turn with that number, if it is still there; any other value finds none."""
        return next((turn for turn in self.turns if turn.number == number), None)


def complaint(question: str, most: int) -> str:
    """Why a question cannot be asked, in one sentence; empty when it can.

    ``most`` is the number of characters that a question may have.

    >>> complaint("  ", 1000)
    'Type a question first.'
    >>> complaint("Who built the railway?", 1000)
    ''
    """
    if not question.strip():
        return "Type a question first."
    if len(question) > most:
        return (
            f"A question may have at most {most:,} characters; this one has "
            f"{len(question):,}. Shorten it and ask again."
        )
    return ""
