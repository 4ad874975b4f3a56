"""A conversation grows, is bounded, is stopped and edited, and leaves every other one alone."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any, cast

import pytest

from pincite import Assistant
from pincite.types import Answer, Claim, Status
from pincite_ingest.errors import UsageError
from pincite_ui.chat.conversation import MAX_TURNS, Conversation, question_problem
from pincite_ui.chat.events import asking
from pincite_ui.chat.session_memory import MAX_VISITORS, SessionMemory
from pincite_ui.chat.views import transcript


class Stub:
    """Answers every question with three claims, and remembers how it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.calls: list[tuple[str, tuple[str, ...], Any]] = []

    def ask(self, question: str, history: Any = (), documents: Any = None) -> Answer:
        self.calls.append((question, tuple(history), documents))
        if self.error:
            raise self.error
        claims = tuple(Claim(f"Claim {number}.", ()) for number in (1, 2, 3))
        return Answer(question, question, Status.ANSWERED, 0.9, claims)


def ask(stub: Stub, conversation: Conversation, question: str) -> list[Conversation]:
    async def steps() -> list[Conversation]:
        stepping = asking.ask(cast(Assistant, stub), conversation, question, None)
        return [step async for step in stepping]

    return asyncio.run(steps())


def test_an_answer_appears_claim_by_claim() -> None:
    steps = ask(Stub(), Conversation(), " Who? ")
    assert [step.turns[-1].shown for step in steps] == [0, 1, 2, 3]
    assert [step.turns[-1].running for step in steps] == [True, True, True, False]
    assert transcript.render(steps[1]).count('class="claim"') == 1


def test_an_opinion_given_meanwhile_stays() -> None:
    before = ask(Stub(), Conversation(), "Who?")[-1]
    grown = ask(Stub(), before, "Why?")[-1]
    assert [
        turn.opinion for turn in grown.with_opinions_of(before.with_opinion(1, "right")).turns
    ] == ["right", ""]
    assert grown.with_opinions_of(None) == grown


def test_an_opinion_on_another_question_of_the_same_number_is_not_taken() -> None:
    one, other = (ask(Stub(), Conversation(), question)[-1] for question in ("Who?", "Why?"))
    assert one.with_opinions_of(other.with_opinion(1, "wrong")) == one


def conversation(*questions: str) -> Conversation:
    grown = Conversation()
    for question in questions:
        grown = grown.with_question(question).with_last(error="No.")
    return grown


@pytest.mark.parametrize(
    ("now", "before", "continues"),
    [
        (conversation("One?", "Two?"), conversation("One?", "Two?"), True),
        (conversation("One?", "Two?", "Three?"), conversation("One?", "Two?"), True),
        (conversation("One?"), Conversation(), True),
        (conversation("One?", "Two, then?"), conversation("One?", "Two?"), False),
        (conversation("One?"), conversation("One?", "Two?"), False),
        (Conversation(), conversation("One?"), False),
        (conversation(*"ABC" * MAX_TURNS), conversation("A"), False),
    ],
)
def test_what_grew_out_of_a_conversation_has_its_last_question(
    now: Conversation, before: Conversation, continues: bool
) -> None:
    assert now.continues(before) is continues


def test_a_follow_up_carries_the_earlier_questions() -> None:
    stub = Stub()
    first = ask(stub, Conversation(), "Who?")[-1]
    ask(stub, first, "And when?")
    assert stub.calls[1] == ("And when?", ("Who?",), None)


def test_an_error_is_shown_as_its_sentence() -> None:
    steps = ask(Stub(UsageError("The question is too odd; ask another.")), Conversation(), "Who?")
    assert "The question is too odd; ask another." in transcript.render(steps[-1])


def test_an_unexpected_error_shows_no_trace_of_itself() -> None:
    shown: list[str] = []

    async def steps() -> None:
        stub = cast(Assistant, Stub(RuntimeError("secret")))
        async for step in asking.ask(stub, Conversation(), "Who?", None):
            shown.append(transcript.render(step))

    with pytest.raises(RuntimeError):
        asyncio.run(steps())
    assert asking.UNEXPECTED in shown[-1]
    assert "secret" not in "".join(shown)


def test_stopping_keeps_what_was_shown() -> None:
    halfway = ask(Stub(), Conversation(), "Who?")[1]
    stopped = transcript.render(asking.stop(halfway))
    assert "Claim 1." in stopped
    assert "Claim 2." not in stopped
    assert "Stopped." in stopped


def test_stopping_does_not_wait_for_the_search() -> None:
    release = threading.Event()

    class Slow(Stub):
        def ask(self, question: str, history: Any = (), documents: Any = None) -> Answer:
            release.wait(30)
            return super().ask(question, history, documents)

    async def steps() -> float:
        stepping = asking.ask(cast(Assistant, Slow()), Conversation(), "Who?", None)
        await anext(stepping)
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(stepping), 0.05)
        took = time.monotonic() - began
        release.set()
        return took

    assert asyncio.run(steps()) < 5


def test_stopping_a_finished_answer_changes_nothing() -> None:
    finished = ask(Stub(), Conversation(), "Who?")[-1]
    assert asking.stop(finished) == finished
    assert asking.stop(Conversation()) == Conversation()


def test_an_edited_question_replaces_itself_and_what_came_after() -> None:
    stub, conversation = Stub(), Conversation()
    for question in ("One?", "Two?", "Three?"):
        conversation = ask(stub, conversation, question)[-1]
    edited = ask(stub, asking.edit(conversation, 2), "Two, then?")[-1]
    assert [turn.question for turn in edited.turns] == ["One?", "Two, then?"]
    assert [turn.number for turn in edited.turns] == [1, 4]
    assert stub.calls[-1][1] == ("One?",)


@pytest.mark.parametrize("number", [0, -1, 99, None, "1; drop", [1], 1.5])
def test_editing_a_turn_that_is_not_there_changes_nothing(number: object) -> None:
    conversation = ask(Stub(), Conversation(), "Who?")[-1]
    assert asking.edit(conversation, number) == conversation


@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_long_conversation_lets_its_first_turns_go(more: int) -> None:
    grown = conversation(*(f"Question {number}?" for number in range(MAX_TURNS + more)))
    assert len(grown.turns) == MAX_TURNS
    assert grown.turns[0].question == f"Question {more}?"
    assert (f"last {MAX_TURNS} questions" in transcript.render(grown)) is (more > 0)


def test_who_was_away_longest_is_forgotten_first() -> None:
    memory = SessionMemory[int]()
    keys = [f"{number:032}" for number in range(MAX_VISITORS + 1)]
    for number, key in enumerate(keys):
        memory.save(key, number)
        memory.get(keys[0])
    assert memory.get(keys[0]) == 0
    assert memory.get(keys[1]) is None


def test_a_question_too_long_is_told_how_long_it_is() -> None:
    assert "this one has 1,201" in question_problem("x" * 1201, 1200)
    assert question_problem("x" * 1200, 1200) == ""
