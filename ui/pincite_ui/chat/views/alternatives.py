"""Other shapes of an answer that are offered with one click, as questions to ask."""

from __future__ import annotations

from pincite.overviews.framing import FRAME
from pincite.overviews.mentions import term_of
from pincite.types import Answer, AnswerKind, Status

MAX_TERM = 60
"""Characters of a subject; a longer one is not a name or a word to look for."""


def alternatives(answer: Answer) -> list[tuple[str, str]]:
    """Labels and questions for the same subject in another shape; empty if there is no subject.

    >>> question = "Where is Norrvik mentioned?"
    >>> answer = Answer(question, question, Status.ANSWERED, 1.0, kind=AnswerKind.MENTIONS, count=3)
    >>> alternatives(answer)
    [('Summarise instead', 'What do the documents say about Norrvik?')]
    """
    subject = term_of(answer.standalone_question)
    words = subject.lower().split()
    if answer.status is Status.ABSTAINED or not words or len(subject) > MAX_TERM:
        return []
    if all(word in FRAME for word in words):
        return []
    if answer.kind is AnswerKind.MENTIONS and answer.count:
        return [("Summarise instead", f"What do the documents say about {subject}?")]
    if answer.kind in (AnswerKind.DIGEST, AnswerKind.LIST):
        return [("Show every mention", f"Where do the documents mention “{subject}”?")]
    return []
