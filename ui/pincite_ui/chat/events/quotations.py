"""The part of the page that checks a quotation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui.chat.context import Desk
from pincite_ui.chat.views import quote_check
from pincite_ui.chat.views.components import QUIET, notice, panel

if TYPE_CHECKING:
    from pincite import DocumentInfo

ANY = ""
"""The choice of a quotation that claims no document."""


def sources(documents: Sequence[DocumentInfo]) -> list[tuple[str, str]]:
    """What a quotation can be said to be from: names to choose by, and ids."""
    return [("Any document", ANY), *((each.title, each.id) for each in documents)]


class Quotations:
    """The words, the document and the page that they are said to be from, and the verdict."""

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
        with gr.Row(elem_id="claims"):
            self.source = gr.Dropdown(
                sources(self.desk.documents()),
                value=ANY,
                label="Said to be from",
                elem_id="source",
                filterable=False,
                scale=3,
                min_width=160,
            )
            self.claimed = gr.Textbox(
                label="Printed page",
                placeholder="any",
                elem_id="claimed",
                max_lines=1,
                scale=2,
                min_width=160,
            )
        self.check = gr.Button("Check", variant="primary", elem_id="check")
        self.verdict = panel("verdict", "")

    def wire(self) -> None:
        gr.on(
            [self.check.click, self.claimed.submit],
            self.look,
            [self.quote, self.source, self.claimed],
            [self.verdict],
            **QUIET,
        )

    def look(self, quote: str, source: str | None, claimed: str) -> str:
        if not (quote or "").strip():
            return notice("Paste a quotation first.")
        page = (claimed or "").strip() or None
        try:
            check = self.desk.assistant.check_quote(quote, document=source or None, page=page)
            return quote_check.render(check)
        except PinciteError as error:
            return notice(str(error))
