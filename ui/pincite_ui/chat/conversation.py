"""A visitor's conversation: immutable values of what was asked and answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pincite.query.rewriting import standalone
from pincite.types import Answer

MAX_TURNS = 50
"""Turns in a conversation; older turns are dropped, so that an old page stays fast."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer."""

    number: int
    """1-based; never reused within a conversation."""
    question: str
    """The question as asked."""
    answer: Answer | None = None
    """The answer; None while searching and after an error."""
    shown: int = 0
    """Claims of the answer shown so far."""
    error: str = ""
    """Why there is no answer, in one sentence; empty if there was no error."""
    stopped: bool = False
    """Whether the visitor stopped it."""
    rewritten: str = ""
    """The question that is searched for, rewritten to need no earlier question."""
    opinion: str = ""
    """The visitor's judgement of the answer; empty for none."""

    @property
    def running(self) -> bool:
        finished = self.answer is not None and self.shown >= len(self.answer.claims)
        return not (finished or self.error or self.stopped)

    @property
    def anchor(self) -> str:
        """The element id of this turn, and the prefix of the ids inside it."""
        return f"t{self.number}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first."""

    turns: tuple[Turn, ...] = ()
    """At most ``MAX_TURNS``."""
    asked: int = 0
    """Questions asked so far, including dropped and edited ones."""
    editing: int = 0
    """The number of the turn whose question is being edited; 0 when none is."""
    dropped: bool = False
    """Whether the oldest turns have been dropped."""

    def history(self) -> tuple[str, ...]:
        """The earlier questions, oldest first, that a follow-up may refer to."""
        return tuple(turn.question for turn in self.turns if turn.answer is not None)

    def before_edit(self) -> Conversation:
        """The conversation up to the question that is being edited."""
        if not self.editing:
            return self
        earlier = tuple(turn for turn in self.turns if turn.number < self.editing)
        return replace(self, turns=earlier, editing=0)

    def with_question(self, question: str) -> Conversation:
        """With a new turn that has no answer yet."""
        turn = Turn(self.asked + 1, question, rewritten=standalone(question, self.history()))
        turns = (*self.turns, turn)
        return replace(
            self,
            turns=turns[-MAX_TURNS:],
            asked=self.asked + 1,
            dropped=self.dropped or len(turns) > MAX_TURNS,
        )

    def with_last(self, **changes: Any) -> Conversation:
        """With its last turn changed.

        >>> Conversation().with_question("Who?").with_last(error="Nobody.").turns[-1].error
        'Nobody.'
        """
        if not self.turns:
            return self
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], **changes)))

    def with_opinion(self, number: int, opinion: str) -> Conversation:
        """With a judgement of that turn's answer."""
        turns = (
            replace(turn, opinion=opinion) if turn.number == number else turn for turn in self.turns
        )
        return replace(self, turns=tuple(turns))

    def with_opinions_of(self, other: Conversation | None) -> Conversation:
        """With the judgements of another state of this conversation, for the turns in both."""
        others = other.turns if other else ()
        opinions = {(turn.number, turn.question): turn.opinion for turn in others}
        turns = (
            replace(turn, opinion=opinions.get((turn.number, turn.question), turn.opinion))
            for turn in self.turns
        )
        return replace(self, turns=tuple(turns))

    def continues(self, earlier: Conversation) -> bool:
        """Whether it grew out of an earlier state, that is, contains the earlier last question.

        >>> earlier = Conversation().with_question("Who?")
        >>> earlier.with_question("When?").continues(earlier), Conversation().continues(earlier)
        (True, False)
        """
        here = {(turn.number, turn.question) for turn in self.turns}
        return all((last.number, last.question) in here for last in earlier.turns[-1:])

    def turn(self, number: object) -> Turn | None:
        """The turn with that number; None for any other value."""
        return next((turn for turn in self.turns if turn.number == number), None)


def question_problem(question: str, limit: int) -> str:
    """Why a question cannot be asked, in one sentence; empty when it can.

    ``limit`` is the largest number of characters in a question.

    >>> question_problem("  ", 1000)
    'Type a question first.'
    >>> question_problem("Who built the railway?", 1000)
    ''
    """
    if not question.strip():
        return "Type a question first."
    if len(question) > limit:
        return (
            f"A question may have at most {limit:,} characters; this one has "
            f"{len(question):,}. Shorten it and ask again."
        )
    return ""
