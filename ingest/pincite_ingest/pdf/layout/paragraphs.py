"""Lines of running text become paragraphs, list items and headings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.extraction.lines import Line, joined
from pincite_ingest.pdf.layout.regions import Region, same_size
from pincite_ingest.pdf.layout.roles import Setting

BULLET = re.compile(r"[•●◦○▪■□▫‣⁃∙·◆◇►▶▸➢➤✓✔❖➔→*\uf0a7\uf0b7\uf0d8\uf076\uf0fc\uf02d–—-](?=\s|$)")
_FOREIGN_BULLET = re.compile(r"\S(?=\s)")
_DINGBATS = re.compile("dings|symbol|dingbats")
NUMBERED = re.compile(r"(\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\(?\d{1,2}\))(?=\s)")
_BARE_LABEL = re.compile(r"([1-9]\d?|[A-Z])\s+(?=\S)")
_LETTERED = re.compile(r"\(?[A-Z][.)]\s")
ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*\s*$")
_OPENS_SMALL = re.compile(r"[\"'“‘(\[]*[a-zà-öø-ÿα-ωа-я]")


@dataclass(slots=True, eq=False)
class Draft:
    """A block in the making."""

    kind: BlockKind
    lines: list[Line]
    skip: int = 0
    """Characters of the first line that are a bullet, not text."""
    level: int = -1
    """Of a heading: 0 for the outermost."""
    title: str = ""
    """Of a heading: how its section is called; its own text where empty."""
    starts: list[tuple[int, str]] = field(default_factory=list)
    """Sections (level, title) that begin with this block though no heading is printed."""
    after: list[Draft] = field(default_factory=list)
    """Captions, pull quotes, tables and notes that stand right after it."""
    rows: list[list[list[Line]]] = field(default_factory=list)
    """Of a table: rows of cells of lines."""

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)[self.skip :].strip()


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document sets its paragraphs."""

    leading: dict[tuple[int, str], float]
    """Distance of base lines, by font size and family."""
    indented: bool
    """Whether paragraphs open with an indent."""


def learn_habits(regions: list[Region]) -> Habits:
    """Typical leading by size, and whether first lines are indented."""
    steps: dict[tuple[int, str], Counter[float]] = {}
    indents = paragraphs = 0
    for region in regions:
        for one, two, three in zip(region.lines, region.lines[1:], region.lines[2:], strict=False):
            step = two.base - one.base
            if 0.8 * two.size < step < 3.2 * two.size:
                steps.setdefault(_type_of(two), Counter())[round(step * 2) / 2] += 1
            if ENDED.search(one.text) and two.text[:1].isupper():
                paragraphs += one.right < region.right - 2 * one.size
                indents += two.left - three.left > 0.8 * two.size and one.left < two.left
    leading = {size: counts.most_common(1)[0][0] for size, counts in steps.items()}
    return Habits(leading, indents >= 5 and indents > 0.3 * paragraphs)


def _type_of(line: Line) -> tuple[int, str]:
    return round(line.size), line.style.family


def rows_of(region: Region) -> list[Line]:
    """The region's lines with pieces of one row put together, top to bottom."""
    rows: list[Line] = []
    for line in region.lines:
        last = rows[-1] if rows else None
        if last is not None and abs(last.base - line.base) < 0.3 * min(last.size, line.size):
            first, second = (last, line) if last.left <= line.left else (line, last)
            rows[-1] = joined(first, second)
        else:
            rows.append(line)
    return rows


def split_region(region: Region, setting: Setting, habits: Habits) -> list[Draft]:
    """Paragraphs, list items and headings of one region, in order."""
    rows = rows_of(region)
    labelled = _labelled_rows(rows)
    drafts: list[Draft] = []
    for at, line in enumerate(rows):
        previous = rows[at - 1] if at else None
        following = rows[at + 1] if at + 1 < len(rows) else None
        after_item = bool(drafts) and drafts[-1].kind is BlockKind.LIST_ITEM
        marker = _marker(line, following, after_item=after_item)
        if marker is None and at in labelled:
            marker = 0
        if previous is not None and drafts:
            current = drafts[-1]
            if not _breaks(current, previous, line, following, rows, at, setting, habits, marker):
                current.lines.append(line)
                continue
        kind = BlockKind.LIST_ITEM if marker is not None else BlockKind.PARAGRAPH
        drafts.append(Draft(kind, [line], skip=marker or 0))
    for draft in drafts:
        bulleted = draft.kind is BlockKind.LIST_ITEM and draft.skip
        if not bulleted and is_heading(draft.lines, setting):
            draft.kind = BlockKind.HEADING
    return drafts


def _marker(line: Line, following: Line | None, *, after_item: bool) -> int | None:
    """How many characters of a list item's line are its bullet; None for what is no list item.

    A number stays, as it is quoted with its item, so it counts for nothing.
    """
    bullet = BULLET.match(line.text) or _foreign_bullet(line)
    if bullet is not None:
        rest = line.text[bullet.end() :]
        if bullet.group() in "–—-*·" and not rest.strip():
            return None
        return bullet.end() + len(rest) - len(rest.lstrip())
    hanging = following is not None and following.left > line.left + 0.5 * line.size
    if (hanging or after_item) and _LETTERED.match(line.text) and not line.style.bold:
        return 0
    if NUMBERED.match(line.text) and not line.style.bold:
        return 0 if hanging or following is None or NUMBERED.match(following.text) else None
    return None


def _labelled_rows(rows: list[Line]) -> set[int]:
    """Rows that open with A, B, C and so on, or 1, 2, 3, without a stop: three and more that are
    set alike are list items. One alone may open with an article or a figure."""
    found: set[int] = set()
    run: list[int] = []
    for at, row in enumerate(rows):
        label = _BARE_LABEL.match(row.text)
        if label is None:
            continue
        last = rows[run[-1]] if run else None
        if last is not None and _is_next(last.text, label[1]) and _is_set_like(last, row):
            run.append(at)
        else:
            run = [at] if label[1] in ("A", "1") else []
        if len(run) >= 3:
            found.update(run)
    return found


def _is_next(last: str, label: str) -> bool:
    before = last.split(maxsplit=1)[0]
    if before.isdecimal() and label.isdecimal():
        return int(label) == int(before) + 1
    return before.isalpha() and ord(label[0]) == ord(before) + 1


def _is_set_like(one: Line, other: Line) -> bool:
    return abs(one.left - other.left) < 0.3 * other.size and one.style == other.style


def _foreign_bullet(line: Line) -> re.Match[str] | None:
    """A letter that is drawn as a bullet: a dingbat's code, or Word's "o" of another font."""
    family = line.first.family
    if family == line.style.family or not (line.text[0] == "o" or _DINGBATS.search(family)):
        return None
    return _FOREIGN_BULLET.match(line.text)


def _breaks(
    current: Draft,
    previous: Line,
    line: Line,
    following: Line | None,
    rows: list[Line],
    at: int,
    setting: Setting,
    habits: Habits,
    marker: int | None,
) -> bool:
    """Whether a line opens a new block after the line before it."""
    if marker is not None and (
        _is_listed(current, previous) or (marker > 0 and line.text[0] not in "–—-*·→")
    ):
        return True
    if not same_size(previous.size, line.size):
        return True
    leading = habits.leading.get(_type_of(line), 1.25 * line.size)
    step = line.base - previous.base
    if step > max(1.22 * leading, leading + 0.25 * line.size):
        return True
    if _weight_changes(previous, line):
        return True
    if current.kind is BlockKind.LIST_ITEM:
        return _leaves_item(current, line)
    if _is_indented(previous, line, following, current):
        return True
    return _ends_short(previous, line, rows, at)


def _is_listed(current: Draft, previous: Line) -> bool:
    """Whether a line is an item, not one that happens to open with a number or a dash."""
    return current.kind is BlockKind.LIST_ITEM or bool(ENDED.search(previous.text))


def _weight_changes(previous: Line, line: Line) -> bool:
    """A bold or coloured heading over its paragraph, or a paragraph over a heading."""
    before, after = previous.style, line.style
    if before.bold and previous.last.bold and not after.bold and not line.first.bold:
        return len(previous.text) < 90 and line.text[0] not in "–—:,;"
    if not before.bold and after.bold and line.first.bold and line.last.bold:
        return bool(ENDED.search(previous.text)) or len(line.text) < 60
    return (
        before.family != after.family
        and before.colour != after.colour
        and previous.last.family != line.first.family
    )


def _leaves_item(current: Draft, line: Line) -> bool:
    """Whether a line stands left of a list item's text, so that the item is over."""
    first = current.lines[0]
    if len(current.lines) > 1:
        return line.left < current.lines[1].left - 0.6 * line.size
    return line.left < first.left - 0.3 * line.size or (
        line.left <= first.left + 0.15 * line.size and bool(ENDED.search(first.text))
    )


def _is_indented(previous: Line, line: Line, following: Line | None, current: Draft) -> bool:
    """Whether a line opens with a first-line indent."""
    indent = line.left - previous.left
    if not 0.7 * line.size < indent < 6 * line.size:
        return False
    if abs(line.left + line.right - previous.left - previous.right) < 0.5 * line.size:
        return False  # both are centred
    if _OPENS_SMALL.match(line.text) and not ENDED.search(previous.text):
        return False
    if following is not None and following.left < line.left - 0.5 * line.size:
        return True
    return following is None and bool(ENDED.search(previous.text)) and len(current.lines) > 1


def _ends_short(previous: Line, line: Line, rows: list[Line], at: int) -> bool:
    """Whether the next line's first word would have fitted on the line before: a chosen break."""
    if not ENDED.search(previous.text):
        return False
    over = rows[at - 2] if at > 1 else None
    if over is not None and abs(over.right - previous.right) < 0.05 * line.size:
        return False  # both fill a column that widens further down, under a pull quote
    near = [
        row
        for row in rows[max(at - 4, 0) : at + 4]
        if abs(row.left - previous.left) < 3 * previous.size or abs(row.left - line.left) < 3
    ]
    edge = max(row.right for row in near)
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) * (len(word) + 1) / max(len(line.text), 1)
    return bool(edge - previous.right > width + 1.2 * line.size)


def is_heading(lines: list[Line], setting: Setting) -> bool:
    """Whether a block is set like a heading: large, bold or coloured, short, and no sentence."""
    text = " ".join(line.text for line in lines).strip()
    if not 2 <= len(text) <= 220 or len(lines) > 5:
        return False
    if sum(character.isalpha() for character in text) < 0.4 * len(text):
        return False
    first = lines[0]
    large = all(line.size > 1.1 * setting.size for line in lines)
    if large:
        return not (text[-1] in ".,;" and len(text) > 60)
    if text[-1] in ".,;:" and not re.match(r"[\dIVX]+(\.\d+)*\.?\s", text):
        return False
    if any(line.size < 0.93 * setting.size for line in lines):
        return False
    heavy = all(line.style.bold and line.last.bold for line in lines) and not setting.bold
    inked = all(
        line.style.colour not in (setting.colour, -1) and line.style.family != setting.family
        for line in lines
    )
    capital = text.isupper() and len(text) > 5
    capital = capital and (first.style.family != setting.family or _is_worded(lines))
    leaning = first.style.italic != setting.italic and re.match(r"\d+(\.\d+)+\.?\s", text)
    return bool(heavy or inked or capital or leaning) and len(text) <= 160


def _is_worded(lines: list[Line]) -> bool:
    """Whether a line or two are words in capitals: in the text's own type, a heading is."""
    text = "".join(line.text for line in lines)
    return len(lines) < 3 and sum(map(str.isupper, text)) > 0.6 * len(text)


def continues(last: Draft, line: Line, habits: Habits, edge: float) -> bool:
    """Whether a line at the top of a column or page carries on the last block of text.

    ``edge`` is the right edge of the last block's column.
    """
    if last.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    end = last.lines[-1]
    if not same_size(end.size, line.size) or BULLET.match(line.text):
        return False
    if end.style.bold != line.style.bold and end.last.bold != line.first.bold:
        return False
    text = strip_marks(end)
    if not ENDED.search(text):
        if _OPENS_SMALL.match(line.text) or text.endswith(("-", "\ufffe", "\u00ad")):
            return True
        under = line.page == end.page and line.base > end.base and line.left < end.right
        if under:
            return False  # what follows right under a block is a block of its own
        if last.kind is BlockKind.LIST_ITEM and abs(line.left - end.left) > 0.5 * line.size:
            return False
        full = end.right > edge - 4 * end.size or len(last.lines) > 2
        return full and len(last.lines) > 1 and not NUMBERED.match(line.text)
    if text.endswith((":", ";")) or last.kind is BlockKind.LIST_ITEM:
        return bool(text.endswith(";") and _OPENS_SMALL.match(line.text))
    return habits.indented and end.right > edge - 0.6 * end.size and not line_is_indented(line, end)


def line_is_indented(line: Line, like: Line) -> bool:
    """Whether a line at a column's top starts right of where such lines start."""
    return line.left - like.left > 0.7 * line.size


def strip_marks(line: Line) -> str:
    """A line's text without raised note marks at its end."""
    text = line.text
    for start, end in reversed(line.raised):
        if end >= len(text.rstrip()):
            text = text[:start]
    return text.rstrip()
