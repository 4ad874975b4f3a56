"""Readings: what every source is turned into, and helpers that its readers share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite_ingest.document import Span

_BRACKETS = {"-lrb-": "(", "-rrb-": ")", "``": '"', "''": '"', " - ": "-", "--": "-"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one document, with the place of its answer."""

    text: str
    """As it was asked."""
    document: str
    """The document's name."""
    gold: tuple[Span, ...]
    """Where the answer stands; empty where the document does not answer."""
    region: Span | None = None
    """The paragraph that the question was asked of."""
    answers: tuple[str, ...] = ()
    """Short answers: a passage that holds one is no wrong passage."""
    repair: str = ""
    """The sentence that would answer it in place of the one that tempts, where it is known."""
    spoil: str = ""
    """The sentence that would only tempt in place of the one that answers, where it is known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as read."""

    documents: dict[str, str]
    """Name to text; paragraphs stand a blank line apart."""
    questions: tuple[Question, ...]
    """In the source's order."""
    reserved: tuple[str, ...] = ()
    """Texts that no other source may repeat."""


class Writer:
    """Puts a document together, and tells where each part of it stands.

    >>> story = Writer()
    >>> story.paragraph("One."), story.paragraph("Two.")
    (Span(start=0, end=4), Span(start=6, end=10))
    >>> story.text
    'One.\\n\\nTwo.\\n\\n'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        """Characters so far."""

    def paragraph(self, text: str) -> Span:
        return self._add(text, "\n\n")

    def sentence(self, text: str) -> Span:
        return self._add(text, " ")

    def _add(self, text: str, gap: str) -> Span:
        span = Span(self.length, self.length + len(text))
        self._parts.append(text + gap)
        self.length += len(text) + len(gap)
        return span

    @property
    def text(self) -> str:
        return "".join(self._parts)


def detokenize(text: str) -> str:
    """Undo the spacing of a tokenised corpus.

    >>> detokenize("it 's nine o'clock -lrb- sharp -rrb- .")
    "it's nine o'clock (sharp)."
    """
    for token, mark in _BRACKETS.items():
        text = text.replace(token, mark).replace(token.upper(), mark)
    text = re.sub(r" ([,.;:!?%)])", r"\1", text.strip())
    text = re.sub(r"([($]) ", r"\1", text)
    return re.sub(r" ('s|n't|'re|'ve|'ll|'d|'m)\b", r"\1", text)


def letters(text: str) -> str:
    """A text's letters and digits: what is left the same by any tokenising.

    >>> letters("It 's 9.")
    'its9'
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())
