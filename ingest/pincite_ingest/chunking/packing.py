"""Packing: how many sentences go into one passage, and where the next passage starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pincite_ingest.document import Span


@dataclass(frozen=True, slots=True)
class Packing:
    """How sentences are packed into passages. All sizes are in tokens of the encoder."""

    max_tokens: int = 200
    """The most a passage holds, unless a single sentence is longer."""
    overlap_tokens: int = 100
    """The most that a passage repeats from the end of the one before, in whole sentences."""
    paragraph_tokens: int = 100
    """Once a passage holds this much, it ends at the next end of a paragraph that still fits, and
    the next passage starts there without overlap. A value above ``max_tokens`` disables this."""
    longest_sentence: int = 240
    """A longer sentence is cut between words, because the encoder reads 256 tokens at most."""


DEFAULT_PACKING = Packing()

CountTokens = Callable[[Sequence[str]], list[int]]
"""Returns the number of tokens of each text, as the encoder counts them."""


def windows(
    sizes: Sequence[int], ends: Sequence[bool], packing: Packing
) -> Iterator[tuple[int, int]]:
    """The first and last sentence of each passage.

    ``sizes`` holds the tokens of each sentence, ``ends`` whether it ends a paragraph.

    >>> list(windows([3, 3, 3], [False, False, True], Packing(max_tokens=6, overlap_tokens=3)))
    [(0, 1), (1, 2)]
    """
    first = 0
    while first < len(sizes):
        total, end = 0, None
        for at in range(first, len(sizes)):
            if at > first and total + sizes[at] > packing.max_tokens:
                break
            total += sizes[at]
            if ends[at] and total >= packing.paragraph_tokens:
                end = at
        else:
            yield first, len(sizes) - 1
            return
        if end is None:
            yield first, at - 1
            first = _overlapping(sizes, first, at, packing)
        else:
            yield first, end
            first = end + 1


def _overlapping(sizes: Sequence[int], first: int, following: int, packing: Packing) -> int:
    """The first sentence of the passage that overlaps the one ending before ``following``."""
    room = min(packing.overlap_tokens, packing.max_tokens - sizes[following])
    shared = 0
    while following - 1 > first and shared + sizes[following - 1] <= room:
        following -= 1
        shared += sizes[following]
    return following


def fitting(
    text: str, span: Span, size: int, count_tokens: CountTokens, packing: Packing
) -> Iterator[tuple[Span, int]]:
    """A sentence with its size, or its pieces where it is too long for the encoder."""
    if size <= packing.longest_sentence or len(span) < 2:
        yield span, size
        return
    pieces = _cut(text, span, size // packing.longest_sentence + 1)
    counts = count_tokens([text[piece.start : piece.end] for piece in pieces])
    for piece, tokens in zip(pieces, counts, strict=True):  # a piece of rare words is cut again
        yield from fitting(text, piece, tokens, count_tokens, packing)


def _cut(text: str, span: Span, pieces: int) -> list[Span]:
    """Cuts a span at white space into pieces of similar length, or inside a word without any."""
    step = -(-len(span) // pieces)
    cuts: list[Span] = []
    begin = span.start
    while begin < span.end:
        end = min(span.end, begin + step)
        if end < span.end:
            end = next((at for at in range(end, begin, -1) if text[at].isspace()), end)
        cuts.append(Span(begin, end))
        begin = end
        while begin < span.end and text[begin].isspace():
            begin += 1
    return cuts
