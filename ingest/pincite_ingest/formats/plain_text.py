"""Plain text: the file's own characters are the canonical text, and blocks are stretches of it.

Wrapped lines form one paragraph. A line ends its paragraph if the next word would have fitted on
it, even without a blank line. Form feeds separate pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from pincite_ingest.document import Block, BlockKind, Document, Page, Span
from pincite_ingest.source_names import title_of

_BULLET = re.compile(r"\s*([•●◦○▪■□‣⁃∙·◆►▶➢✓*+–—-])(?=\s|$)\s*")
_DASH = re.compile(r"\s*[–—-]\s+(?=\w)")
_NARROW = 40
"""Prose is not wrapped at fewer characters; shorter lines stand alone."""
_LONGEST_HEADING = 100
"""In characters."""
_NUMBERED = re.compile(r"\s*(\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+")
_PAGE_NUMBER = re.compile(r"\s*[-–—]?\s*(?:page\s+)?(\d{1,4})\s*[-–—]?\s*", re.IGNORECASE)
_CAPTION = re.compile(r"\s*(figure|fig\.|table|map|chart|box|photo|exhibit)\s*\d+\s*[.:–—-]", re.I)
_NOTE = re.compile(r"\s*\[\^?\d{1,3}\]:?\s")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*\d{0,3}\s*$")
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into of on or the to vs with is are over under der die das "
    "und de la le les des du et el los y".split()
)


@dataclass(slots=True)
class _Row:
    """One line of the file."""

    start: int
    end: int
    """One past its last character, without the line end."""
    text: str
    page: int
    """Number of form feeds before it."""
    furniture: bool = False

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def read_plain(text: str, source: str, id: str, warnings: tuple[str, ...]) -> Document:
    """A plain text as a document. Form feeds separate its pages; without one, it has no pages."""
    rows = _rows(text)
    bounds = _page_bounds(text)
    labels = _labels(rows, bounds)
    width = _width(rows)
    blocks = _sectioned(text, _blocks(text, rows, width))
    pages = tuple(
        Page(index, labels[index - 1], (Span(start, end),) if end > start else ())
        for index, (start, end) in enumerate(bounds, start=1)
    )
    first = next((b for b in blocks if b.kind is BlockKind.HEADING), None)
    title = " ".join(text[first.start : first.end].split()) if first else ""
    return Document(
        id=id,
        title=title or title_of(source),
        source=source,
        media_type="text/plain",
        text=text,
        blocks=tuple(blocks),
        pages=pages if len(pages) > 1 or "\f" in text else (),
        warnings=warnings,
    )


def _page_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of each page. A form feed at either end of the file adds no page."""
    bounds = []
    start = 0
    for piece in text.split("\f"):
        bounds.append((start, start + len(piece)))
        start += len(piece) + 1
    if len(bounds) > 1 and not text[slice(*bounds[-1])].strip():
        bounds.pop()
    if len(bounds) > 1 and not text[slice(*bounds[0])].strip():
        bounds.pop(0)
    return bounds


def _rows(text: str) -> list[_Row]:
    rows = []
    page = 0
    for match in re.finditer(r"([^\r\n\f]*)(\r\n|\r|\n|\f|$)", text):
        rows.append(_Row(match.start(1), match.end(1), match.group(1), page))
        if match.group(2) == "\f":
            page += 1
        if match.end() == len(text):
            break
    return rows


def _width(rows: list[_Row]) -> int:
    """The length at which lines were wrapped, or 0 if each line is a paragraph."""
    lengths = sorted(len(row.text.rstrip()) for row in rows if not row.blank)
    if not lengths:
        return 0
    wide = lengths[int(0.95 * (len(lengths) - 1))]
    return 0 if wide > 160 else wide


def _labels(rows: list[_Row], bounds: list[tuple[int, int]]) -> list[str]:
    """Printed page numbers, if the lone numbers at the edges of pages agree; they become furniture.

    Most pages must agree, or the numbers must differ from the page's index by only a few, as in a
    text whose first pages are missing. A year that stands alone is not a page number.
    """
    starts = [row.start for row in rows]
    votes: Counter[int] = Counter()
    candidates: list[tuple[int, _Row, bool]] = []
    for index, (start, end) in enumerate(bounds, start=1):
        inside = rows[bisect_left(starts, start) : bisect_right(starts, end)]
        edges = _numbered_edges(inside)
        votes.update({number - index for number, _ in edges})
        candidates += [(number - index, row, _is_apart(inside, row)) for number, row in edges]
    indices = [str(index) for index in range(1, len(bounds) + 1)]
    if len(bounds) < 2 or not votes:
        return indices
    shift, count = votes.most_common(1)[0]
    agreed = [(row, apart) for each, row, apart in candidates if each == shift]
    most = count > 1 and 2 * count >= len(bounds)
    near = 4 * abs(shift) < len(bounds) and (count > 1 or (len(votes) == 1 and agreed[0][1]))
    if not (most or near) or 1 + shift < 0:
        return indices
    for row, _ in agreed:
        row.furniture = True
    return [str(index + shift) for index in range(1, len(bounds) + 1)]


def _numbered_edges(inside: list[_Row]) -> list[tuple[int, _Row]]:
    """The first and last line of a page with several lines, if they are lone numbers."""
    lines = [row for row in inside if not row.blank]
    edges = (lines[0], lines[-1]) if len(lines) > 1 else ()
    matches = ((_PAGE_NUMBER.fullmatch(row.text), row) for row in edges)
    return [(int(match.group(1)), row) for match, row in matches if match]


def _is_apart(inside: list[_Row], row: _Row) -> bool:
    """Whether the lines right above and below are blank."""
    at = inside.index(row)
    return all(other.blank for other in (*inside[max(at - 1, 0) : at], *inside[at + 1 : at + 2]))


def _blocks(text: str, rows: list[_Row], width: int) -> list[tuple[BlockKind, int, int]]:
    """Kind, start and end of each block, in order."""
    found: list[tuple[BlockKind, int, int]] = []
    current: list[_Row] = []
    kind = BlockKind.PARAGRAPH
    start = -1
    waiting = False  # a bullet stood alone on its line; its item follows

    def close() -> None:
        nonlocal current, kind, start
        if current:
            begin = start if start >= 0 else current[0].start + _indent(current[0].text)
            end = current[-1].start + len(current[-1].text.rstrip())
            if end > begin:
                found.append((kind, begin, end))
        current, kind, start = [], BlockKind.PARAGRAPH, -1

    at = 0
    while at < len(rows):
        row = rows[at]
        if row.furniture:
            close()
            number = row.text.strip()
            begin = row.start + row.text.index(number)
            found.append((BlockKind.FURNITURE, begin, begin + len(number)))
        elif row.blank:
            if not waiting and not _reads_over(current, rows, at):
                close()
        else:
            bullet = None if _is_dash(current, row, width) else _BULLET.match(row.text)
            numbered = _NUMBERED.match(row.text)
            if bullet and not row.text[bullet.end() :].strip():
                close()
                waiting = len(row.text.strip()) == 1
                at += 1
                continue
            heading = (
                0
                if waiting or bullet or (current and not _is_over(current, row, width))
                else (_heading_length(rows, at, width))
            )
            if heading:
                close()
                last = rows[at + heading - 1]
                found.append(
                    (
                        BlockKind.HEADING,
                        row.start + _indent(row.text),
                        last.start + len(last.text.rstrip()),
                    )
                )
                at += heading
                waiting = False
                continue
            opens = bool(bullet or waiting or _CAPTION.match(row.text) or _NOTE.match(row.text))
            opens = opens or bool(
                numbered
                and (not current or _is_over(current, row, width) or _counts_on(current[0], row))
            )
            if current and (opens or _is_over(current, row, width)):
                close()
            if not current:
                if bullet:
                    kind, start = BlockKind.LIST_ITEM, row.start + bullet.end()
                elif waiting or numbered:
                    kind = BlockKind.LIST_ITEM
                elif _CAPTION.match(row.text):
                    kind = BlockKind.CAPTION
                elif _NOTE.match(row.text):
                    kind = BlockKind.NOTE
            waiting = False
            current.append(row)
        at += 1
    close()
    return found


def _counts_on(first: _Row, row: _Row) -> bool:
    """Whether a line starts with the next number after a list item's, at the same indent."""
    one, two = _NUMBERED.match(first.text), _NUMBERED.match(row.text)
    if one is None or two is None or _indent(first.text) != _indent(row.text):
        return False
    return one.group(2).isdecimal() and two.group(2) == str(int(one.group(2)) + 1)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _reads_over(current: list[_Row], rows: list[_Row], at: int) -> bool:
    """Whether a sentence continues on the next page."""
    if not current or _ENDED.search(current[-1].text):
        return False
    following = next((row for row in rows[at:] if not row.blank), None)
    if following is None or following.furniture or following.page == current[-1].page:
        return False
    return following.text.lstrip()[:1].islower()


def _is_over(current: list[_Row], row: _Row, width: int) -> bool:
    """Whether the current paragraph ends before this line."""
    last = current[-1]
    if row.page != last.page:
        return bool(_ENDED.search(last.text)) or not row.text.lstrip()[:1].islower()
    if not width:
        return True
    if not _ENDED.search(last.text):
        return False
    if _indent(row.text) > _indent(last.text) + 1 and len(current) > 1:
        return True
    return _has_room(last, row, width)


def _has_room(last: _Row, row: _Row, width: int) -> bool:
    """Whether a line's first word would have fitted on the line before."""
    word = row.text.split(maxsplit=1)[0]
    return len(last.text.rstrip()) + 1 + len(word) <= width - max(4, width // 10)


def _is_dash(current: list[_Row], row: _Row, width: int) -> bool:
    """Whether the dash that starts a line belongs to the sentence wrapped on the line before.

    A lower-case letter follows such a dash; list items mostly start with a capital.
    """
    dash = _DASH.match(row.text)
    if width < _NARROW or not current or not dash or not row.text[dash.end()].islower():
        return False
    last = current[-1]
    return not (_BULLET.match(current[0].text) or _ENDED.search(last.text)) and not _has_room(
        last, row, width
    )


def _heading_length(rows: list[_Row], at: int, width: int) -> int:
    """How many lines from here form a heading; 0 for none."""
    count = 0
    while count < 3 and at + count < len(rows):
        text = rows[at + count].text.strip()
        if rows[at + count].page != rows[at].page or not (
            _is_title(text, width) or (not count and _stands_over(rows, at, width))
        ):
            break
        count += 1
        if count and not (text.endswith(",") or len(text) > 0.3 * (width or 80)):
            break
    if not count:
        return 0
    rest = [row for row in rows[at + count :] if not row.blank][:1]
    if not rest or rest[0].page != rows[at].page:
        return 0
    opening = rest[0].text.lstrip()
    if opening[:1].islower():
        return 0
    return count


def _stands_over(rows: list[_Row], at: int, width: int) -> bool:
    """Whether a short line stands alone above a long paragraph, in a text without wrapped lines.

    Such a line is a heading even if it has no more capitals than a sentence.
    """
    text = rows[at].text.strip()
    before, behind = rows[at - 1 : at], rows[at + 1 : at + 2]
    if width or not all(row.blank for row in (*before, *behind)) or not text[0].isupper():
        return False
    if len(text) > _LONGEST_HEADING or _ENDED.search(text) or _CAPTION.match(text):
        return False
    under = next((row.text for row in rows[at + 1 :] if not row.blank), "")
    return len(under) > 2 * _LONGEST_HEADING and _ENDED.search(under) is not None


def _is_title(text: str, width: int) -> bool:
    if not 3 <= len(text) <= min(0.85 * width if width else 80, _LONGEST_HEADING):
        return False
    if (_ENDED.search(text) and not text.endswith("…")) or _CAPTION.match(text):
        return False
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    if not words or len(words) > 14 or not text[0].isalnum():
        return False
    if text.upper() == text:
        return True
    large = [word for word in words if word.lower() not in _SMALL_WORDS]
    capitals = sum(word[0].isupper() for word in large)
    return bool(words[0][0].isupper()) and capitals >= 0.75 * len(large)


def _sectioned(text: str, found: list[tuple[BlockKind, int, int]]) -> list[Block]:
    """Adds each block's section. Numbered headings nest by their number; others share one level."""
    stack: list[tuple[int, str]] = []
    blocks = []
    for kind, start, end in found:
        if kind is BlockKind.HEADING:
            title = " ".join(text[start:end].split())
            number = re.match(r"(\d+(?:\.\d+)*)\.?\s", title)
            level = number.group(1).count(".") if number else 0
            stack = [*(entry for entry in stack if entry[0] < level), (level, title)]
        section = () if kind is BlockKind.FURNITURE else tuple(name for _, name in stack)
        blocks.append(Block(kind, section, start, end))
    return blocks
