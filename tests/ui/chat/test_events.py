"""What the page's events change: one tab's conversation, its question box, its choices."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pincite import Assistant, DocumentInfo
from pincite.types import Answer, Status
from pincite_ingest.errors import LibraryError
from pincite_ui.chat.conversation import Conversation
from pincite_ui.chat.offline import stay_offline

stay_offline()
import gradio  # noqa: E402  # it reads once, when it is imported, what it may not do

from pincite_ui.chat import page  # noqa: E402
from pincite_ui.chat.context import ChatContext  # noqa: E402
from pincite_ui.chat.events.documents import DocumentEvents  # noqa: E402
from pincite_ui.chat.events.questions import QuestionEvents  # noqa: E402
from pincite_ui.chat.views.panels import (  # noqa: E402
    ANY_DOCUMENT,
    DocumentPanel,
    QuestionPanel,
    QuotePanel,
)

KEY = "k" * 32
KEPT, GONE = "ab" * 16, "cd" * 16


class Library:
    """Says of nothing that the documents answer it, unless it fails."""

    settings = SimpleNamespace(max_question_characters=1000)

    def __init__(self, error: Exception | None = None, held: bool = True) -> None:
        self.error = error
        self.held = held

    def documents(self) -> list[DocumentInfo]:
        return [DocumentInfo(KEPT, "Kept", "kept.pdf", "application/pdf", 1, 1, 9, (), "2026")]

    def document_ids(self) -> list[str]:
        if not self.held:
            raise LibraryError("The library is in use; try again.")
        return [KEPT]

    def ask(self, question: str, **how: Any) -> Answer:
        if self.error:
            raise self.error
        return Answer(question, question, Status.ABSTAINED, 0.1)

    def judge(self, *given: Any, **how: Any) -> None:
        pass


def event(**told: object) -> Any:
    return gradio.EventData(None, told)


def laid_out(library: Library) -> tuple[QuestionEvents, DocumentEvents]:
    async def build() -> tuple[QuestionEvents, DocumentEvents]:
        context = ChatContext(cast(Assistant, library))
        with gradio.Blocks() as blocks:
            panels = QuestionPanel(), DocumentPanel(), QuotePanel()
            page.lay_out(context, *panels)
            return page.wire(context, blocks, *panels)

    # Gradio makes a loop of its own, and leaves it open, if there is none.
    return asyncio.run(build())


@pytest.fixture
def questions() -> QuestionEvents:
    return laid_out(Library())[0]


def ask(questions: QuestionEvents, question: str) -> list[dict[Any, Any]]:
    """The changes, until the last or until an error that nobody expects."""
    changes: list[dict[Any, Any]] = []

    async def watch() -> None:
        told = event(question=question)
        async for change in questions.ask("", Conversation(), (), KEY, told):
            changes.append(change)

    with suppress(RuntimeError):
        asyncio.run(watch())
    return changes


@pytest.mark.parametrize("error", [None, LibraryError("It is damaged."), RuntimeError("secret")])
def test_after_an_answer_or_an_error_the_next_can_be_asked(error: Exception | None) -> None:
    questions, _ = laid_out(Library(error))
    boxes = [
        change[questions.panel.question]["submit_btn"]
        for change in ask(questions, "Who?")
        if questions.panel.question in change
    ]
    assert boxes == [False, "Ask"]


def test_what_keeps_a_question_from_being_asked_is_told_in_its_sentence() -> None:
    questions, _ = laid_out(library := Library())
    library.held = False
    assert [list(change) for change in ask(questions, "Who?")] == [[questions.panel.notice]]
    assert "The library is in use; try again." in ask(questions, "Who?")[0][questions.panel.notice]


def conversation(*asked: str) -> Conversation:
    grown = Conversation()
    for question in asked:
        answer = Answer(question, question, Status.ABSTAINED, 0.1)
        grown = grown.with_question(question).with_last(answer=answer, shown=1)
    return grown


def test_an_answer_is_judged_while_a_question_is_edited(questions: QuestionEvents) -> None:
    before = conversation("One?", "Two?", "Three?")
    questions.context.conversations.save(KEY, before)
    edited = questions.edit(before, KEY, event(turn=1))[questions.panel.conversation]
    judged = questions.judge(edited, KEY, event(turn=3, opinion="right"))[
        questions.panel.conversation
    ]
    assert judged.turns[2].opinion == "right"
    assert judged.editing == 1


MINE = ("One?", "Two?")


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        (None, MINE),
        (conversation(*MINE), MINE),
        (conversation(*MINE, "Three?"), (*MINE, "Three?")),
        (conversation("One?", "Another two?"), MINE),
        (conversation("One?"), MINE),
        (Conversation(), MINE),
    ],
    ids=["new", "same", "grown", "another's", "another's edited", "another's begun anew"],
)
def test_a_tab_judges_what_it_shows_whatever_its_duplicate_asked(
    kept: Conversation | None, left: tuple[str, ...], questions: QuestionEvents
) -> None:
    if kept is not None:
        questions.context.conversations.save(KEY, kept)
    told = event(turn=2, opinion="wrong")
    judged = questions.judge(conversation(*MINE), KEY, told)[questions.panel.conversation]
    assert tuple(turn.question for turn in judged.turns) == left
    assert judged.turns[1].opinion == "wrong"


@pytest.mark.parametrize(
    ("source", "change"),
    [
        (KEPT, {}),
        (ANY_DOCUMENT, {}),
        (GONE, {"value": ANY_DOCUMENT}),
        (None, {"value": ANY_DOCUMENT}),
    ],
)
def test_a_document_that_is_gone_is_no_longer_chosen(
    source: str | None, change: dict[str, str]
) -> None:
    _, documents = laid_out(Library())
    shown = documents.show((), source)[documents.source]
    assert {name: shown[name] for name in shown if name == "value"} == change


def test_a_question_is_asked_without_a_look_at_how_long_the_texts_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = Library()
    context = ChatContext(cast(Assistant, library))
    monkeypatch.delattr(Library, "documents")
    assert context.check_question("Who?", ()) == ("", None)
    assert context.check_question("Who?", (KEPT,))[0].startswith("No document is chosen")
    context.wait_for_examples()
