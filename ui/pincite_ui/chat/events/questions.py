"""The part of the page that asks: conversation, evidence, question box and masthead."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui import export
from pincite_ui.chat.context import Desk
from pincite_ui.chat.conversation import Conversation
from pincite_ui.chat.events import asking
from pincite_ui.chat.views import evidence, markup, transcript
from pincite_ui.chat.views.components import AT_ONCE, QUIET, asset, notice, panel, told
from pincite_ui.chat.views.viewer import viewing

Change = dict[Any, Any]
"""New values by the component that shows them."""


class Questions:
    """Lays itself out in four steps, because its pieces stand in different places."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.conversation = gr.State(Conversation(), time_to_live=24 * 3600)
        self.key = gr.State("", time_to_live=24 * 3600)
        self.parcel = gr.JSON(visible=False)

    def lay_out_masthead(self) -> None:
        self.masthead = panel("header", _masthead(), "'fresh' 'export'")

    def lay_out_talk(self) -> None:
        self.welcome = panel("welcome", self.desk.welcome())
        self.talk = panel(
            "talk",
            transcript.render(Conversation()),
            "'submit' 'edit' 'judge'",
            asset("room.js"),
            server_functions=[viewing(self.desk.assistant)],
        )
        self.notice = panel("notice", "", "'unedit'")
        self.question = gr.Textbox(
            label="Ask the documents",
            placeholder="A question in your own words",
            elem_id="question",
            lines=1,
            max_lines=6,
            submit_btn="Ask",
            autofocus=True,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        )

    def lay_out_evidence(self) -> None:
        self.evidence = panel("evidence", evidence.NOTHING)

    def wire(self, left_out: gr.State) -> None:
        """``left_out`` holds the ids of the documents that are not to be asked."""
        shown = [self.conversation, self.talk, self.evidence, self.notice, self.question]
        self.woken = [self.key, self.conversation, self.talk, self.evidence]
        editing = [self.conversation, self.question, self.notice]
        asked = gr.on(
            [self.question.submit, self.talk.submit],
            self.ask,
            [self.question, self.conversation, left_out, self.key],
            shown,
            trigger_mode="once",
            concurrency_limit=AT_ONCE,
            **QUIET,
        )
        here = [self.conversation, self.key]
        self.question.stop(self.stop, here, shown, cancels=[asked], **QUIET)
        self.talk.judge(
            self.judge,
            here,
            [self.conversation, self.talk, self.notice],
            trigger_mode="multiple",
            **QUIET,
        )
        self.talk.edit(self.edit, here, editing, **QUIET)
        self.notice.unedit(self.unedit, [self.conversation], editing, **QUIET)
        self.offer_after(
            self.masthead.fresh(self.fresh, [self.key], shown, cancels=[asked], **QUIET)
        )
        self.masthead.export(self.export, [self.conversation], [self.parcel], **QUIET).then(
            None, [self.parcel], None, js="(parcel) => window.pincite.save(parcel)"
        )

    async def ask(
        self,
        typed: str,
        conversation: Conversation,
        left_out: tuple[str, ...],
        key: str,
        event: gr.EventData,
    ) -> AsyncIterator[Change]:
        question = str(told(event).get("question") or typed or "")
        try:
            objection, documents = await asyncio.to_thread(self.desk.asked, question, left_out)
        except PinciteError as error:
            objection, documents = str(error), None
        if objection:
            yield {self.notice: notice(objection)}
            return
        box: Change = {self.notice: "", self.question: _busy()}
        step = 0
        async for grown in asking.ask(self.desk.assistant, conversation, question, documents):
            grown = grown.opined(self.desk.conversations.find(key))
            self.desk.conversations.keep(key, grown)
            change = {self.conversation: grown, self.talk: transcript.render(grown)}
            if step < 2:  # the question, then its answer with all its evidence
                change |= {self.evidence: evidence.render(grown), **box}
                box, step = {}, step + 1
            if not grown.turns[-1].running:  # with the last step: after an error there is no other
                change[self.question] = _ready()
            yield change

    def wake(self, key: str) -> Change:
        """What this tab showed when its page was last there. Of who is new nothing is touched: a
        question may have been asked already."""
        kept = self.desk.conversations.find(key)
        if kept is None:
            return {self.key: key}
        kept = dataclasses.replace(asking.stop(kept), editing=0)
        return {
            self.key: key,
            self.conversation: kept,
            self.talk: transcript.render(kept),
            self.evidence: evidence.render(kept),
        }

    def offer_after(self, event: Any) -> None:
        """Has the examples shown, once they are there, some time after an event."""
        event.then(self.desk.settle, **QUIET).then(self.desk.welcome, None, [self.welcome], **QUIET)

    def stop(self, conversation: Conversation, key: str) -> Change:
        stopped = asking.stop(conversation)
        self.desk.conversations.keep(key, stopped)
        return {
            self.conversation: stopped,
            self.talk: transcript.render(stopped),
            self.evidence: evidence.render(stopped),
            self.question: _ready(),
        }

    def _now(self, conversation: Conversation, key: str) -> Conversation:
        """What has become of this tab's conversation since; not what a duplicate of the tab, which
        has the same key, made of it."""
        kept = self.desk.conversations.find(key)
        return kept if kept is not None and kept.continues(conversation) else conversation

    def judge(self, conversation: Conversation, key: str, event: gr.EventData) -> Change:
        """The page has set the button already; what it shows is drawn with the next change. The
        conversation may have grown since the button was pressed, and be edited in this tab."""
        wanted = told(event)
        now = self._now(conversation, key)
        try:
            judged = asking.judge(
                self.desk.assistant, now, wanted.get("turn"), wanted.get("opinion")
            )
        except PinciteError as error:
            return {self.notice: notice(str(error)), self.talk: transcript.render(now)}
        turn = judged.turn(wanted.get("turn"))
        newest = self._now(judged, key)
        if turn is not None:
            newest = newest.judged(turn.number, turn.opinion)
        self.desk.conversations.keep(key, newest)
        return {self.conversation: dataclasses.replace(newest, editing=conversation.editing)}

    def edit(self, conversation: Conversation, key: str, event: gr.EventData) -> Change:
        now = self._now(conversation, key)
        if any(turn.running for turn in now.turns):
            return {self.notice: notice("An answer is on its way: wait for it, or stop it first.")}
        edited = asking.edit(conversation, told(event).get("turn"))
        turn = edited.turn(edited.editing)
        if turn is None:
            return {self.notice: ""}
        later = sum(other.number > turn.number for other in edited.turns)
        return {
            self.conversation: edited,
            self.question: gr.update(value=turn.question),
            self.notice: _editing(later),
        }

    def unedit(self, conversation: Conversation) -> Change:
        return {
            self.conversation: dataclasses.replace(conversation, editing=0),
            self.question: gr.update(value=""),
            self.notice: "",
        }

    def fresh(self, key: str) -> Change:
        self.desk.conversations.keep(key, Conversation())
        return {
            self.conversation: Conversation(),
            self.talk: transcript.render(Conversation()),
            self.evidence: evidence.NOTHING,
            self.notice: "",
            self.question: _ready(value=""),
        }

    def export(self, conversation: Conversation, event: gr.EventData) -> dict[str, str]:
        """A file for the page's script to save, or the reason why there is none."""
        wanted = told(event).get("form")
        form = next((form for form in export.FORMS if form.name == wanted), None)
        answers = [turn.answer for turn in conversation.turns if turn.answer is not None]
        if form is None or not answers:
            return {"problem": "Nothing to export yet"}
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        return {
            "name": f"pincite-{today}{form.suffix}",
            "type": form.media_type,
            "text": form.write(answers),
        }


def _busy() -> Any:
    return gr.update(value="", submit_btn=False, stop_btn="Stop")


def _ready(**changes: Any) -> Any:
    return gr.update(submit_btn="Ask", stop_btn=False, **changes)


def _editing(later: int) -> str:
    gone = f" and {markup.count(later, 'later question')}" if later else ""
    return (
        '<p class="aside" role="status">Change the question and ask again; '
        f"its answer{gone} will go. "
        '<button type="button" data-do="unedit">Leave it as it was</button></p>'
    )


def _masthead() -> str:
    forms = "".join(
        f'<button type="button" data-do="export" data-form="{form.name}">{form.name}</button>'
        for form in export.FORMS
    )
    return (
        '<div class="masthead"><h1>Pincite</h1><nav aria-label="Conversation">'
        '<button type="button" data-do="fresh">New conversation</button>'
        f'<details class="menu"><summary>Export</summary><div>{forms}</div></details>'
        "</nav></div>"
    )
