"""Markdown: the file's own characters are the canonical text, and blocks are stretches of it.

Marks that open a block (``#``, ``-``, ``>``) stand outside of it, so that a quote of a heading or a
list item reads as printed; marks within a line stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite_ingest.document import Block, BlockKind, Document
from pincite_ingest.source_names import title_of

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,9}[.)]))(?:[ \t]+|$)(?:\[[ xX]\][ \t]+)?")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:[ \t]*")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_COMMENT = re.compile(r" {0,3}<!--")
SLIDE = re.compile(r"^<!-- Slide number: (\d+) -->\s*$", re.MULTILINE)
_NEVER = re.compile(r"(?!)")
_CAPTION = re.compile(
    r"[ \t]*[*_]{0,2}(figure|fig\.|table|map|chart|box|exhibit)\s*\d+\s*[.:–—-]", re.IGNORECASE
)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKUP = re.compile(r"`([^`]+)`|\[([^\]]*)\]\([^)]*\)|[*`]+|(?<!\w)_+|_+(?!\w)|</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Marks:
    """Which lines are more than their own text; headings, notes and tables are so everywhere."""

    comment: re.Pattern[str] = _COMMENT
    """Opens what is not read."""
    rule: re.Pattern[str] = _RULE
    """Parts blocks."""
    fence: re.Pattern[str] = _FENCE
    """Opens and closes text without marks."""
    setext: re.Pattern[str] = _SETEXT
    """Makes a heading of the lines above."""
    quote: re.Pattern[str] = _QUOTE
    """Opens a quotation."""
    item: re.Pattern[str] = _ITEM
    """Opens a list item; its group is the number, if it has one."""


MARKDOWN = Marks()
SLIDES = Marks(SLIDE, *[_NEVER] * 5)
"""Slides: markitdown writes headings and tables, and the lines between are as the author wrote
them, who meant "> 50%" and "- 3%"."""


@dataclass(slots=True)
class _Row:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text.rstrip())


def read_markdown(
    text: str,
    source: str,
    id: str,
    warnings: tuple[str, ...],
    *,
    media_type: str = "text/markdown",
    title: str = "",
    marks: Marks = MARKDOWN,
) -> Document:
    """A Markdown text as a document without pages."""
    rows = [
        _Row(match.start(), match.group(1))
        for match in re.finditer(r"([^\r\n\f]*)(\r\n|\r|\n|\f|$)", text)
    ]
    blocks = _Blocks(text, rows, marks).read()
    first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    return Document(
        id=id,
        title=title or (first.section[-1] if first else "") or title_of(source),
        source=source,
        media_type=media_type,
        text=text,
        blocks=tuple(blocks),
        pages=(),
        warnings=warnings,
    )


class _Blocks:
    """Walks the lines once; each method takes the lines of one kind of block."""

    def __init__(self, text: str, rows: list[_Row], marks: Marks) -> None:
        self._text = text
        self._rows = rows
        self._marks = marks
        self._at = 0
        self._stack: list[tuple[int, str]] = []
        self._found: list[Block] = []

    def read(self) -> list[Block]:
        self._front_matter()
        while self._at < len(self._rows):
            row = self._rows[self._at]
            if not row.text.strip() or self._marks.rule.match(row.text):
                self._at += 1
            elif self._marks.comment.match(row.text):
                self._comment()
            elif heading := _HEADING.match(row.text):
                self._heading(len(heading.group(1)), row.start + heading.start(2), heading.group(2))
                self._at += 1
            elif fence := self._marks.fence.match(row.text):
                self._fenced(fence.group(1))
            elif self._is_table():
                self._table()
            else:
                self._prose(row)
        return self._found

    def _add(self, kind: BlockKind, start: int, end: int) -> None:
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if end > start:
            furniture = kind is BlockKind.FURNITURE
            path = () if furniture else tuple(title for _, title in self._stack)
            self._found.append(Block(kind, path, start, end))

    def _comment(self) -> None:
        """Passes over a comment, to the end of the line on which it ends; an open one is text."""
        first = self._rows[self._at]
        end = self._text.find("-->", first.start)
        if end < 0:
            self._prose(first)
            return
        while self._at < len(self._rows) and self._rows[self._at].start <= end:
            self._at += 1

    def _front_matter(self) -> None:
        fence = self._rows[0].text.rstrip() if self._rows else ""
        if fence not in ("---", "+++"):
            return
        for at, row in enumerate(self._rows[1:200], start=1):
            if row.text.rstrip() in (fence, "..."):
                if at > 1:
                    self._add(BlockKind.FURNITURE, self._rows[1].start, self._rows[at - 1].end)
                self._at = at + 1
                return

    def _heading(self, level: int, start: int, printed: str) -> None:
        seen = _MARKUP.sub(lambda mark: mark[1] or mark[2] or "", _IMAGE.sub("", printed))
        title = " ".join(seen.split())
        if not title:
            return
        self._stack = [*(entry for entry in self._stack if entry[0] < level), (level, title)]
        self._add(BlockKind.HEADING, start, start + len(printed))

    def _fenced(self, fence: str) -> None:
        first = self._at + 1
        self._at = first
        while self._at < len(self._rows):
            closing = _FENCE.match(self._rows[self._at].text)
            if closing and closing.group(1).startswith(fence):
                break
            self._at += 1
        if self._at > first:
            last = self._rows[min(self._at, len(self._rows)) - 1]
            self._add(BlockKind.PARAGRAPH, self._rows[first].start, last.end)
        self._at += 1

    def _is_table(self) -> bool:
        row = self._rows[self._at].text
        if "|" not in row or self._at + 1 >= len(self._rows):
            return False
        under = self._rows[self._at + 1].text.strip()
        return bool(re.fullmatch(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?", under)) and "-" in under

    def _table(self) -> None:
        first = self._rows[self._at]
        last = first
        while self._at < len(self._rows) and "|" in self._rows[self._at].text:
            last = self._rows[self._at]
            self._at += 1
        self._add(BlockKind.TABLE, first.start, last.end)

    def _prose(self, first: _Row) -> None:
        """A paragraph, list item, quotation or note, with the lines that carry it on."""
        kind, start = BlockKind.PARAGRAPH, first.start
        item, note = self._marks.item.match(first.text), _NOTE.match(first.text)
        quote = self._marks.quote.match(first.text)
        if note:
            kind, start = BlockKind.NOTE, first.start + note.end()
        elif item:
            kind = BlockKind.LIST_ITEM
            start = first.start + (item.start(1) if item.group(1) else item.end())
        elif quote:
            start = first.start + quote.end()
        elif _CAPTION.match(first.text):
            kind = BlockKind.CAPTION
        last = first
        self._at += 1
        while self._at < len(self._rows):
            row = self._rows[self._at]
            if kind is BlockKind.PARAGRAPH and not quote:
                under = self._marks.setext.match(row.text)
                if under:
                    self._at += 1
                    level = 1 if under.group(1)[0] == "=" else 2
                    self._heading(level, start, self._text[start : last.end])
                    return
            if not row.text.strip() or self._opens(row):
                break
            last = row
            self._at += 1
        self._add(kind, start, last.end)

    def _opens(self, row: _Row) -> bool:
        """Whether a line opens a block of its own even without a blank line before it."""
        return bool(
            _HEADING.match(row.text)
            or self._marks.fence.match(row.text)
            or self._marks.item.match(row.text)
            or _NOTE.match(row.text)
            or self._marks.rule.match(row.text)
            or self._is_table()
        )
