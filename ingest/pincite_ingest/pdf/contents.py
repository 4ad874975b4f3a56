"""Tables of contents: they repeat every heading, and nothing in them is evidence.

Their entries become furniture; the heading over them ("Contents") stays a heading.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pincite_ingest.pdf.lines import Line, PageLines

_ENTRY = re.compile(r"(?=.*[^\W\d_]{2}).*?[\s.…·_]+(\d{1,3}|[ivxl]{1,5})$")
_LEADER = re.compile(r"(\.\s?){4,}|…{2,}|(·\s?){4,}|_{4,}")
_PAGE = re.compile(r"\bpage\s+(\d{1,3}|[ivxl]{1,5})\b", re.IGNORECASE)
_HEADING = re.compile(
    r"(table of )?contents?|inhalt(sverzeichnis)?|sommaire|índice|contenido", re.I
)


def split_contents(pages: list[PageLines]) -> dict[int, list[Line]]:
    """Takes the entries of contents pages out of ``pages``; gives them by page index."""
    taken: dict[int, list[Line]] = {}
    follows = False
    for page in pages[: max(12, len(pages) // 8)]:
        rows = _rows(page.lines)
        entries = [row for row in rows if _ENTRY.match(_text(row))]
        leaders = sum(bool(_LEADER.search(_text(row))) for row in rows)
        named = any(_HEADING.fullmatch(_text(row).strip()) for row in rows)
        listed = len(entries) >= 3 and _rising(entries)
        listed = listed and (named or len(entries) >= 0.35 * len(rows))
        listed = listed or (named and sum(bool(_PAGE.search(_text(row))) for row in rows) >= 3)
        if not ((named and (listed or leaders >= 2)) or leaders >= 4 or (follows and listed)):
            follows = False
            continue
        follows = True
        kept = {id(line) for row in rows if _HEADING.fullmatch(_text(row).strip()) for line in row}
        gone = [line for row in rows for line in row if id(line) not in kept]
        page.lines = [line for line in page.lines if id(line) in kept]
        taken[page.index] = gone
    return taken


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


def _rising(entries: list[list[Line]]) -> bool:
    """Whether the numbers at the ends of entries go up, as page numbers do."""
    numbers = [int(word) for row in entries if (word := _text(row).split()[-1]).isdigit()]
    rises = sum(one <= two for one, two in pairwise(numbers))
    return len(numbers) < 2 or rises >= 0.8 * (len(numbers) - 1)
