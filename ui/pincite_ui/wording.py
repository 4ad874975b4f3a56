"""Short phrases that every interface uses: counts, durations, and where a passage is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pincite.types import PageRef


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "page"), count(1200, "page"), count(2, "library", "libraries")
    ('1 page', '1,200 pages', '2 libraries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """A rough duration.

    >>> duration(0.2), duration(42.4), duration(200)
    ('1 second', '42 seconds', '3 minutes')
    """
    if seconds < 90:
        return count(max(1, round(seconds)), "second")
    return count(round(seconds / 60), "minute")


def page_list(refs: Iterable[PageRef]) -> str:
    """Pages by printed label and PDF index; empty for a format without pages.

    >>> page_list([PageRef(12, "10"), PageRef(13, "11")])
    'p. 10 (PDF 12), p. 11 (PDF 13)'
    """
    return ", ".join(map(str, refs))


def section_path(section: Iterable[str]) -> str:
    """A section's headings, outermost first.

    >>> section_path(["Trade", "Loans"])
    'Trade › Loans'
    """
    return " › ".join(section)


def location(title: str, section: Sequence[str], pages: Iterable[PageRef]) -> str:
    """Document, section and pages on one line.

    >>> location("The report", ["Trade", "Rail"], [PageRef(12, "10")])
    'The report, Trade › Rail, p. 10 (PDF 12)'
    """
    return ", ".join(part for part in (title, section_path(section), page_list(pages)) if part)
