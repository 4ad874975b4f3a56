"""Read the briefing's Markdown into the few kinds of block that it uses.

The typesetter and the tests share this reading, so a quote that is checked against the source is
checked against the words that were printed. It knows only the Markdown that the briefing uses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Block", "Briefing", "parse", "plain"]

Kind = Literal["section", "subsection", "paragraph", "item", "caption", "table", "chart"]

_NOTE_MARK = re.compile(r"\[\^(\d+)\]")
_NOTE_BODY = re.compile(r"^\[\^(\d+)\]:\s+(.*)$", re.DOTALL)
_RULE_ROW = re.compile(r"^\|[\s:|-]+\|$")
_STARTS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"### "), "subsection"),
    (re.compile(r"## "), "section"),
    (re.compile(r"(Table|Figure) \d+\. "), "caption"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block to typeset: a heading, paragraph, list item, caption, table or chart."""

    kind: Kind
    """Its kind."""
    text: str = ""
    """Its text, with emphasis and note marks still in it; empty for tables and charts."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table, whose first row is its head, or of a chart (label, value)."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The whole document in printed order."""

    title: str
    """The top heading."""
    front: tuple[str, ...]
    """The lines of the cover below the title."""
    blocks: tuple[Block, ...]
    """The body."""
    notes: dict[int, str]
    """The text of each note by its number."""

    def headings(self) -> list[Block]:
        """The sections and subsections in order, for the contents page and the outline."""
        return [block for block in self.blocks if block.kind in ("section", "subsection")]


def plain(text: str) -> str:
    """Remove emphasis and note marks, as a reader does when quoting.

    >>> plain("**Power.** The line is late.[^3]")
    'Power. The line is late.'
    """
    return _NOTE_MARK.sub("", text).replace("**", "")


def parse(markdown: str) -> Briefing:
    r"""Read the briefing; every blank line ends a block.

    >>> briefing = parse("# Title\n\nBy us\n\n## One\n\nText.[^1]\n\n[^1]: A note.\n")
    >>> briefing.title, briefing.front, briefing.notes
    ('Title', ('By us',), {1: 'A note.'})
    >>> [block.kind for block in briefing.blocks]
    ['section', 'paragraph']
    """
    title = ""
    front: list[str] = []
    blocks: list[Block] = []
    notes: dict[int, str] = {}
    for chunk in re.split(r"\n{2,}", markdown.strip()):
        if note := _NOTE_BODY.match(chunk):
            notes[int(note[1])] = note[2]
        elif chunk.startswith("# "):
            title = chunk.removeprefix("# ")
        elif not blocks and not chunk.startswith("#"):
            front.append(chunk)
        else:
            blocks.extend(_blocks(chunk))
    return Briefing(title, tuple(front), tuple(blocks), notes)


def _blocks(chunk: str) -> Iterable[Block]:
    lines = chunk.splitlines()
    if lines[0].startswith("- "):
        return [Block("item", line.removeprefix("- ")) for line in lines]
    if lines[0].startswith("|"):
        return [
            Block("table", rows=_rows(line[1:-1] for line in lines if not _RULE_ROW.match(line)))
        ]
    if lines[0] == "```chart":
        return [Block("chart", rows=_rows(lines[1:-1]))]
    for start, kind in _STARTS:
        if start.match(chunk):
            return [Block(kind, chunk.lstrip("# "))]
    return [Block("paragraph", chunk)]


def _rows(lines: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines)
