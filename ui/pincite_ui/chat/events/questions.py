"""Events of the conversation: ask, stop, judge, edit, start over, export, reload."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui import export
from pincite_ui.chat.context import ChatContext
from pincite_ui.chat.conversation import Conversation
from pincite_ui.chat.events import asking
from pincite_ui.chat.events.payload import event_payload
from pincite_ui.chat.views import evidence, transcript
from pincite_ui.chat.views.components import CONCURRENCY, QUIET, notice
from pincite_ui.chat.views.panels import QuestionPanel

Change = dict[Any, Any]
"""New values by the component that shows them."""


class QuestionEvents:
    """The handlers of the question panel. Each returns the new values of its components."""

    def __init__(self, context: ChatContext, panel: QuestionPanel) -> None:
        self.context = context
        self.panel = panel

    def wire(self, left_out: gr.State) -> None:
        """Connect the handlers; ``left_out`` holds the ids of documents not to be searched."""
        panel = self.panel
        shown = [
            panel.conversation,
            panel.transcript,
            panel.evidence,
            panel.notice,
            panel.question,
        ]
        editing = [panel.conversation, panel.question, panel.notice]
        current = [panel.conversation, panel.key]
        asked = gr.on(
            [panel.question.submit, panel.transcript.submit],
            self.ask,
            [panel.question, panel.conversation, left_out, panel.key],
            shown,
            trigger_mode="once",
            concurrency_limit=CONCURRENCY,
            **QUIET,
        )
        panel.question.stop(self.stop, current, shown, cancels=[asked], **QUIET)
        panel.transcript.judge(
            self.judge,
            current,
            [panel.conversation, panel.transcript, panel.notice],
            trigger_mode="multiple",
            **QUIET,
        )
        panel.transcript.edit(self.edit, current, editing, **QUIET)
        panel.notice.unedit(self.unedit, [panel.conversation], editing, **QUIET)
        self.show_examples_after(
            panel.masthead.fresh(self.fresh, [panel.key], shown, cancels=[asked], **QUIET)
        )
        panel.masthead.export(self.export, [panel.conversation], [panel.export_file], **QUIET).then(
            None, [panel.export_file], None, js="(file) => window.pincite.save(file)"
        )

    @property
    def restored(self) -> list[Any]:
        """The components that :meth:`restore` may change."""
        panel = self.panel
        return [panel.key, panel.conversation, panel.transcript, panel.evidence]

    def show_examples_after(self, event: Any) -> None:
        """Show the examples some time after an event, once they are ready."""
        event.then(self.context.wait_for_examples, **QUIET).then(
            self.context.welcome, None, [self.panel.welcome], **QUIET
        )

    async def ask(
        self,
        typed: str,
        conversation: Conversation,
        left_out: tuple[str, ...],
        key: str,
        event: gr.EventData,
    ) -> AsyncIterator[Change]:
        panel = self.panel
        question = str(event_payload(event).get("question") or typed or "")
        try:
            problem, documents = await asyncio.to_thread(
                self.context.check_question, question, left_out
            )
        except PinciteError as error:
            problem, documents = str(error), None
        if problem:
            yield {panel.notice: notice(problem)}
            return
        box: Change = {panel.notice: "", panel.question: _busy()}
        step = 0
        async for grown in asking.ask(self.context.assistant, conversation, question, documents):
            grown = grown.with_opinions_of(self.context.conversations.get(key))
            self.context.conversations.save(key, grown)
            change = {panel.conversation: grown, panel.transcript: transcript.render(grown)}
            if step < 2:  # the question, then its answer with all its evidence
                change |= {panel.evidence: evidence.render(grown), **box}
                box, step = {}, step + 1
            if not grown.turns[-1].running:  # now, since after an error there is no further step
                change[panel.question] = _ready()
            yield change

    def restore(self, key: str) -> Change:
        """What this tab showed before the page was reloaded; a new tab keeps what it has."""
        saved = self.context.conversations.get(key)
        if saved is None:
            return {self.panel.key: key}
        saved = dataclasses.replace(asking.stop(saved), editing=0)
        return {self.panel.key: key, **self._show(saved)}

    def stop(self, conversation: Conversation, key: str) -> Change:
        stopped = asking.stop(conversation)
        self.context.conversations.save(key, stopped)
        return {**self._show(stopped), self.panel.question: _ready()}

    def judge(self, conversation: Conversation, key: str, event: gr.EventData) -> Change:
        """Store a judgement. The page has already updated the button.

        The conversation may have grown since the button was pressed, and may be edited in this tab.
        """
        panel, wanted = self.panel, event_payload(event)
        current = self._current(conversation, key)
        try:
            judged = asking.judge(
                self.context.assistant, current, wanted.get("turn"), wanted.get("opinion")
            )
        except PinciteError as error:
            return {
                panel.notice: notice(str(error)),
                panel.transcript: transcript.render(current),
            }
        turn = judged.turn(wanted.get("turn"))
        newest = self._current(judged, key)
        if turn is not None:
            newest = newest.with_opinion(turn.number, turn.opinion)
        self.context.conversations.save(key, newest)
        return {panel.conversation: dataclasses.replace(newest, editing=conversation.editing)}

    def edit(self, conversation: Conversation, key: str, event: gr.EventData) -> Change:
        panel, current = self.panel, self._current(conversation, key)
        if any(turn.running for turn in current.turns):
            return {panel.notice: notice("An answer is being prepared: wait, or stop it first.")}
        edited = asking.edit(current, event_payload(event).get("turn"))
        turn = edited.turn(edited.editing)
        if turn is None:
            return {panel.notice: ""}
        later = sum(other.number > turn.number for other in edited.turns)
        return {
            panel.conversation: edited,
            panel.question: gr.update(value=turn.question),
            panel.notice: transcript.editing(later),
        }

    def unedit(self, conversation: Conversation) -> Change:
        return {
            self.panel.conversation: dataclasses.replace(conversation, editing=0),
            self.panel.question: gr.update(value=""),
            self.panel.notice: "",
        }

    def fresh(self, key: str) -> Change:
        self.context.conversations.save(key, Conversation())
        return {
            **self._show(Conversation()),
            self.panel.notice: "",
            self.panel.question: _ready(value=""),
        }

    def export(self, conversation: Conversation, event: gr.EventData) -> dict[str, str]:
        """A file for the page's script to save, or why there is none."""
        wanted = event_payload(event).get("form")
        form = next((form for form in export.FORMATS if form.name == wanted), None)
        answers = [turn.answer for turn in conversation.turns if turn.answer is not None]
        if form is None or not answers:
            return {"problem": "Nothing to export yet"}
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        return {
            "name": f"pincite-{today}{form.suffix}",
            "type": form.media_type,
            "text": form.write(answers),
        }

    def _show(self, conversation: Conversation) -> Change:
        return {
            self.panel.conversation: conversation,
            self.panel.transcript: transcript.render(conversation),
            self.panel.evidence: evidence.render(conversation),
        }

    def _current(self, conversation: Conversation, key: str) -> Conversation:
        """The newest state of this tab's conversation, but not that of a duplicate of the tab.

        A duplicated tab has the same key, and its conversation may have gone elsewhere.
        """
        saved = self.context.conversations.get(key)
        return saved if saved is not None and saved.continues(conversation) else conversation


def _busy() -> Any:
    return gr.update(value="", submit_btn=False, stop_btn="Stop")


def _ready(**changes: Any) -> Any:
    return gr.update(submit_btn="Ask", stop_btn=False, **changes)
