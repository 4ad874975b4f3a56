"""The part of the page that keeps the documents: adding, choosing, removing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui.chat.context import Desk
from pincite_ui.chat.events import adding
from pincite_ui.chat.events.questions import Questions
from pincite_ui.chat.events.quotations import ANY, Quotations, sources
from pincite_ui.chat.views import document_list
from pincite_ui.chat.views.components import QUIET, panel, told

FOLLOW = """watch("value", () => {
  for (const box of element.querySelectorAll("[type=checkbox]"))
    box.checked = box.hasAttribute("checked");
});"""
"""A box that was clicked no longer follows its attribute, and rows move up when one is removed."""
Change = dict[Any, Any]
"""New values by the component that shows them."""


class Documents:
    """What is in the library, which all visitors share, and which of it each of them asks."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.left_out = gr.State((), time_to_live=24 * 3600)
        self.locked = gr.State((), time_to_live=3600)

    def lay_out(self) -> None:
        self.files = gr.File(
            label="Add documents",
            file_count="multiple",
            elem_id="files",
            height=110,
        )
        with gr.Row(visible=False, elem_id="unlock") as self.unlock:
            self.password = gr.Textbox(
                label="Password of the encrypted PDF", type="password", elem_id="password"
            )
            self.open = gr.Button("Open and add", variant="primary", elem_id="open")
        self.progress = panel("progress", "")
        self.shelf = panel("shelf", self.desk.shelf(), "'choose' 'remove'", FOLLOW)

    def wire(self, questions: Questions, quotations: Quotations) -> None:
        """The others' parts show too what is in the library."""
        added = [self.progress, self.files, self.unlock, self.locked]
        self.welcome, self.source = questions.welcome, quotations.source
        self.woken = [self.left_out, self.welcome, self.shelf, self.source]
        seen = [self.left_out, self.source], [self.welcome, self.shelf, self.source]
        key = questions.key
        changes = (
            self.files.upload(self.add, [self.files], added, **QUIET),
            gr.on(
                [self.open.click, self.password.submit],
                self.add_locked,
                [self.locked, self.password],
                [*added, self.password],
                **QUIET,
            ),
            self.shelf.remove(
                self.remove,
                [self.left_out],
                [self.left_out, self.progress],
                trigger_mode="multiple",
                **QUIET,
            ),
        )
        for change in changes:
            questions.offer_after(change.then(self.show, *seen, **QUIET))
        self.shelf.choose(self.choose, [key], [self.left_out], trigger_mode="always_last", **QUIET)

    def wake(self, key: str) -> Change:
        """What is there now, and what this tab had left out when its page was last there."""
        left_out = self.desk.choices.find(key) or ()
        return {self.left_out: left_out, **self.show(left_out)}

    def show(self, left_out: tuple[str, ...], source: str | None = ANY) -> Change:
        """What is there now. An event of its own: the visitor went on while files were added.

        ``source`` is the document that a quotation is said to be from: it may have been removed.
        """
        choices = sources(self.desk.documents())
        gone: Change = {} if source in [id for _, id in choices] else {"value": ANY}
        return {
            self.welcome: self.desk.welcome(),
            self.shelf: self.desk.shelf(left_out),
            self.source: gr.update(choices=choices, **gone),
        }

    def add(self, files: list[str] | None) -> Iterator[Change]:
        yield from self._add(files or [], None)

    def add_locked(self, locked: tuple[str, ...], password: str) -> Iterator[Change]:
        if not password:
            yield {self.progress: document_list.outcome([(False, "Type the password first.")])}
            return
        yield {self.password: gr.update(value="")}
        yield from self._add(list(locked), password)

    def _add(self, paths: list[str], password: str | None) -> Iterator[Change]:
        for step in adding.add(self.desk.assistant, paths, password):
            change: Change = {self.progress: step.html}
            if step.finished:
                change |= {
                    self.files: gr.update(value=None),
                    self.unlock: gr.update(visible=bool(step.locked)),
                    self.locked: step.locked,
                }
            yield change

    def choose(self, key: str, event: gr.EventData) -> tuple[str, ...]:
        """The page tells all that are left out, so that the last of many clicks says everything."""
        out = told(event).get("out")
        left_out = out if isinstance(out, list) else []
        now = tuple(id for id in self.desk.assistant.document_ids() if id in left_out)
        self.desk.choices.keep(key, now)
        return now

    def remove(self, left_out: tuple[str, ...], event: gr.EventData) -> Change:
        try:
            gone = self.desk.assistant.remove(str(told(event).get("id")))
            said = document_list.outcome([(True, f"{gone.title} was removed.")])
        except PinciteError as error:
            said = document_list.outcome([(False, str(error))])
        held = set(self.desk.assistant.document_ids())
        return {
            self.left_out: tuple(id for id in left_out if id in held),
            self.progress: said,
        }
