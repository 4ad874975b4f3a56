"""A card: one passage with its document, section and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.types import PageRef
from pincite_ui.chat.views.highlighting import Piece


@dataclass(frozen=True, slots=True)
class Card:
    """What the template of a card needs."""

    element: str
    """Its element id."""
    title: str
    """The document's title."""
    section: Sequence[str]
    """The headings above the passage, outermost first."""
    pages: tuple[PageRef, ...]
    """The pages of the passage."""
    pieces: Sequence[Piece]
    """The passage, with its quotes marked."""
    cite: str
    """The citation id that its button opens."""
    number: int = 0
    """The citation's number; 0 for a passage that is not a citation."""
    turn: str = ""
    """The element id of the turn that cites it."""
