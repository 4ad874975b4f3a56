"""The running text of a whole document: blocks in reading order, joined over columns and pages.

What interrupts the text (captions, pull quotes, tables, notes) is put right after the block that it
interrupts, never inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pincite_ingest.captions import CAPTION, SOURCE
from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.extraction.drop_caps import attach_initials
from pincite_ingest.pdf.extraction.lines import Line, PageLines
from pincite_ingest.pdf.layout.currency import join_signs
from pincite_ingest.pdf.layout.paragraphs import (
    ENDED,
    Draft,
    continues,
    learn_habits,
    rows_of,
    split_region,
)
from pincite_ingest.pdf.layout.regions import (
    Region,
    dominant_size,
    even_out,
    find_gutters,
    make_regions,
    reading_order,
    same_size,
)
from pincite_ingest.pdf.layout.roles import (
    NOTE_LABEL,
    Setting,
    assign_roles,
    at_foot,
    opens_note,
    page_setting,
)
from pincite_ingest.pdf.layout.tables import Table, attach_markers, find_tables


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
    answers: set[int] = field(default_factory=set)
    """Lines (by ``id``) that stand right of a label ("Name:"), as in a form: no headings."""


def take_apart(page: PageLines, body_size: float) -> PageFlow:
    """Regions, their roles and their order, for one page without its furniture."""
    setting = page_setting(page.lines, body_size)
    lines = attach_markers(attach_initials(page.lines))
    captions = [line for line in lines if CAPTION.match(line.text)]
    tables, lines = find_tables(join_signs(lines), captions)
    even_out(lines, setting.size)
    gutters = find_gutters(lines, setting.size)
    regions = make_regions(lines, gutters)
    roles = assign_roles(regions, setting, gutters, tables)
    running = [region for region in regions if region.lines and id(region) not in roles]
    floats = [
        (roles[id(region)], region) for region in regions if region.lines and id(region) in roles
    ]
    floats.sort(key=lambda item: (item[1].top, item[1].left))
    order = reading_order(running, gutters)
    return PageFlow(page.index, setting, order, floats, tables, _answers(lines))


def _answers(lines: list[Line]) -> set[int]:
    labels = [line for line in lines if line.text.endswith(":")]
    return {
        id(line)
        for line in lines
        for label in labels
        if label.right <= line.left and abs(label.base - line.base) < 0.4 * line.size
    }


def join_pages(pages: list[PageFlow]) -> list[Draft]:
    """Blocks of the whole document in order, each followed by what stands after it."""
    habits = learn_habits([region for page in pages for region in page.running])
    drafts: list[Draft] = []
    open_block: Draft | None = None
    edge = 0.0
    head = Draft(BlockKind.FURNITURE, [])  # holds what stands before the first block
    note: Draft | None = None  # the last note of the page before
    for page in pages:
        if note is not None:
            _carry_note(page, note)
        placed: list[tuple[Draft, Line]] = []
        before = drafts[-1] if drafts else head
        for region in page.running:
            for number, draft in enumerate(split_region(region, page.setting, habits)):
                if draft.kind is BlockKind.HEADING and id(draft.lines[0]) in page.answers:
                    draft.kind = BlockKind.PARAGRAPH
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
        note = _place_floats(page, placed, before, note)
    return [*head.after, *(block for draft in drafts for block in (draft, *draft.after))]


def _carry_note(page: PageFlow, note: Draft) -> None:
    """Finds the rest of the last page's note, which opens without a mark, and makes it a note."""
    last = note.lines[-1]
    if ENDED.search(last.text):
        return
    regions = [*page.running, *(region for _, region in page.floats)]
    rest = [
        region
        for region in regions
        if same_size(region.size, last.size)
        and region.size < 0.97 * page.setting.size
        and not (CAPTION.match(region.text) or SOURCE.match(region.text))
        and at_foot(region, regions, page.setting)
    ]
    top = min(rest, key=lambda region: region.top, default=None)
    if top is None or opens_note(top.lines[0]) or (BlockKind.NOTE, top) in page.floats:
        return
    page.running = [region for region in page.running if region is not top]
    page.floats = [(kind, region) for kind, region in page.floats if region is not top]
    page.floats.append((BlockKind.NOTE, top))


def _place_floats(
    page: PageFlow, placed: list[tuple[Draft, Line]], before: Draft, note: Draft | None
) -> Draft | None:
    """Puts each float after the block whose lines come before it on the page.

    ``note`` is the last page's last one, which the first here may carry on; given back is this
    page's.
    """
    floats: list[tuple[float, float, Draft, bool]] = []
    for kind, region in page.floats:
        for draft in _float_drafts(kind, region):
            floats.append((draft.lines[0].top, region.left, draft, kind is BlockKind.NOTE))
    for table in page.tables:
        floats.append((table.top, table.left, Draft(BlockKind.TABLE, [], rows=table.rows), False))
    ordered = sorted(floats, key=lambda item: (item[3], item[0], item[1]))
    notes = [draft for _, _, draft, is_note in ordered if is_note]
    carried = (
        notes[0] if notes and note is not None and not _is_labelled(notes[0].lines[0]) else None
    )
    if carried is not None and note is not None:
        note.lines += carried.lines
    for top, left, draft, is_note in ordered:
        if draft is carried:
            continue
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
    if carried is not None and len(notes) == 1:
        return note
    return notes[-1] if notes else None


def _float_drafts(kind: BlockKind, region: Region) -> list[Draft]:
    rows = rows_of(region)
    if kind is not BlockKind.NOTE:
        return [Draft(kind, rows)]
    drafts: list[Draft] = []
    for line in rows:
        labelled = opens_note(line) or line.text[:1] in "*†‡§"
        if drafts and not (labelled or _numbered_on(drafts[-1], line)):
            drafts[-1].lines.append(line)
        else:
            drafts.append(Draft(BlockKind.NOTE, [line]))
    return drafts


def _is_labelled(line: Line) -> bool:
    label = NOTE_LABEL.match(line.text)
    return opens_note(line) or (label is not None and not label.group().isalpha())


def _numbered_on(last: Draft, line: Line) -> bool:
    """Whether a line opens with the number after the last note's."""
    one, two = last.lines[0].text.split(" ", 1)[0], line.text.split(" ", 1)[0]
    one, two = one.rstrip(".)"), two.rstrip(".)")
    return one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1


def body_size_of(pages: list[PageLines]) -> float:
    """The font size of most of the document's text."""
    return dominant_size([line for page in pages for line in page.lines])
