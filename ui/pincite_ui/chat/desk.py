"""What several parts of the page look up in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pincite_ui.chat import examples, shelf, talk
from pincite_ui.chat.conversation import Conversation, complaint
from pincite_ui.chat.memory import Memory

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
        return shelf.render(self.documents(), left_out)

    def talk(self, conversation: Conversation, wait: float = examples.PATIENCE) -> str:
        """The conversation; before its first question, what is there and what could be asked."""
        if conversation.turns:
            return talk.render(conversation)
        return talk.welcome(self._examples.offer(wait), shelf.standing(self.documents()))

    def asked(self, left_out: tuple[str, ...]) -> list[str] | None:
        """The ids of the documents to ask, or None for all of them."""
        if not left_out:
            return None
        return [document.id for document in self.documents() if document.id not in left_out]

    def complaint(self, question: str, left_out: tuple[str, ...]) -> str:
        """Why this cannot be asked now, in one sentence; empty when it can."""
        objection = complaint(question, self.assistant.settings.max_question_characters)
        if objection:
            return objection
        documents = self.documents()
        if not documents:
            return "There is nothing to ask yet: add a document under Documents first."
        if all(document.id in left_out for document in documents):
            return "No document is chosen: tick at least one under Documents."
        return ""
