"""What all parts of the page share: the library, the examples, and what each visitor left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pincite_ui.chat.conversation import Conversation, question_problem
from pincite_ui.chat.examples import Examples
from pincite_ui.chat.session_memory import SessionMemory
from pincite_ui.chat.views import document_list, transcript

if TYPE_CHECKING:
    from pincite import Assistant, DocumentInfo


class ChatContext:
    """The page's view of one library."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._examples = Examples(assistant)
        self.conversations = SessionMemory[Conversation]()
        self.choices = SessionMemory[tuple[str, ...]]()

    def documents(self) -> list[DocumentInfo]:
        return list(self.assistant.documents())

    def document_list(self, left_out: tuple[str, ...] = ()) -> str:
        return document_list.render(self.documents(), left_out)

    def welcome(self) -> str:
        """What is in the library, and example questions."""
        return transcript.welcome(self._examples.found(), document_list.status(self.documents()))

    def wait_for_examples(self) -> None:
        """Wait, for a limited time, for the examples of the current documents."""
        self._examples.wait()

    def check_question(
        self, question: str, left_out: tuple[str, ...]
    ) -> tuple[str, list[str] | None]:
        """Why a question cannot be asked, in one sentence (empty if it can), and the ids of the
        documents to search, None for all."""
        problem = question_problem(question, self.assistant.settings.max_question_characters)
        if problem:
            return problem, None
        ids = self.assistant.document_ids()
        chosen = [id for id in ids if id not in left_out]
        if not ids:
            return "There is nothing to search yet: add a document under Documents first.", None
        if not chosen:
            return "No document is chosen: tick at least one under Documents.", None
        return "", chosen if left_out else None
