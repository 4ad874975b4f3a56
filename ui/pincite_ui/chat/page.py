"""The page: its parts, and which event changes which of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui import export
from pincite_ui.chat import adding, asking, evidence, examples, markup, shelf, talk, verdict
from pincite_ui.chat.conversation import MOST_CHARACTERS, Conversation, complaint
from pincite_ui.chat.theme import theme
from pincite_ui.chat.viewer import viewing

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pincite import Assistant

ASSETS = Path(__file__).parent.parent / "assets"
MOST_UPLOADED = "200mb"
"""The largest file that is taken in."""
AT_ONCE = 8
"""Questions answered at the same time; the rest wait their turn."""
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""No spinners over the text, and no second, undocumented API beside /api/v1."""


def mount(app: FastAPI, assistant: Assistant) -> FastAPI:
    return gr.mount_gradio_app(
        app,
        build(assistant),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=MOST_UPLOADED,
        favicon_path=str(ASSETS / "favicon.png"),
        theme=theme(),
        css_paths=ASSETS / "room.css",
    )


def build(assistant: Assistant) -> gr.Blocks:
    return Room(assistant).blocks


class Room:
    """The page over one library. It holds no visitor's words: those live in each visitor's own state."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.examples = examples.offering(assistant)
        with gr.Blocks(
            title="Pincite",
            analytics_enabled=False,
            fill_width=True,
            delete_cache=(3600, 24 * 3600),
        ) as self.blocks:
            self._lay_out()
            self._wire_questions()
            self._wire_documents()
            self._wire_quotes()
            self.blocks.load(
                self.arrive,
                [self.conversation, self.left_out],
                [self.talk, self.shelf],
                **QUIET,
            )
        self.blocks.queue(default_concurrency_limit=AT_ONCE)

    # What is on the page

    def _lay_out(self) -> None:
        self.conversation = gr.State(Conversation(), time_to_live=24 * 3600)
        self.left_out = gr.State((), time_to_live=24 * 3600)
        self.parcel = gr.JSON(visible=False)
        self.header = _panel("header", _header(), "'fresh' 'export'")
        with gr.Row(elem_id="room", equal_height=False):
            with gr.Column(elem_id="talk-side", min_width=0):
                self.talk = _panel(
                    "talk",
                    talk.render(Conversation(), self.examples(), self._standing()),
                    "'submit' 'edit'",
                    _asset("room.js"),
                    server_functions=[_named(viewing(self.assistant), "look")],
                )
                self.notice = gr.HTML("", elem_id="notice", apply_default_css=False)
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
            with gr.Column(elem_id="evidence-side", min_width=0), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Evidence", id="evidence"):
                    self.evidence = _panel("evidence", evidence.NOTHING)
                with gr.Tab("Documents", id="documents"):
                    self._lay_out_documents()
                with gr.Tab("Check a quote", id="quotes"):
                    self._lay_out_quotes()

    def _lay_out_documents(self) -> None:
        self.files = gr.File(
            label="Add documents: drop them here, or choose files",
            file_count="multiple",
            elem_id="files",
            height=120,
        )
        with gr.Row(visible=False, elem_id="unlock") as self.unlock:
            self.password = gr.Textbox(
                label="Password of the encrypted PDF", type="password", elem_id="password"
            )
            self.open = gr.Button("Open and add", variant="primary", elem_id="open")
        self.locked = gr.State(())
        self.progress = _panel("progress", "")
        self.shelf = _panel("shelf", shelf.render(self._documents()), "'choose' 'remove'")

    def _lay_out_quotes(self) -> None:
        self.quote = gr.Textbox(
            label="Quotation to check",
            placeholder="Paste the words as they were quoted",
            lines=4,
            max_lines=12,
            elem_id="quote",
        )
        self.claimed = gr.Textbox(
            label="Printed page it is said to stand on (optional)", elem_id="claimed", max_lines=1
        )
        self.check = gr.Button("Check", variant="primary", elem_id="check")
        self.verdict = _panel("verdict", "")

    # What happens on it

    def _wire_questions(self) -> None:
        shown = [self.conversation, self.talk, self.evidence, self.notice, self.question]
        asked = gr.on(
            [self.question.submit, self.talk.submit],
            self.ask,
            [self.question, self.conversation, self.left_out],
            shown,
            trigger_mode="once",
            concurrency_limit=AT_ONCE,
            **QUIET,
        )
        self.question.stop(
            self.stop,
            [self.conversation],
            [self.conversation, self.talk, self.evidence, self.question],
            cancels=[asked],
            **QUIET,
        )
        self.talk.edit(
            self.edit, [self.conversation], [self.conversation, self.question, self.notice], **QUIET
        )
        self.header.fresh(self.fresh, None, shown, cancels=[asked], **QUIET)
        self.header.export(self.export, [self.conversation], [self.parcel], **QUIET).then(
            None, [self.parcel], None, js="(parcel) => window.pincite.save(parcel)"
        )

    def _wire_documents(self) -> None:
        listed = [self.left_out, self.shelf, self.talk, self.progress]
        added = [self.shelf, self.progress, self.talk, self.files, self.unlock, self.locked]
        self.files.upload(
            self.add, [self.files, self.left_out, self.conversation], added, **QUIET
        )
        gr.on(
            [self.open.click, self.password.submit],
            self.add_locked,
            [self.locked, self.password, self.left_out, self.conversation],
            [*added, self.password],
            **QUIET,
        )
        self.shelf.choose(self.choose, [self.left_out], [self.left_out], **QUIET)
        self.shelf.remove(self.remove, [self.left_out, self.conversation], listed, **QUIET)

    def _wire_quotes(self) -> None:
        gr.on(
            [self.check.click, self.claimed.submit],
            self.check_quote,
            [self.quote, self.claimed],
            [self.verdict],
            **QUIET,
        )

    # Questions

    def arrive(self, conversation: Conversation, left_out: tuple[str, ...]) -> tuple[str, str]:
        return self._talk(conversation), shelf.render(self._documents(), left_out)

    def ask(
        self,
        typed: str,
        conversation: Conversation,
        left_out: tuple[str, ...],
        event: gr.EventData,
    ) -> Iterator[dict[Any, Any]]:
        example = (event._data or {}).get("question")
        question = str(example) if example else typed or ""
        objection = complaint(question) or self._nothing_chosen(left_out)
        if objection:
            yield {self.notice: _notice(objection)}
            return
        documents = [d.id for d in self._documents() if d.id not in left_out] if left_out else None
        first, told = True, False
        for conversation in asking.ask(self.assistant, conversation, question, documents):
            change = {self.conversation: conversation, self.talk: self._talk(conversation)}
            if first:
                change |= {self.notice: "", self.question: _asking()}
                first = False
            if conversation.turns[-1].answer is not None and not told:
                change[self.evidence] = evidence.render(conversation)
                told = True
            yield change
        yield {self.question: _ready()}

    def stop(self, conversation: Conversation) -> tuple[Conversation, str, str, Any]:
        stopped = asking.stop(conversation)
        return stopped, self._talk(stopped), evidence.render(stopped), _ready()

    def edit(self, conversation: Conversation, event: gr.EventData) -> tuple[Any, Any, str]:
        edited = asking.edit(conversation, (event._data or {}).get("turn"))
        turn = edited.turn(edited.editing)
        if turn is None:
            return conversation, gr.skip(), ""
        later = sum(other.number > turn.number for other in edited.turns)
        says = "Change the question and ask again. Its answer"
        says += f" and the {markup.count(later, 'later question')} will go." if later else " will go."
        return edited, gr.update(value=turn.question), _notice(says, calm=True)

    def fresh(self) -> tuple[Conversation, str, str, str, Any]:
        conversation = Conversation()
        return conversation, self._talk(conversation), evidence.NOTHING, "", _ready(value="")

    def export(self, conversation: Conversation, event: gr.EventData) -> dict[str, str] | None:
        named = (event._data or {}).get("form")
        form = next((form for form in export.FORMS if form.name == named), None)
        answers = [turn.answer for turn in conversation.turns if turn.answer is not None]
        if form is None or not answers:
            return {"problem": "There is no answer to export yet."}
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        return {
            "name": f"pincite-{today}{form.suffix}",
            "type": form.media_type,
            "text": form.write(answers),
        }

    # Documents

    def add(
        self, files: list[str] | None, left_out: tuple[str, ...], conversation: Conversation
    ) -> Iterator[dict[Any, Any]]:
        yield from self._adding(files or [], None, left_out, conversation)

    def add_locked(
        self,
        locked: tuple[str, ...],
        password: str,
        left_out: tuple[str, ...],
        conversation: Conversation,
    ) -> Iterator[dict[Any, Any]]:
        if not password:
            yield {self.progress: shelf.outcome([(False, "Type the password first.")])}
            return
        yield {self.password: gr.update(value="")}
        yield from self._adding(list(locked), password, left_out, conversation)

    def _adding(
        self,
        paths: list[str],
        password: str | None,
        left_out: tuple[str, ...],
        conversation: Conversation,
    ) -> Iterator[dict[Any, Any]]:
        for step in adding.add(self.assistant, paths, password):
            change: dict[Any, Any] = {self.progress: step.html}
            if step.finished:
                change |= {
                    self.shelf: shelf.render(self._documents(), left_out),
                    self.talk: self._talk(conversation),
                    self.files: gr.update(value=None),
                    self.unlock: gr.update(visible=bool(step.locked)),
                    self.locked: step.locked,
                }
            yield change

    def choose(self, left_out: tuple[str, ...], event: gr.EventData) -> tuple[str, ...]:
        data = event._data or {}
        others = tuple(id for id in left_out if id != data.get("id"))
        return others if data.get("on") else (*others, str(data.get("id")))

    def remove(
        self, left_out: tuple[str, ...], conversation: Conversation, event: gr.EventData
    ) -> tuple[Any, str, str, str]:
        try:
            gone = self.assistant.remove(str((event._data or {}).get("id")))
            said = shelf.outcome([(True, f"{gone.title} was removed.")])
        except PinciteError as error:
            said = shelf.outcome([(False, str(error))])
        documents = self._documents()
        kept = tuple(id for id in left_out if any(document.id == id for document in documents))
        return kept, shelf.render(documents, kept), self._talk(conversation), said

    # Quotations

    def check_quote(self, quote: str, claimed: str) -> str:
        if not (quote or "").strip():
            return _notice("Paste a quotation first.")
        try:
            check = self.assistant.check_quote(quote, page=(claimed or "").strip() or None)
        except PinciteError as error:
            return _notice(str(error))
        return verdict.render(check)

    # What is said in several places

    def _talk(self, conversation: Conversation) -> str:
        if conversation.turns:
            return talk.render(conversation, (), "")
        return talk.render(conversation, self.examples(), self._standing())

    def _documents(self) -> list[Any]:
        return self.assistant.documents()

    def _standing(self) -> str:
        return shelf.standing(self._documents())

    def _nothing_chosen(self, left_out: tuple[str, ...]) -> str:
        documents = self._documents()
        if not documents:
            return "There is nothing to ask yet: add a document under Documents first."
        if all(document.id in left_out for document in documents):
            return "No document is chosen: tick at least one under Documents."
        return ""


def _asking() -> Any:
    return gr.update(value="", submit_btn=False, stop_btn="Stop")


def _ready(**changes: Any) -> Any:
    return gr.update(submit_btn="Ask", stop_btn=False, **changes)


def _notice(sentence: str, *, calm: bool = False) -> str:
    if calm:
        return f'<p class="aside" role="status">{markup.text(sentence)}</p>'
    return f'<p class="problem" role="alert">{markup.text(sentence)}</p>'


def _panel(name: str, html: str, events: str = "", script: str = "", **more: Any) -> gr.HTML:
    """A part of the page that we render ourselves. Gradio looks for the names of its events in its script."""
    join = f"(window.pinciteDoors ??= {{}}).{name} = {{trigger, server}}; // {events}\n"
    return gr.HTML(
        html, elem_id=name, js_on_load=join + script, apply_default_css=False, padding=False, **more
    )


def _named(function: Any, name: str) -> Any:
    function.__name__ = name
    return function


def _header() -> str:
    forms = "".join(
        f'<button type="button" data-do="export" data-form="{form.name}">{form.name}</button>'
        for form in export.FORMS
    )
    return (
        '<div class="masthead"><h1>Pincite</h1>'
        '<nav aria-label="Conversation"><button type="button" data-do="fresh">New conversation'
        f'</button><details class="menu"><summary>Export</summary><div>{forms}</div></details></nav>'
        "</div>"
    )


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
