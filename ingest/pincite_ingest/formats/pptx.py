"""PPTX: each slide is a page, and its title is the section of what stands on it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from pincite_ingest.document import BlockKind, Document, Page, Span
from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.archive import damaged
from pincite_ingest.formats.composition import Composition
from pincite_ingest.limits import Limits

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def read_pptx(data: bytes, source: str, id: str, limits: Limits) -> Document:
    """A presentation as a document with one page a slide."""
    try:
        from pptx import Presentation
    except ImportError as error:
        raise DocumentError(
            source, "reading PPTX needs python-pptx", "Install it: pip install python-pptx."
        ) from error
    composition = Composition()
    pages = []
    try:
        presentation = Presentation(io.BytesIO(data))
        for number, slide in enumerate(presentation.slides, start=1):
            first = len(composition.blocks)
            _add_slide(composition, slide)
            added = composition.blocks[first:]
            spans = (Span(added[0].start, added[-1].end),) if added else ()
            pages.append(Page(number, str(number), spans))
        title = presentation.core_properties.title or ""
    except MemoryError:
        raise
    except Exception as error:  # a library's own, on a file that is not quite right
        raise damaged(source) from error
    return composition.document(source, id, MEDIA_TYPE, limits, title=title, pages=pages)


def _add_slide(composition: Composition, slide: Any) -> None:
    composition.headings = []
    title = slide.shapes.title
    if title is not None:
        composition.add_heading(1, title.text_frame.text.replace("\v", " ").strip())
    for shape in _in_order(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_table:
            rows = ([cell.text for cell in row.cells] for row in shape.table.rows)
            composition.add_table([[" ".join(text.split()) for text in row] for row in rows])
        elif shape.has_chart:
            composition.add_table(_chart_rows(shape.chart))
        elif shape.has_text_frame:
            _add_lines(composition, shape.text_frame.text)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        _add_lines(composition, slide.notes_slide.notes_text_frame.text)


def _add_lines(composition: Composition, text: str) -> None:
    """Each line of a text frame is a point of its own."""
    for line in text.replace("\v", "\n").split("\n"):
        composition.add(BlockKind.PARAGRAPH, " ".join(line.split()))


def _in_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """Shapes from the top down and from the left, with groups taken apart."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _chart_rows(chart: Any) -> list[list[str]]:
    """A chart's figures: one row a category, one column a series."""
    plot = chart.plots[0]
    series = list(plot.series)
    rows = [["", *(each.name or "" for each in series)]]
    for at, category in enumerate(plot.categories):
        values = (each.values[at] if at < len(each.values) else None for each in series)
        rows.append([str(category), *("" if value is None else f"{value:g}" for value in values)])
    return rows
