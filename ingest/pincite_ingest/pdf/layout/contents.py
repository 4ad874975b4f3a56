"""Tables of contents: they repeat every heading, and nothing in them is evidence.

Their entries become furniture. The heading over them ("Contents") stays a heading, and the rest of
their page stays text.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pincite_ingest.pdf.extraction.lines import Line, PageLines

_ENTRY = re.compile(r"(?=.*[^\W\d_]{2}).*?[\s.…·_]+(\d{1,3}|[ivxl]{1,5})$")
_LEADER = re.compile(r"(\.\s?){4,}|…{2,}|(·\s?){4,}|_{4,}")
_PAGE = re.compile(r"\bpage\s+(\d{1,3}|[ivxl]{1,5})\b", re.IGNORECASE)
_HEADING = re.compile(
    r"(table of )?contents?|index|inhalt(sverzeichnis)?|sommaire|índice|contenido", re.I
)
_APART = 5
"""Entries of one list are at most this many rows apart: a title may run over some of them, with
its authors below it."""
_MANY = 10
"""This many entries with rising page numbers make a list without a heading or leaders."""


def split_contents(pages: list[PageLines]) -> dict[int, list[Line]]:
    """Takes the entries of contents pages out of ``pages`` and returns them by page index."""
    taken: dict[int, list[Line]] = {}
    follows = False
    for page in pages[: max(12, len(pages) // 8)]:
        rows = _rows(page.lines)
        texts = [_text(row) for row in rows]
        headings = [at for at, text in enumerate(texts) if _HEADING.fullmatch(text.strip())]
        entries = [at for at, text in enumerate(texts) if _ENTRY.match(text)]
        paged = [at for at, text in enumerate(texts) if _PAGE.search(text)]
        leaders = sum(bool(_LEADER.search(texts[at])) for at in entries)
        listed = len(entries) >= 3 and _rising([texts[at] for at in entries])
        dense = listed and _is_dense([texts[at] for at in entries], len(rows), len(pages))
        listed = listed and bool(headings or len(entries) >= 0.35 * len(rows))
        if headings and len(paged) >= 3:
            listed, entries = True, sorted({*entries, *paged})
        headed = headings and (listed or leaders >= 2)
        if not (headed or leaders >= 4 or dense or (follows and listed)):
            follows = False
            continue
        start = headings[0] if headings else 0
        listing = _longest([at for at in entries if at >= start])
        if listing and not (headings or follows):
            start = listing[0]
        end = _end(listing, rows) if listing else start
        follows = True
        gone = [line for at in range(start, end) if at not in headings for line in rows[at]]
        taken[page.index] = gone
        ids = {id(line) for line in gone}
        page.lines = [line for line in page.lines if id(line) not in ids]
    return taken


def _is_dense(entries: list[str], rows: int, pages: int) -> bool:
    """Whether most rows of a page are entries whose numbers rise over the document's pages."""
    numbers = [int(word) for text in entries if (word := text.split()[-1]).isdigit()]
    rises = all(one <= two for one, two in pairwise(numbers))
    within = bool(numbers) and 0.5 * pages < numbers[-1] <= pages + 5
    return len(numbers) >= _MANY and len(entries) >= 0.5 * rows and rises and within


def _longest(entries: list[int]) -> list[int]:
    """The rows of the longest list of entries; a line of text may end in a number by chance."""
    cuts = [at for at, (one, two) in enumerate(pairwise(entries), 1) if two - one > _APART]
    return max((entries[a:b] for a, b in pairwise([0, *cuts, len(entries)])), key=len)


def _end(listing: list[int], rows: list[list[Line]]) -> int:
    """The row after a list, whose last entry may run over as many rows as the others do."""
    end = listing[-1] + 1
    most = max((two - one for one, two in pairwise(listing)), default=1)
    for one, two in pairwise(row[0] for row in rows[listing[-1] : listing[-1] + most]):
        if two.base - one.base > 1.5 * two.size:
            break
        end += 1
    return end


def _rows(lines: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and abs(rows[-1][0].base - line.base) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _text(row: list[Line]) -> str:
    return " ".join(line.text for line in row)


def _rising(entries: list[str]) -> bool:
    """Whether the numbers at the ends of most entries rise, as page numbers do."""
    numbers = [int(word) for text in entries if (word := text.split()[-1]).isdigit()]
    rises = sum(one <= two for one, two in pairwise(numbers))
    return len(numbers) < 2 or rises >= 0.8 * (len(numbers) - 1)
