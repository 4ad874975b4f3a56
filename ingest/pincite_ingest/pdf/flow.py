"""The running text of a whole document: blocks in reading order, joined over columns and pages.

What interrupts the text (captions, pull quotes, tables, notes) is put right after the block that it
interrupts, never inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.captions import CAPTION
from pincite_ingest.pdf.initials import attach_initials
from pincite_ingest.pdf.lines import Line, PageLines
from pincite_ingest.pdf.paragraphs import (
    Draft,
    continues,
    learn_habits,
    rows_of,
    split_region,
)
from pincite_ingest.pdf.regions import (
    Region,
    dominant_size,
    even_out,
    find_gutters,
    make_regions,
    reading_order,
)
from pincite_ingest.pdf.roles import Setting, assign_roles, page_setting
from pincite_ingest.pdf.tables import Table, attach_markers, find_tables


@dataclass(slots=True)
class PageFlow:
    """A page taken apart."""

    index: int
    setting: Setting
    running: list[Region]
    """Regions of running text and headings, in reading order."""
    floats: list[tuple[BlockKind, Region]]
    """Everything else, top to bottom."""
    tables: list[Table] = field(default_factory=list)


def take_apart(page: PageLines, body_size: float) -> PageFlow:
    """Regions, their roles and their order, for one page without its furniture."""
    setting = page_setting(page.lines, body_size)
    lines = attach_markers(attach_initials(page.lines))
    captions = [line for line in lines if CAPTION.match(line.text)]
    tables, lines = find_tables(lines, captions)
    even_out(lines, setting.size)
    gutters = find_gutters(lines, setting.size)
    regions = make_regions(lines, gutters)
    roles = assign_roles(regions, setting, gutters, tables)
    running = [region for region in regions if region.lines and id(region) not in roles]
    floats = [
        (roles[id(region)], region) for region in regions if region.lines and id(region) in roles
    ]
    floats.sort(key=lambda item: (item[1].top, item[1].left))
    return PageFlow(page.index, setting, reading_order(running), floats, tables)


def join_pages(pages: list[PageFlow]) -> list[Draft]:
    """Blocks of the whole document in order, each followed by what stands after it."""
    habits = learn_habits([region for page in pages for region in page.running])
    drafts: list[Draft] = []
    open_block: Draft | None = None
    edge = 0.0
    head = Draft(BlockKind.FURNITURE, [])  # holds what stands before the first block
    for page in pages:
        placed: list[tuple[Draft, Line]] = []
        before = drafts[-1] if drafts else head
        for region in page.running:
            for number, draft in enumerate(split_region(region, page.setting, habits)):
                if (
                    number == 0
                    and open_block is not None
                    and draft.kind is BlockKind.PARAGRAPH
                    and continues(open_block, draft.lines[0], habits, edge)
                ):
                    open_block.lines += draft.lines
                    placed += [(open_block, line) for line in draft.lines]
                else:
                    drafts.append(draft)
                    open_block = draft
                    placed += [(draft, line) for line in draft.lines]
            edge = region.right
        _place_floats(page, placed, before)
    return [*head.after, *(block for draft in drafts for block in (draft, *draft.after))]


def _place_floats(page: PageFlow, placed: list[tuple[Draft, Line]], before: Draft) -> None:
    """Puts each float after the block whose lines come before it on the page."""
    floats: list[tuple[float, float, Draft, bool]] = []
    for kind, region in page.floats:
        for draft in _float_drafts(kind, region):
            floats.append((draft.lines[0].top, region.left, draft, kind is BlockKind.NOTE))
    for table in page.tables:
        floats.append((table.top, table.left, Draft(BlockKind.TABLE, [], rows=table.rows), False))
    for top, left, draft, is_note in sorted(floats, key=lambda item: (item[3], item[0], item[1])):
        right = max((line.right for line in draft.lines), default=left + 1)
        over = [
            owner
            for owner, line in placed
            if line.top <= top and line.left < right and left < line.right
        ]
        anywhere = [owner for owner, line in placed if line.top <= top]
        if is_note and placed:
            anchor = placed[-1][0]
        else:
            anchor = over[-1] if over else anywhere[-1] if anywhere else before
        anchor.after.append(draft)


def _float_drafts(kind: BlockKind, region: Region) -> list[Draft]:
    rows = rows_of(region)
    if kind is not BlockKind.NOTE:
        return [Draft(kind, rows)]
    drafts: list[Draft] = []
    for line in rows:
        labelled = (line.raised and line.raised[0][0] == 0) or line.text[:1] in "*†‡§"
        if drafts and not (labelled or _numbered_on(drafts[-1], line)):
            drafts[-1].lines.append(line)
        else:
            drafts.append(Draft(BlockKind.NOTE, [line]))
    return drafts


def _numbered_on(last: Draft, line: Line) -> bool:
    """Whether a line opens with the number after the last note's."""
    one, two = last.lines[0].text.split(" ", 1)[0], line.text.split(" ", 1)[0]
    one, two = one.rstrip(".)"), two.rstrip(".)")
    return one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1


def body_size_of(pages: list[PageLines]) -> float:
    """The font size of most of the document's text."""
    return dominant_size([line for page in pages for line in page.lines])
