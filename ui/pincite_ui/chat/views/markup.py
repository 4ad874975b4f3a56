"""Text to HTML, in one place, so that what a document says can never become part of the page.

Every string that comes from a document, a file name or a person passes through :func:`text`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from pincite.types import PageRef, Quote

_BEYOND_HTML = {ord(char): f"&#{ord(char)};" for char in "`${}"}


def text(words: object) -> str:
    """Escaped for element content and quoted attributes, and for a template engine in between.

    >>> text('<b title="x">${1}')
    '&lt;b title=&quot;x&quot;&gt;&#36;&#123;1&#125;'
    """
    return html.escape(str(words), quote=True).translate(_BEYOND_HTML)


def path(section: Iterable[str]) -> str:
    """A section's headings, outermost first.

    >>> path(["Trade", "Loans"])
    'Trade › Loans'
    """
    return text(" › ".join(section))


def pages(refs: Sequence[PageRef]) -> str:
    """The pages that a passage stands on, by both their numbers; nothing where a format has none.

    >>> pages([PageRef(12, "10"), PageRef(13, "11")])
    'p. 10 (PDF 12), p. 11 (PDF 13)'
    """
    return text(", ".join(str(ref) for ref in refs))


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "page"), count(1200, "page"), count(2, "library", "libraries")
    ('1 page', '1,200 pages', '2 libraries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def quoted(passage: str, start: int, quotes: Iterable[Quote]) -> str:
    """A passage with its quotes marked up. ``start`` is the offset of its first character.

    Quotes that overlap share one mark; one that leaves the passage is clipped to it.

    >>> from pincite.types import Verdict
    >>> quoted("A < B. So.", 100, [Quote(100, 106, "A < B.", Verdict.EXACT)])
    '<mark>A &lt; B.</mark> So.'
    """
    pieces: list[str] = []
    done = 0
    for left, right in _merged((quote.start - start, quote.end - start) for quote in quotes):
        left, right = max(left, done), min(right, len(passage))
        if left < right:
            pieces += [text(passage[done:left]), "<mark>", text(passage[left:right]), "</mark>"]
            done = right
    return "".join([*pieces, text(passage[done:])])


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged
