"""What several parts of the page look up in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pincite_ui.chat import examples
from pincite_ui.chat.conversation import Conversation, complaint
from pincite_ui.chat.session_memory import Memory
from pincite_ui.chat.views import document_list, transcript

if TYPE_CHECKING:
    from pincite import Assistant, DocumentInfo


class Desk:
    """The page's view of one library, and what each visitor comes back to."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._examples = examples.Examples(assistant)
        self.conversations = Memory[Conversation]()
        self.choices = Memory[tuple[str, ...]]()

    def documents(self) -> list[DocumentInfo]:
        return list(self.assistant.documents())

    def shelf(self, left_out: tuple[str, ...] = ()) -> str:
        return document_list.render(self.documents(), left_out)

    def welcome(self) -> str:
        """What there is, and what could be asked."""
        return transcript.welcome(self._examples.offer(), document_list.standing(self.documents()))

    def settle(self) -> None:
        """Waits, within bounds, until there are examples for the documents that are there now."""
        self._examples.settle()

    def asked(self, question: str, left_out: tuple[str, ...]) -> tuple[str, list[str] | None]:
        """Why this cannot be asked now, in one sentence, empty when it can; and the ids of the
        documents to ask, None for all."""
        objection = complaint(question, self.assistant.settings.max_question_characters)
        if objection:
            return objection, None
        held = self.assistant.document_ids()
        chosen = [id for id in held if id not in left_out]
        if not held:
            return "There is nothing to ask yet: add a document under Documents first.", None
        if not chosen:
            return "No document is chosen: tick at least one under Documents.", None
        return "", chosen if left_out else None
