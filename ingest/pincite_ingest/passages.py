"""Passages: the stretches of a document that are embedded and found.

Whole sentences, never across a section, packed to a token budget and overlapping by sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from pincite_ingest.document import BlockKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document; ``text == document.text[start:end]``, always."""

    start: int
    """First character, in code points of the canonical text."""
    end: int
    """One past the last character."""
    text: str
    """The characters themselves."""
    section: tuple[str, ...]
    """Headings that it stands under, outermost first."""
    pages: tuple[int, ...]
    """Indices (1-based) of the pages that it stands on; empty where there are none."""
    kind: BlockKind
    """What it is made of; paragraphs and list items together count as paragraph."""
