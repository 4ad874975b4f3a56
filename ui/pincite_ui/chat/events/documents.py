"""Events of the documents: add, choose, remove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from pincite_ingest.errors import PinciteError
from pincite_ui.chat.context import ChatContext
from pincite_ui.chat.events import adding
from pincite_ui.chat.events.payload import event_payload
from pincite_ui.chat.events.questions import Change, QuestionEvents
from pincite_ui.chat.views import document_list
from pincite_ui.chat.views.components import QUIET
from pincite_ui.chat.views.panels import ANY_DOCUMENT, DocumentPanel, QuotePanel

if TYPE_CHECKING:
    from pincite import DocumentInfo


def sources(documents: Sequence[DocumentInfo]) -> list[tuple[str, str]]:
    """The documents that a quotation can be attributed to, as titles and ids."""
    return [("Any document", ANY_DOCUMENT), *((each.title, each.id) for each in documents)]


class DocumentEvents:
    """The handlers of the document panel.

    All visitors share the library; each chooses which of its documents are searched.
    """

    def __init__(self, context: ChatContext, panel: DocumentPanel) -> None:
        self.context = context
        self.panel = panel

    def wire(self, questions: QuestionEvents, quotes: QuotePanel) -> None:
        """Connect the handlers. The other panels also show what is in the library."""
        panel = self.panel
        self.welcome, self.source = questions.panel.welcome, quotes.source
        added = [panel.progress, panel.files, panel.unlock, panel.locked]
        changes = (
            panel.files.upload(self.add, [panel.files], added, **QUIET),
            gr.on(
                [panel.open.click, panel.password.submit],
                self.add_locked,
                [panel.locked, panel.password],
                [*added, panel.password],
                **QUIET,
            ),
            panel.documents.remove(
                self.remove,
                [panel.left_out],
                [panel.left_out, panel.progress],
                trigger_mode="multiple",
                **QUIET,
            ),
        )
        for change in changes:
            shown = change.then(
                self.show,
                [panel.left_out, self.source],
                [self.welcome, panel.documents, self.source],
                **QUIET,
            )
            questions.show_examples_after(shown)
        panel.documents.choose(
            self.choose,
            [questions.panel.key],
            [panel.left_out],
            trigger_mode="always_last",
            **QUIET,
        )

    @property
    def restored(self) -> list[Any]:
        """The components that :meth:`restore` changes."""
        return [self.panel.left_out, self.welcome, self.panel.documents, self.source]

    def restore(self, key: str) -> Change:
        """The current documents, and the ones that this tab had left out before a reload."""
        left_out = self.context.choices.get(key) or ()
        return {self.panel.left_out: left_out, **self.show(left_out)}

    def show(self, left_out: tuple[str, ...], source: str | None = ANY_DOCUMENT) -> Change:
        """The current documents. An event of its own, since files can take long to add.

        ``source`` is the document that a quotation is attributed to; it may have been removed.
        """
        choices = sources(self.context.documents())
        removed = source not in [id for _, id in choices]
        reset: dict[str, Any] = {"value": ANY_DOCUMENT} if removed else {}
        return {
            self.welcome: self.context.welcome(),
            self.panel.documents: self.context.document_list(left_out),
            self.source: gr.update(choices=choices, **reset),
        }

    def add(self, files: list[str] | None) -> Iterator[Change]:
        yield from self._add(files or [], None)

    def add_locked(self, locked: tuple[str, ...], password: str) -> Iterator[Change]:
        panel = self.panel
        if not password:
            yield {panel.progress: document_list.outcome([(False, "Type the password first.")])}
            return
        yield {panel.password: gr.update(value="")}
        yield from self._add(list(locked), password)

    def _add(self, paths: list[str], password: str | None) -> Iterator[Change]:
        panel = self.panel
        for step in adding.add(self.context.assistant, paths, password):
            change: Change = {panel.progress: step.html}
            if step.finished:
                change |= {
                    panel.files: gr.update(value=None),
                    panel.unlock: gr.update(visible=bool(step.locked)),
                    panel.locked: step.locked,
                }
            yield change

    def choose(self, key: str, event: gr.EventData) -> tuple[str, ...]:
        """The page sends all documents that are left out, so the last of many clicks is enough."""
        out = event_payload(event).get("out")
        left_out = out if isinstance(out, list) else []
        current = tuple(id for id in self.context.assistant.document_ids() if id in left_out)
        self.context.choices.save(key, current)
        return current

    def remove(self, left_out: tuple[str, ...], event: gr.EventData) -> Change:
        try:
            removed = self.context.assistant.remove(str(event_payload(event).get("id")))
            result = document_list.outcome([(True, f"{removed.title} was removed.")])
        except PinciteError as error:
            result = document_list.outcome([(False, str(error))])
        ids = set(self.context.assistant.document_ids())
        return {
            self.panel.left_out: tuple(id for id in left_out if id in ids),
            self.panel.progress: result,
        }
