"""Reading a PDF: one ordered table of steps, each of which fills in more of one value."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import PurePath
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pincite_ingest.document import BlockKind, Document, Page, Span
from pincite_ingest.errors import DocumentError
from pincite_ingest.limits import Limits
from pincite_ingest.pdf import missing_text, ocr, page_labels, structure
from pincite_ingest.pdf.extraction.glyphs import Floats, PageGlyphs, read_glyphs
from pincite_ingest.pdf.extraction.hyphens import Vocabulary
from pincite_ingest.pdf.extraction.lines import Line, PageLines, read_lines
from pincite_ingest.pdf.extraction.note_marks import Marks
from pincite_ingest.pdf.layout import headings, outline, sections, slides
from pincite_ingest.pdf.layout.contents import split_contents
from pincite_ingest.pdf.layout.paragraphs import Draft
from pincite_ingest.pdf.layout.reading_order import PageFlow, body_size_of, join_pages, take_apart
from pincite_ingest.pdf.layout.running_heads import split_furniture, split_line_numbers
from pincite_ingest.pdf.pdfium import opened, opened_page
from pincite_ingest.pdf.text import Composition, Piece, compose_block
from pincite_ingest.tables import tables_of

A_SCAN = 0.7
"""An image that covers more of a page than this may be the page, scanned."""

_NO_LETTERS = re.compile("[\ue000-\uf8ff\ufffd]")
"""A font's own codes, and what has none: which letters they draw is not told."""

A_STAMP = 200
"""Fewer characters than this on it may be a stamp, a running head, a page number."""


@dataclass(slots=True)
class Reading:
    """A PDF on its way from glyphs to a document."""

    data: bytes
    source: str
    password: str | None
    limits: Limits
    started: float = field(default_factory=time.monotonic)
    stated_labels: list[str] = field(default_factory=list)
    outline: list[structure.OutlineEntry] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    glyphs: list[PageGlyphs] = field(default_factory=list)
    lines: list[PageLines] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    body_size: float = 10.0
    line_numbers: dict[int, list[Line]] = field(default_factory=dict)
    furniture: dict[int, list[Line]] = field(default_factory=dict)
    contents: dict[int, list[Line]] = field(default_factory=dict)
    page_labels: list[str] = field(default_factory=list)
    flows: list[PageFlow] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    composition: Composition = field(default_factory=Composition)
    warnings: list[str] = field(default_factory=list)


def read_pdf(data: bytes, source: str, id: str, password: str | None, limits: Limits) -> Document:
    """A PDF as a document; raises a :class:`DocumentError` where it cannot be read."""
    reading = Reading(data, source, password, limits)
    for _name, step in STEPS:
        step(reading)
    return _document(reading, id)


def _open(reading: Reading) -> None:
    with opened(reading.data, reading.source, reading.password) as document:
        count = raw.FPDF_GetPageCount(document)
        if count <= 0:
            raise DocumentError(
                reading.source,
                "it has no pages that can be found",
                "Save it anew from a PDF viewer.",
            )
        if count > reading.limits.max_pages:
            raise DocumentError(
                reading.source,
                f"it has {count:,} pages and the limit is {reading.limits.max_pages:,}",
                "Split it, or raise the limit.",
            )
        reading.stated_labels = structure.page_labels(document, count)
        reading.outline = structure.outline(document)
        reading.metadata = structure.metadata(document)
        characters = 0
        for index in range(1, count + 1):
            page = _read_page(document, index)
            if page is None:
                reading.broken.append(index)
                page = PageGlyphs(index, 612.0, 792.0)
            characters += len(page.text)
            if characters > reading.limits.max_characters:
                raise DocumentError(
                    reading.source,
                    f"it has over {reading.limits.max_characters:,} characters",
                    "Split it, or raise the limit.",
                )
            reading.glyphs.append(page)


def _read_page(document: Any, index: int) -> PageGlyphs | None:
    with opened_page(document, index - 1) as page:
        return None if page is None else read_glyphs(page, index, {})


def _images(reading: Reading) -> None:
    """Pages without text are looked at by the extra ``ocr``, where it is installed.

    So are images with little text on them, as a scan has a stamp: what is recognised counts if it
    is more.
    """
    if not ocr.recogniser():
        return
    deadline = reading.started + ocr.SHARE_OF_TIME * reading.limits.max_seconds
    for at, page in enumerate(reading.glyphs):
        has_text = page.boxes.any()
        stamped = has_text and page.pictured > A_SCAN and len(page.text) < A_STAMP
        if page.index in reading.broken or (has_text and not stamped):
            continue
        try:
            found = ocr.read_image(reading.data, reading.source, reading.password, page, deadline)
        except ocr.OutOfTime:
            deadline = 0.0  # no other page is begun
            reading.unread.append(page.index)
            continue
        if found is not page and len(found.text) > 2 * len(page.text) * has_text:
            reading.glyphs[at] = found
            reading.recognised.append(page.index)


def _lines(reading: Reading) -> None:
    reading.lines = [read_lines(page) for page in reading.glyphs]
    reading.empty = [page.index for page in reading.lines if not page.lines]


def _body(reading: Reading) -> None:
    reading.body_size = body_size_of(reading.lines)


def _furniture(reading: Reading) -> None:
    reading.line_numbers = split_line_numbers(reading.lines)
    reading.furniture = split_furniture(reading.lines, reading.body_size)


def _silent(reading: Reading) -> None:
    """Refuses a file without text, and names the pages that have none."""
    pictures = [
        lines.index
        for lines, page in zip(reading.lines, reading.glyphs, strict=True)
        if not lines.lines and lines.index not in reading.empty and page.pictured > A_SCAN
    ]
    seconds = ocr.SHARE_OF_TIME * reading.limits.max_seconds
    if len(reading.empty) + len(pictures) == len(reading.lines):
        raise missing_text.refusal(reading.source, reading.unread, seconds)
    told = (*reading.broken, *reading.unread)
    inked = {page.index: "".join(page.text.split()) for page in reading.glyphs}
    reading.warnings += missing_text.warnings(
        recognised=[index for index in reading.recognised if index not in reading.empty],
        empty=[index for index in reading.empty if index not in told],
        pictures=[index for index in pictures if index not in told],
        unread=reading.unread,
        broken=[index for index in reading.empty if index in reading.broken],
        unlettered=[
            index for index, text in inked.items() if 2 * len(_NO_LETTERS.findall(text)) > len(text)
        ],
        seconds=seconds,
    )


def _labels(reading: Reading) -> None:
    reading.page_labels = page_labels.choose_labels(reading.stated_labels, reading.furniture)


def _contents(reading: Reading) -> None:
    reading.contents = split_contents(reading.lines)


def _regions(reading: Reading) -> None:
    for page in reading.lines:
        flow = take_apart(page, reading.body_size)
        flow.running = outline.isolate_titles(page.index, flow.running, reading.outline)
        reading.flows.append(flow)


def _blocks(reading: Reading) -> None:
    reading.drafts = join_pages(reading.flows)


def _sections(reading: Reading) -> None:
    reading.drafts = headings.join_labels(reading.drafts)
    has_outline = outline.apply_outline(reading.drafts, reading.outline)
    deepest = max((draft.level for draft in reading.drafts), default=-1)
    contents = set(reading.contents)
    reading.drafts = headings.merge_broken(reading.drafts)
    headings.drop_repeated(reading.drafts)
    headings.demote_table_heads(reading.drafts, contents, reading.body_size)
    sizes = [(page.width, page.height) for page in reading.glyphs]
    deck = not has_outline and slides.is_deck(sizes, [len(page.text) for page in reading.glyphs])
    if deck:
        slides.mark_titles(reading.drafts, sizes)
    cover = headings.cover_pages(reading.drafts, len(reading.lines), contents)
    base = deepest + 1 if has_outline else int(deck)
    sections.rank_headings(reading.drafts, base, cover, contents)


def _side_matter(reading: Reading) -> None:
    """Furniture goes to the end of the text, in page order: nothing printed is lost."""
    kept = [draft for draft in reading.drafts if draft.kind is not BlockKind.FURNITURE]
    apart = [draft for draft in reading.drafts if draft.kind is BlockKind.FURNITURE]
    for page in reading.lines:
        for line in (*reading.contents.get(page.index, ()), *reading.furniture[page.index]):
            apart.append(Draft(BlockKind.FURNITURE, [line]))
        if numbers := reading.line_numbers[page.index]:
            apart.append(Draft(BlockKind.FURNITURE, numbers))
    apart.sort(key=lambda draft: draft.lines[0].page)
    reading.drafts = kept + apart


def _compose(reading: Reading) -> None:
    vocabulary = Vocabulary(
        line.text for draft in reading.drafts for line in draft.lines if not line.sideways
    )
    notes = {
        re.split(r"[\s.)]", draft.lines[0].text, maxsplit=1)[0]
        if not draft.lines[0].raised
        else draft.lines[0].text[: draft.lines[0].raised[0][1]]
        for draft in reading.drafts
        if draft.kind is BlockKind.NOTE
    }
    marks = Marks(frozenset(notes))
    reading.pieces = [compose_block(draft, vocabulary, marks) for draft in reading.drafts]
    paths = sections.section_paths(reading.drafts, [piece.text for piece in reading.pieces])
    for draft, section, piece in zip(reading.drafts, paths, reading.pieces, strict=True):
        reading.composition.add_block(draft.kind, section, piece)


STEPS: tuple[tuple[str, Callable[[Reading], None]], ...] = (
    ("open the file and take each page's glyphs", _open),
    ("recognise text on pages that are only images", _images),
    ("make lines", _lines),
    ("find the size of running text", _body),
    ("take out running heads, feet, page and line numbers", _furniture),
    ("name the pages without text", _silent),
    ("choose the printed labels", _labels),
    ("take out tables of contents", _contents),
    ("make regions, their roles and their order", _regions),
    ("make blocks and join them over pages", _blocks),
    ("find sections", _sections),
    ("put furniture at the end", _side_matter),
    ("compose the canonical text", _compose),
)
"""The order of reading a PDF."""


def _document(reading: Reading, id: str) -> Document:
    made = reading.composition
    text = "".join(made.texts)
    if not text.strip():
        raise DocumentError(
            reading.source,
            "it has no text that can be read as letters",
            "Add a file that has text.",
        )
    pages = np.concatenate(made.pages)
    boxes = _boxes(reading.glyphs, pages, np.concatenate(made.glyphs))
    marked = np.zeros(len(text) + 1, np.bool_)
    marked[[mark.offset for mark in made.note_marks]] = True
    _fill_spaces(boxes, pages, marked)
    edges = (np.flatnonzero(np.diff(pages)) + 1).tolist()
    spans: dict[int, list[Span]] = {}
    for start, end in zip([0, *edges], [*edges, len(pages)], strict=True):
        spans.setdefault(int(pages[start]), []).append(Span(start, end))
    return Document(
        id=_identity(id, reading.unread),
        title=_title(reading),
        source=reading.source,
        media_type="application/pdf",
        text=text,
        blocks=tuple(made.blocks),
        pages=tuple(
            _page(page, label, tuple(spans.get(page.index, ())), boxes)
            for page, label in zip(reading.glyphs, reading.page_labels, strict=True)
        ),
        note_marks=tuple(made.note_marks),
        tables=tables_of(text, made.blocks),
        metadata=reading.metadata,
        warnings=tuple(reading.warnings),
    )


def _identity(id: str, unread: list[int]) -> str:
    """A reading that ran out of time has an id of its own, so adding it again reads it anew."""
    return hashlib.sha256(f"{id} without {unread}".encode()).hexdigest()[:32] if unread else id


def _boxes(
    pages: list[PageGlyphs], page_of: NDArray[np.int32], glyph_of: NDArray[np.int32]
) -> Floats:
    """The box of each character of the text; zeros for what no glyph draws."""
    before = np.cumsum([0, 0, *(len(page.boxes) for page in pages)])  # page indices start at 1
    boxes = np.zeros((len(page_of), 4), np.float32)
    drawn = np.flatnonzero(glyph_of >= 0)
    boxes[drawn] = np.concatenate([page.boxes for page in pages])[
        before[page_of[drawn]] + glyph_of[drawn]
    ]
    return boxes


def _page(page: PageGlyphs, label: str, spans: tuple[Span, ...], boxes: Floats) -> Page:
    parts = (boxes[span.start : span.end].astype("<f4", copy=False).tobytes() for span in spans)
    return Page(page.index, label, spans, page.width, page.height, b"".join(parts))


def _fill_spaces(boxes: Floats, pages: NDArray[np.int32], marked: NDArray[np.bool_]) -> None:
    """A space within a line gets the room between its neighbours, if nothing else stood there.

    So the boxes of a run of words touch, and where a note mark was taken out they do not.
    """
    drawn = (boxes[:, 2] != 0) | (boxes[:, 3] != 0)
    at = np.flatnonzero(drawn[:-2] & ~drawn[1:-1] & drawn[2:]) + 1
    at = at[~(marked[at] | marked[at + 1]) & (pages[at - 1] == pages[at + 1])]
    (_, top, right, bottom), (x1, y1, _, y2) = boxes[at - 1].T, boxes[at + 1].T
    height = np.maximum(bottom - top, y2 - y1)
    gap = x1 - right
    level = np.minimum(bottom, y2) - np.maximum(top, y1)
    fits = (gap > 0) & (gap < 1.6 * height) & (level > 0.4 * height)
    room = np.stack((right, np.minimum(top, y1), x1, np.maximum(bottom, y2)), axis=1)
    boxes[at[fits]] = room[fits]


_JUNK_TITLE = re.compile(
    r"untitled([\s_-]*(document|presentation|\d+))?|(document|slide)\s*\d*"
    r"|microsoft (word|powerpoint)(\s*[-–].*)?"
    r"|.*\.(docx?|pdf|indd|tex|qxd|pptx?)(\W+(\d.*)?)?",
    re.IGNORECASE,
)
"""What programs call a file: their own name, a file's name, perhaps with a date after it."""


def _title(reading: Reading) -> str:
    """From the metadata if it says anything, else the first page's largest words, or the name."""
    stated = reading.metadata.get("title", "")
    if sum(map(str.isalpha, stated)) > 2 and not _JUNK_TITLE.fullmatch(stated):
        return stated
    first = [
        (draft.lines[0].size, piece.text)
        for draft, piece in zip(reading.drafts, reading.pieces, strict=True)
        if draft.lines and draft.lines[0].page == 1 and draft.kind is not BlockKind.FURNITURE
    ]
    if first:
        size, text = max(first, key=itemgetter(0))
        if 4 <= len(text) <= 200 and size > 1.15 * reading.body_size:
            return text
    return PurePath(reading.source).stem or reading.source
