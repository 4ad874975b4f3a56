"""Running heads, running feet and page numbers: what is printed on page after page.

A line is furniture when its words (the page's number apart) come back at the same height on other
pages, when it is one of the small lines that stand at that very height on most pages (running heads
that change with the chapter), or when it is a lone number at the edge of a page. So are numbers
that count the lines of a page in its margin.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise, product

from pincite_ingest.captions import CAPTION
from pincite_ingest.pdf.extraction.lines import Line, PageLines

EDGE = 0.14
"""Running heads and feet stand within this share of a page's height from its top or bottom."""

NUMBER = re.compile(
    r"(?:page|p\.|seite|página)?\s*[-–—|·\[(]*\s*(\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}|[A-Z]-?\d{1,3})"
    r"\s*[-–—|·\])]*(?:\s*(?:/|of|von|de)\s*\d{1,4})?",
    re.IGNORECASE,
)

_NUMERAL = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])|\b[ivxlc]+\b")
_NAMED = re.compile(r"(?:\bpage|\bp\.|\bseite|\bpágina)\s*$")
_OF_SO_MANY = re.compile(r"\s*(?:/|of\b|von\b|de\b)\s*[0-9]")


def split_furniture(pages: list[PageLines], body_size: float) -> dict[int, list[Line]]:
    """Takes the furniture out of ``pages`` and gives it by page index, in order."""
    edges = {page.index: [line for line in page.lines if _at_edge(line, page)] for page in pages}
    repeated = _repeated(pages, edges, body_size)
    slots = _slots(pages, edges, body_size)
    taken: dict[int, list[Line]] = {}
    for page in pages:
        found = []
        for line in edges[page.index]:
            if CAPTION.match(line.text):
                continue
            wordings = _wordings(line, page.index, body_size)
            comes_back = any((wording, round(line.base / 4)) in repeated for wording in wordings)
            comes_back = comes_back or (_is_number(line) and _outermost(line, page))
            if (round(line.base), round(line.size, 1)) in slots or (
                comes_back and not _is_figure(line, page)
            ):
                found.append(line)
        found += [line for line in page.lines if line.sideways and line not in found]
        found += _beside_numbers(found, edges[page.index], page)
        if found:
            gone = {id(line) for line in found}
            page.lines = [line for line in page.lines if id(line) not in gone]
        taken[page.index] = sorted(found, key=lambda line: (round(line.base), line.left))
    return taken


def split_line_numbers(pages: list[PageLines]) -> dict[int, list[Line]]:
    """Takes out the numbers that count lines, before they pass for page numbers or list items."""
    taken: dict[int, list[Line]] = {}
    for page in pages:
        numbers = taken[page.index] = _line_numbers(page)
        if numbers:
            gone = {id(line) for line in numbers}
            page.lines = [line for line in page.lines if id(line) not in gone]
    return taken


def _line_numbers(page: PageLines) -> list[Line]:
    """Numbers down the margin that count the page's lines, as drafts and transcripts have them."""
    numbers = [line for line in page.lines if re.fullmatch(r"\d{1,4}", line.text)]
    if len(numbers) < 12:
        return []
    left = min(line.left for line in page.lines)
    numbers = [line for line in numbers if line.left - left < 2.5 * line.size]
    numbers.sort(key=lambda line: line.base)
    steps = [int(two.text) - int(one.text) for one, two in pairwise(numbers)]
    rest = [line for line in page.lines if line not in numbers]
    rows = {round(line.base) for line in rest}
    if steps.count(1) < 0.95 * len(steps) or len(numbers) < max(12, 0.8 * len(rows)):
        return []
    single = len(rest) < 1.3 * len(numbers)  # the rows of a table have more than one cell
    return numbers if single else []


def _beside_numbers(found: list[Line], edge: list[Line], page: PageLines) -> list[Line]:
    """Lines on the row of a page number: a running head that changes with the chapter."""
    rows = [line.base for line in found if _is_number(line)]
    return [
        line
        for line in edge
        if line not in found
        and any(abs(line.base - base) < 0.2 * line.size for base in rows)
        and _stands_apart(line, page)
    ]


def _at_edge(line: Line, page: PageLines) -> bool:
    return not EDGE * page.height < line.base < (1 - EDGE) * page.height and not line.sideways


def _is_number(line: Line) -> bool:
    return NUMBER.fullmatch(line.text.strip()) is not None


def _is_figure(line: Line, page: PageLines) -> bool:
    """Whether a number has others on its row, as in a table: those of two pages stand far apart."""
    return _is_number(line) and any(
        other is not line
        and abs(other.base - line.base) < 0.2 * line.size
        and abs(other.left - line.left) < page.width / 2
        and _is_number(other)
        for other in page.lines
    )


def _wordings(line: Line, index: int, body_size: float) -> set[str]:
    """How a line may come back on other pages: its words, and these without the page's number.

    A number that may be the page's is replaced by how far it is from the page's index (from twice
    the index, where a page shows two), so that "8 | Title" and "10 | Title" agree, two pages apart,
    and "30 days" and "90 days" do not. A lone number comes back only so: cells of a table are alike
    by chance. In large type numbers are left, as "Chapter 1" and "Chapter 2" are headings.
    """
    text = line.text.strip().casefold()
    if line.size > 1.2 * body_size:
        return {text}
    found = set() if _is_number(line) else {text}
    for match in _NUMERAL.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        at_end = not any(map(str.isalnum, before)) or not any(map(str.isalnum, after))
        if at_end or _NAMED.search(before) or _OF_SO_MANY.match(after):
            told = ["#"]
            if match[0].isdecimal():
                told = [f"#{step}:{int(match[0]) - step * index}" for step in (1, 2)]
            found |= {before + number + after for number in told}
    return found


def _repeated(
    pages: list[PageLines], edges: dict[int, list[Line]], body_size: float
) -> set[tuple[str, int]]:
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in edges[page.index]:
            slots = {round((line.base + shift) / 4) for shift in (-1.5, 0, 1.5)}
            for key in product(_wordings(line, page.index, body_size), slots):
                seen[key].add(page.index)
    least = 2 if len(pages) < 8 else 3
    return {key for key, where in seen.items() if len(where) >= least}


def _slots(
    pages: list[PageLines], edges: dict[int, list[Line]], body_size: float
) -> set[tuple[int, float]]:
    """Heights at which a small line, apart from the text, stands on most pages."""
    count: Counter[tuple[int, float]] = Counter()
    for page in pages:
        for line in edges[page.index]:
            if (
                line.size < 0.97 * body_size
                and not (line.raised and line.raised[0][0] == 0)
                and _outermost(line, page, lines_beyond=2)
                and _stands_apart(line, page)
            ):
                count[round(line.base), round(line.size, 1)] += 1
    least = max(4, 0.3 * len(pages))
    return {slot for slot, number in count.items() if number >= least}


def _stands_apart(line: Line, page: PageLines) -> bool:
    """Whether a line has room around it: the lines of notes at the foot have none."""
    return not any(
        other is not line
        and abs(other.size - line.size) < 0.05 * line.size
        and 0.5 * line.size < abs(other.base - line.base) < 1.9 * line.size
        for other in page.lines
    )


def _outermost(line: Line, page: PageLines, lines_beyond: int = 0) -> bool:
    """Whether no more than so many rows of the page lie beyond this line."""
    if line.base < page.height / 2:
        beyond = {
            round(other.base) for other in page.lines if other.base < line.base - line.size / 2
        }
    else:
        beyond = {
            round(other.base) for other in page.lines if other.base > line.base + line.size / 2
        }
    return len(beyond) <= lines_beyond
