"""The event that checks a quotation."""

from __future__ import annotations

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui.chat.context import ChatContext
from pincite_ui.chat.views import quote_check
from pincite_ui.chat.views.components import QUIET, notice
from pincite_ui.chat.views.panels import QuotePanel


class QuoteEvents:
    """The handler of the quotation panel."""

    def __init__(self, context: ChatContext, panel: QuotePanel) -> None:
        self.context = context
        self.panel = panel

    def wire(self) -> None:
        panel = self.panel
        gr.on(
            [panel.check.click, panel.page.submit],
            self.check,
            [panel.quote, panel.source, panel.page],
            [panel.verdict],
            **QUIET,
        )

    def check(self, quote: str, source: str | None, page: str) -> str:
        if not (quote or "").strip():
            return notice("Paste a quotation first.")
        try:
            check = self.context.assistant.check_quote(
                quote, document=source or None, page=(page or "").strip() or None
            )
        except PinciteError as error:
            return notice(str(error))
        return quote_check.render(check)
