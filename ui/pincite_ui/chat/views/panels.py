"""The Gradio components of the page, by the part that uses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from pincite_ui.chat.conversation import Conversation
from pincite_ui.chat.views import evidence, transcript
from pincite_ui.chat.views.components import asset, panel

DAY = 24 * 3600
ANY_DOCUMENT = ""
"""The choice of a quotation that names no document."""
_SYNC_CHECKBOXES = """watch("value", () => {
  for (const box of element.querySelectorAll("[type=checkbox]"))
    box.checked = box.hasAttribute("checked");
});"""
"""A checkbox that was clicked ignores its attribute, and rows move up when one is removed."""


class QuestionPanel:
    """Conversation, evidence, question box and masthead, which are in different places."""

    def __init__(self) -> None:
        self.conversation = gr.State(Conversation(), time_to_live=DAY)
        self.key = gr.State("", time_to_live=DAY)
        self.export_file = gr.JSON(visible=False)

    def add_masthead(self) -> None:
        self.masthead = panel("header", transcript.masthead(), "'fresh' 'export'")

    def add_transcript(self, welcome: str, viewer: Callable[[Any], Any]) -> None:
        """``viewer`` answers the page's script when a citation is opened."""
        self.welcome = panel("welcome", welcome)
        self.transcript = panel(
            "transcript",
            transcript.render(Conversation()),
            "'submit' 'edit' 'judge'",
            asset("dom.js") + asset("viewer.js") + asset("chat.js"),
            server_functions=[viewer],
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

    def add_evidence(self) -> None:
        self.evidence = panel("evidence", evidence.render(Conversation()))


class DocumentPanel:
    """The documents of the library, and the place where files are added."""

    def __init__(self) -> None:
        self.left_out = gr.State((), time_to_live=DAY)
        self.locked = gr.State((), time_to_live=3600)

    def add(self, document_list: str) -> None:
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
        self.documents = panel("documents", document_list, "'choose' 'remove'", _SYNC_CHECKBOXES)


class QuotePanel:
    """A quotation, the document and the page it is attributed to, and the verdict."""

    def add(self, sources: Sequence[tuple[str, str]]) -> None:
        self.quote = gr.Textbox(
            label="Quotation to check",
            placeholder="Paste the words as they were quoted",
            lines=4,
            max_lines=12,
            elem_id="quote",
        )
        with gr.Row(elem_id="claims"):
            self.source = gr.Dropdown(
                sources,
                value=ANY_DOCUMENT,
                label="Attributed to",
                elem_id="source",
                filterable=False,
                scale=3,
                min_width=160,
            )
            self.page = gr.Textbox(
                label="Printed page",
                placeholder="any",
                elem_id="claimed",
                max_lines=1,
                scale=2,
                min_width=160,
            )
        self.check = gr.Button("Check", variant="primary", elem_id="check")
        self.verdict = panel("verdict", "")
