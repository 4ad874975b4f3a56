"""Quotes highlighted inside their passage."""

from __future__ import annotations

from collections.abc import Iterable

from pincite.types import Quote

Piece = tuple[str, bool]
"""Some text, and whether it is part of a quote."""


def highlight(passage: str, start: int, quotes: Iterable[Quote]) -> list[Piece]:
    """A passage split at its quotes. ``start`` is the offset of its first character.

    Overlapping quotes are merged; a quote that extends past the passage is cut.

    >>> from pincite.types import Verdict
    >>> highlight("A < B. So.", 100, [Quote(100, 106, "A < B.", Verdict.EXACT)])
    [('A < B.', True), (' So.', False)]
    """
    pieces: list[Piece] = []
    done = 0
    for left, right in _merged((quote.start - start, quote.end - start) for quote in quotes):
        left, right = max(left, done), min(right, len(passage))
        if left < right:
            pieces += [(passage[done:left], False), (passage[left:right], True)]
            done = right
    return [(text, marked) for text, marked in (*pieces, (passage[done:], False)) if text]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged
