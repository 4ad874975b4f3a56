"""The part of the page that checks a quotation."""

from __future__ import annotations

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui.chat import verdict
from pincite_ui.chat.desk import Desk
from pincite_ui.chat.parts import QUIET, notice, panel


class Quotations:
    """A box for the words, one for the page they are said to stand on, and the verdict."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def lay_out(self) -> None:
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
        self.verdict = panel("verdict", "")

    def wire(self) -> None:
        gr.on(
            [self.check.click, self.claimed.submit],
            self.look,
            [self.quote, self.claimed],
            [self.verdict],
            **QUIET,
        )

    def look(self, quote: str, claimed: str) -> str:
        if not (quote or "").strip():
            return notice("Paste a quotation first.")
        page = (claimed or "").strip() or None
        try:
            return verdict.render(self.desk.assistant.check_quote(quote, page=page))
        except PinciteError as error:
            return notice(str(error))
