"""Slides: the title of a slide is the section of all that stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.layout.paragraphs import Draft

_LANDSCAPE = 1.2
"""A page this many times as wide as high is a slide."""
_SHARE = 0.8
"""Share of a deck's pages that are slides."""
_CHARACTERS = 1200
"""Slides hold fewer characters than this on the average page."""
_UPPER = 0.4
"""A slide's title starts in this upper part of the page."""
_LONGEST = 160


def is_deck(sizes: Sequence[tuple[float, float]], characters: Sequence[int]) -> bool:
    """Whether a document is a deck of slides, from its pages' sizes and numbers of characters.

    >>> is_deck([(960, 540)] * 10, [300] * 10), is_deck([(612, 792)] * 10, [300] * 10)
    (True, False)
    """
    wide = sum(width > _LANDSCAPE * height for width, height in sizes)
    return len(sizes) > 2 and wide >= _SHARE * len(sizes) and median(characters) < _CHARACTERS


def mark_titles(drafts: list[Draft], sizes: Sequence[tuple[float, float]]) -> None:
    """Makes each slide's title a heading of level 0, and what was a heading under it level 1."""
    pages: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.lines and draft.kind is not BlockKind.FURNITURE:
            pages.setdefault(draft.lines[0].page, []).append(draft)
    for page, together in pages.items():
        height = sizes[page - 1][1]
        upper = [
            draft
            for draft in together
            if draft.lines[0].base < _UPPER * height
            and 2 <= len(draft.text) <= _LONGEST
            and any(map(str.isalpha, draft.text))
        ]
        largest = max((line.size for draft in together for line in draft.lines), default=0.0)
        title = next((draft for draft in upper if draft.lines[0].size > 0.9 * largest), None)
        if title is None:
            continue
        for draft in together:
            if draft.kind is BlockKind.HEADING:
                draft.level = 1
        title.kind, title.level, title.skip = BlockKind.HEADING, 0, 0
