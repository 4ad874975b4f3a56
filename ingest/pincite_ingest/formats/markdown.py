"""Markdown: the file's own characters are the canonical text, and blocks are stretches of it.

markdown-it-py finds the blocks and their lines. Marks that open a block (``#``, ``-``, ``>``) stand
outside of it, so that a quote of a heading or a list item reads as printed; marks within a line
stay.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pincite_ingest.document import Block, BlockKind, Document
from pincite_ingest.source_names import title_of

_COMMENT = re.compile(r"^ {0,3}<!--.*?-->[^\r\n]*", re.DOTALL | re.MULTILINE)
_FRONT_MATTER = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)(?P<fields>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:[ \t]*")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_CAPTION = re.compile(
    r"[ \t]*[*_]{0,2}(figure|fig\.|table|map|chart|box|exhibit)\s*\d+\s*[.:–—-]", re.IGNORECASE
)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKUP = re.compile(r"`([^`]+)`|\[([^\]]*)\]\([^)]*\)|[*`]+|(?<!\w)_+|_+(?!\w)|</?[A-Za-z][^<>]*>")
_NOT_LINE_END = re.compile(r"[^\r\n]")


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables. HTML is text, and a note is not taken for a link's definition."""
    return MarkdownIt("commonmark").enable("table").disable(["html_block", "reference", "inline"])


def read_markdown(text: str, source: str, id: str, warnings: tuple[str, ...]) -> Document:
    """A Markdown text as a document without pages."""
    blocks = _Blocks(text).read()
    first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    return Document(
        id=id,
        title=(first.section[-1] if first else "") or title_of(source),
        source=source,
        media_type="text/markdown",
        text=text,
        blocks=tuple(blocks),
        pages=(),
        warnings=warnings,
    )


class _Blocks:
    """Turns the parser's tokens, which name lines, into stretches of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [match.span(1) for match in re.finditer(r"([^\r\n]*)(?:\r\n?|\n|$)", text)]
        self._headings: list[tuple[int, str]] = []
        self._found: list[Block] = []

    def read(self) -> list[Block]:
        masked = _COMMENT.sub(_blank, self._text)
        front = _FRONT_MATTER.match(masked)
        if front:
            self._add(BlockKind.FURNITURE, *front.span("fields"))
            masked = _blank(front) + masked[front.end() :]
        item: Token | None = None  # a list item that has just been opened
        tokens = _parser().parse(masked)
        for at, token in enumerate(tokens):
            if token.type == "list_item_open":
                item = token
                continue
            if token.map is None:
                continue
            first, last = token.map[0], token.map[1] - 1
            if token.type in ("heading_open", "paragraph_open"):
                content = tokens[at + 1].content
                if not content:
                    continue
                if token.type == "heading_open":
                    self._heading(token, first, last, content)
                else:
                    self._paragraph(first, last, content, item)
            elif token.type == "table_open":
                self._add(BlockKind.TABLE, self._lines[first][0], self._lines[last][1])
            elif token.type in ("fence", "code_block"):
                self._code(token, first, last)
            if token.type not in ("bullet_list_open", "ordered_list_open"):
                item = None
        return self._found

    def _add(self, kind: BlockKind, start: int, end: int) -> None:
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if end > start:
            furniture = kind is BlockKind.FURNITURE
            path = () if furniture else tuple(title for _, title in self._headings)
            self._found.append(Block(kind, path, start, end))

    def _start_of(self, first: int, last: int, content: str) -> int:
        """Where a block's content starts, whose first words run to the end of their line."""
        words = content.split("\n", 1)[0].rstrip()
        for start, end in self._lines[first : last + 1]:
            line = self._text[start:end].rstrip()
            if line.endswith(words):
                return start + len(line) - len(words)
        return self._lines[first][0]

    def _heading(self, token: Token, first: int, last: int, content: str) -> None:
        if token.markup.startswith("#"):
            start = self._text.find(content, self._lines[first][0])
            end = start + len(content)
        else:  # underlined
            start, end = self._start_of(first, last, content), self._lines[last - 1][1]
        printed = self._text[start:end]
        seen = _MARKUP.sub(lambda mark: mark[1] or mark[2] or "", _IMAGE.sub("", printed))
        title = " ".join(seen.split())
        if title:
            level = int(token.tag[1:])
            self._headings = [*(entry for entry in self._headings if entry[0] < level)]
            self._headings.append((level, title))
            self._add(BlockKind.HEADING, start, end)

    def _paragraph(self, first: int, last: int, content: str, item: Token | None) -> None:
        """A paragraph, caption, list item or the notes that stand in consecutive lines."""
        start, end = self._start_of(first, last, content), self._lines[last][1]
        if item is not None:
            if item.info and item.map:  # a number, which is quoted with its item
                line = self._lines[item.map[0]][0]
                start = max(line, self._text.rfind(item.info + item.markup, line, start))
            elif task := _TASK.match(self._text, start):
                start = task.end()
            self._add(BlockKind.LIST_ITEM, start, end)
            return
        notes = [
            (at, note.end())
            for at in range(first, last + 1)
            if (note := _NOTE.match(self._text, *self._lines[at]))
        ]
        kind = BlockKind.CAPTION if _CAPTION.match(self._text, start) else BlockKind.PARAGRAPH
        for line, after in notes:
            if line > first:
                self._add(kind, start, self._lines[line - 1][1])
            kind, start = BlockKind.NOTE, after
        self._add(kind, start, end)

    def _code(self, token: Token, first: int, last: int) -> None:
        """A code block without its fences."""
        if token.type == "fence":
            first += 1
            closing = self._text[slice(*self._lines[last])].strip()
            last -= first <= last and closing.startswith(token.markup)
        if first <= last:
            self._add(BlockKind.PARAGRAPH, self._lines[first][0], self._lines[last][1])


def _blank(match: re.Match[str]) -> str:
    """Spaces in place of a stretch, so that the lines and offsets after it stay."""
    return _NOT_LINE_END.sub(" ", match[0])
