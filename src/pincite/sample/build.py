"""Typeset the briefing: ``python -m pincite.sample.build`` writes the PDF beside its Markdown.

It needs reportlab, which Pincite itself does not. The same source and the same
versions give the same bytes, so a test can check that the committed PDF is up to date.
"""

import io
import zlib
from pathlib import Path
from typing import Any

import reportlab
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from pincite.sample import MARKDOWN, PDF
from pincite.sample.elements import Setter, height_of, markup
from pincite.sample.pages import NOTE_GAP, Element, Page, paginate
from pincite.sample.source import Block, Briefing, parse, plain
from pincite.sample.styles import (
    BOLD,
    INK,
    ITALIC,
    ROMAN,
    SHEET,
    STYLES,
    TINT,
    register_fonts,
)

__all__ = ["AUTHOR", "build", "made_with"]

AUTHOR = "The Pincite authors"

_LEFT, _TOP, _BOTTOM = 78.0, 78.0, 66.0
_WIDTH = SHEET[0] - 2 * _LEFT
_HEIGHT = SHEET[1] - _TOP - _BOTTOM
_FRONT_PAGES = 2


def made_with() -> str:
    """The versions that determine the bytes; the PDF records them as its creator."""
    return f"pincite.sample.build, reportlab {reportlab.Version}, zlib {zlib.ZLIB_RUNTIME_VERSION}"


def build(markdown: str) -> bytes:
    """Typeset the briefing and return the bytes of the PDF."""
    register_fonts()
    briefing = parse(markdown)
    setter = Setter(_WIDTH)
    notes = {number: setter.note(number, text) for number, text in briefing.notes.items()}
    pages = paginate(
        setter.elements(briefing), _HEIGHT, lambda number: _outer_height(notes[number])
    )
    target = io.BytesIO()
    font: Any = ROMAN  # the stubs take the name of a font for a number
    canvas = Canvas(target, SHEET, invariant=1, initialFontName=font, lang="en-GB")
    _describe(canvas, briefing)
    _draw_cover(canvas, briefing)
    _draw_contents(canvas, briefing, pages)
    _draw_body(canvas, briefing, pages, notes)
    canvas.save()
    return target.getvalue()


def _outer_height(note: Paragraph) -> float:
    return height_of(note, _WIDTH) + STYLES["note"].spaceAfter


def _describe(canvas: Canvas, briefing: Briefing) -> None:
    canvas.setTitle(briefing.title)
    canvas.setAuthor(AUTHOR)
    canvas.setSubject(briefing.front[0])
    canvas.setCreator(made_with())
    canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    canvas.addPageLabel(_FRONT_PAGES, "ARABIC", 1)


def _draw_cover(canvas: Canvas, briefing: Briefing) -> None:
    width, height = SHEET
    canvas.setFillColor(TINT)
    canvas.rect(0, height - 150, width, 150, stroke=0, fill=1)
    canvas.rect(_LEFT, 150, 60, 3, stroke=0, fill=1)
    title, _, subtitle = briefing.title.partition(": ")
    top = height - 250
    for text, style in ((title, "cover-title"), (subtitle, "cover-subtitle")):
        top = _draw_text(canvas, text, style, top)
    top = _draw_text(canvas, briefing.front[0], "cover-line", top)
    foot = 132.0
    for text in briefing.front[1:]:
        foot = _draw_text(canvas, text, "cover-line", foot)
    canvas.showPage()


def _draw_text(canvas: Canvas, text: str, style: str, top: float) -> float:
    paragraph = Paragraph(markup(text), STYLES[style])
    bottom = top - height_of(paragraph, _WIDTH)
    paragraph.drawOn(canvas, _LEFT, bottom)
    return bottom - STYLES[style].spaceAfter


def _draw_contents(canvas: Canvas, briefing: Briefing, pages: list[Page]) -> None:
    labels = _heading_labels(pages)
    y = SHEET[1] - _TOP - 20
    canvas.setFillColor(TINT)
    canvas.setFont(BOLD, 20)
    canvas.drawString(_LEFT, y, "Contents")
    y -= 14
    for place, heading in enumerate(briefing.headings()):
        is_section = heading.kind == "section"
        y -= 17.5 if is_section else 12.2
        _draw_contents_line(canvas, plain(heading.text), labels[place], y, is_section=is_section)
        canvas.linkRect("", _key(place), (_LEFT, y - 3, _LEFT + _WIDTH, y + 9), relative=1)
    _draw_folio(canvas, "ii")
    canvas.showPage()


def _draw_contents_line(
    canvas: Canvas, text: str, label: str, y: float, *, is_section: bool
) -> None:
    font, size, indent = (BOLD, 10.6, 0.0) if is_section else (ROMAN, 10.0, 16.0)
    canvas.setFillColor(TINT if is_section else INK)
    canvas.setFont(font, size)
    canvas.drawString(_LEFT + indent, y, text)
    canvas.drawRightString(_LEFT + _WIDTH, y, label)
    if not is_section:
        start = _LEFT + indent + canvas.stringWidth(text, font, size) + 6
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.4)
        canvas.setDash(0.6, 3.4)
        canvas.line(start, y + 1, _LEFT + _WIDTH - 18, y + 1)
        canvas.restoreState()


def _draw_body(
    canvas: Canvas, briefing: Briefing, pages: list[Page], notes: dict[int, Paragraph]
) -> None:
    headings = briefing.headings()
    section = ""
    for number, page in enumerate(pages, start=1):
        opened = [
            (placed.top, headings[placed.element.heading].text)
            for placed in page.placed
            if placed.element.heading is not None
            and headings[placed.element.heading].kind == "section"
        ]
        if opened and opened[0][0] == 0:
            section = opened[0][1]
        _draw_running_head(canvas, briefing, section)
        section = opened[-1][1] if opened else section
        for placed in page.placed:
            _draw_placed(canvas, headings, placed.element, SHEET[1] - _TOP - placed.top)
        _draw_notes(canvas, [notes[mark] for mark in page.notes])
        _draw_folio(canvas, str(number))
        canvas.showPage()


def _draw_placed(canvas: Canvas, headings: list[Block], element: Element, top: float) -> None:
    if element.heading is not None:
        heading = headings[element.heading]
        key = _key(element.heading)
        canvas.bookmarkHorizontal(key, 0, top + 12)
        canvas.addOutlineEntry(plain(heading.text), key, 0 if heading.kind == "section" else 1)
    element.flowable.drawOn(canvas, _LEFT, top - element.height)


def _draw_running_head(canvas: Canvas, briefing: Briefing, section: str) -> None:
    y = SHEET[1] - 52
    canvas.setFillColor(INK)
    canvas.setFont(ITALIC, 9)
    canvas.drawString(_LEFT, y, briefing.title.partition(": ")[0])
    canvas.drawRightString(_LEFT + _WIDTH, y, section)
    canvas.setStrokeColor(TINT)
    canvas.setLineWidth(0.5)
    canvas.line(_LEFT, y - 6, _LEFT + _WIDTH, y - 6)


def _draw_notes(canvas: Canvas, notes: list[Paragraph]) -> None:
    top = _BOTTOM + sum(map(_outer_height, notes))
    if notes:
        rule = top + NOTE_GAP / 2 - 2
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.4)
        canvas.line(_LEFT, rule, _LEFT + 90, rule)
    for note in notes:
        note.drawOn(canvas, _LEFT, top - height_of(note, _WIDTH))
        top -= _outer_height(note)


def _draw_folio(canvas: Canvas, label: str) -> None:
    canvas.setFillColor(INK)
    canvas.setFont(ROMAN, 9.4)
    canvas.drawCentredString(SHEET[0] / 2, 44, label)


def _heading_labels(pages: list[Page]) -> dict[int, str]:
    return {
        placed.element.heading: str(number)
        for number, page in enumerate(pages, start=1)
        for placed in page.placed
        if placed.element.heading is not None
    }


def _key(place: int) -> str:
    return f"heading-{place}"


def main(target: Path = PDF) -> None:
    """Write the PDF."""
    target.write_bytes(build(MARKDOWN.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
