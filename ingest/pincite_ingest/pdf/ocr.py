"""Pages that are only images, read by the optional extra ``ocr`` (rapidocr).

What is recognised becomes glyphs, one for each character, as if the page had been set in them; so
lines, columns, paragraphs, places and highlights come from the same steps as on any other page.
rapidocr carries its models in its wheel, and only those are used: nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pincite_ingest import memory
from pincite_ingest.errors import DocumentError
from pincite_ingest.pdf.glyphs import ASCENT, DESCENT, PageGlyphs
from pincite_ingest.pdf.pdfium import opened, opened_page
from pincite_ingest.render import Pixels, draw_page

INSTALL = "pip install 'pincite[ocr]'"

DOTS_PER_INCH = 200

_DEEPEST = 8
"""Images are looked for in drawings within drawings down to here."""

Quad = NDArray[np.float64]
"""Four corners (left top, right top, right bottom, left bottom), x and y."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line as it was recognised, in points from the displayed top left corner."""

    text: str
    quad: Quad
    words: tuple[tuple[str, float, float], ...] = ()
    """Each word with where it begins and ends across the page, as far as is known."""


@cache
def recogniser() -> str:
    """The name and version of what recognises text here, or "" where the extra is not installed.

    Another version reads other characters, so this is part of a PDF's document id.
    """
    try:
        if importlib.util.find_spec("rapidocr") is None:
            return ""
        return f"rapidocr {metadata.version('rapidocr')}"
    except (ImportError, ValueError):
        return ""


def has_image(page: Any) -> bool:
    """Whether an image is drawn on a PDFium page."""
    count = raw.FPDFPage_CountObjects(page)
    return any(_holds_image(raw.FPDFPage_GetObject(page, number)) for number in range(count))


def _holds_image(drawn: Any, depth: int = 0) -> bool:
    kind = raw.FPDFPageObj_GetType(drawn)
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        return True
    if kind != raw.FPDF_PAGEOBJ_FORM or depth == _DEEPEST:
        return False
    count = raw.FPDFFormObj_CountObjects(drawn)
    return any(
        _holds_image(raw.FPDFFormObj_GetObject(drawn, number), depth + 1) for number in range(count)
    )


def read_image(data: bytes, source: str, password: str | None, page: PageGlyphs) -> PageGlyphs:
    """The page with the glyphs that are recognised on it, or as it was where it has no image."""
    with (
        opened(data, source, password) as document,
        opened_page(document, page.index - 1) as handle,
    ):
        if handle is None or not has_image(handle):
            return page
        pixels, factor = draw_page(handle, DOTS_PER_INCH / 72)
    return as_glyphs(page, _recognise(pixels, factor, source, page.index))


def _recognise(pixels: Pixels, factor: float, source: str, index: int) -> list[Recognised]:
    engine = _engine()
    if engine is None:
        raise DocumentError(
            source,
            "it has pages that are images, and the installed rapidocr carries no models",
            "Install another release of it: pip install --upgrade rapidocr.",
        )
    try:
        found = engine(np.ascontiguousarray(pixels[:, :, ::-1]))  # it takes blue first
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, it is one page that cannot be recognised
        raise DocumentError(
            source,
            f"text recognition (OCR) broke on page {index} ({type(error).__name__})",
            "Add it without this page, or raise the limit (max_memory_bytes).",
        ) from error
    if found.boxes is None or not found.txts:
        return []
    words: Sequence[Any] = found.word_results or ()
    if len(words) != len(found.txts):
        words = [()] * len(found.txts)
    return [
        Recognised(
            text,
            np.asarray(quad, np.float64) / factor,
            tuple(
                (
                    word,
                    float(np.min(box, axis=0)[0] / factor),
                    float(np.max(box, axis=0)[0] / factor),
                )
                for word, _score, box in parts
                if box is not None
            ),
        )
        for text, quad, parts in zip(found.txts, found.boxes, words, strict=True)
    ]


@cache
def _engine() -> Any:
    """The recogniser with the models of its wheel, or None where that has none.

    Loading it is not the document's expense.
    """
    models = {}
    for file in metadata.files("rapidocr") or ():
        for part in ("det", "cls", "rec"):
            if file.suffix == ".onnx" and f"_{part}_" in f"_{file.stem}_":
                models[f"{part.capitalize()}.model_path"] = str(file.locate())
    if len(models) != 3:
        return None
    with memory.uncounted():
        from rapidocr import RapidOCR

        return RapidOCR(
            params={
                **models,
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                "Global.max_side_len": 2400,
                "Det.limit_type": "max",
                "Det.limit_side_len": 1536,
                "Rec.rec_batch_num": 1,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
            }
        )


def as_glyphs(page: PageGlyphs, lines: Sequence[Recognised]) -> PageGlyphs:
    """The page with a glyph for each recognised character, its box cut evenly from its word's.

    >>> quad = np.array([(10.0, 20.0), (70.0, 20.0), (70.0, 32.0), (10.0, 32.0)])
    >>> page = as_glyphs(PageGlyphs(1, 100, 100), [Recognised("to be", quad)])
    >>> page.text, page.boxes[[0, 4], 0].tolist(), page.boxes[4, 2].item()
    ('to be\\n', [10.0, 58.0], 70.0)
    """
    made = PageGlyphs(page.index, page.width, page.height)
    lines = [line for line in lines if line.text.strip()]
    if not lines:
        return page
    sizes = _even_sizes(lines)
    boxes, feet, ems, upright = [], [], [], []
    for line, size in zip(lines, sizes, strict=True):
        tall = _is_tall(line)
        corners, base = (_down if tall else _across)(line, size)
        blank = np.array([character.isspace() for character in line.text])
        corners[blank] = 0.0
        boxes += [corners, np.zeros((1, 4))]
        feet += [base, base[-1:]]
        ems.append(np.full(len(line.text) + 1, size))
        upright.append(np.full(len(line.text) + 1, not tall))
    made.text = "".join(line.text + "\n" for line in lines)
    made.boxes = np.concatenate(boxes).astype(np.float32)
    made.feet = np.concatenate(feet).astype(np.float32)
    made.sizes = np.concatenate(ems).astype(np.float32)
    made.styles = np.zeros(len(made.text), np.int32)
    made.upright = np.concatenate(upright)
    return made


def _is_tall(line: Recognised) -> bool:
    """Whether a line runs down the page (or up: that is not told)."""
    width, height = np.ptp(line.quad, axis=0)
    return len(line.text) > 1 and bool(height > 1.5 * width)


def _even_sizes(lines: Sequence[Recognised]) -> list[float]:
    """Font sizes from the heights of boxes; what is nearly alike (no descenders) is made alike."""
    across = [np.linalg.norm(line.quad[3] - line.quad[0]) for line in lines]
    heights = np.array([
        np.ptp(line.quad[:, 0]) if _is_tall(line) else height
        for line, height in zip(lines, across, strict=True)
    ])  # fmt: skip
    weights = np.array([len(line.text) for line in lines])
    sizes = np.zeros(len(lines))
    left = np.arange(len(lines))
    while len(left):
        order = left[np.argsort(heights[left], kind="stable")]
        total = np.cumsum(weights[order])
        usual = heights[order[int(np.searchsorted(total, total[-1] / 2))]]
        alike = (heights[left] >= usual / 1.22) & (heights[left] <= usual * 1.22)
        sizes[left[alike]] = max(round(usual / 1.1 * 2) / 2, 0.5)
        left = left[~alike]
    return [float(size) for size in sizes]


def _across(line: Recognised, size: float) -> tuple[Quad, Quad]:
    """Boxes and feet of a line that runs across, following its slant."""
    edges = _edges(line)
    middles = (edges[:-1] + edges[1:]) / 2
    start, end = (line.quad[0] + line.quad[3]) / 2, (line.quad[1] + line.quad[2]) / 2
    slope = (end[1] - start[1]) / max(end[0] - start[0], 1e-6)
    base = start[1] + slope * (middles - start[0]) + (ASCENT - DESCENT) / 2 * size
    boxes = np.stack((edges[:-1], base - ASCENT * size, edges[1:], base + DESCENT * size), axis=1)
    return boxes, np.stack((edges[:-1], base), axis=1)


def _down(line: Recognised, size: float) -> tuple[Quad, Quad]:
    """Boxes and feet of a line that runs down the page."""
    (left, top), (right, bottom) = line.quad.min(axis=0), line.quad.max(axis=0)
    edges = np.linspace(top, bottom, len(line.text) + 1)
    count = len(line.text)
    boxes = np.stack((np.full(count, left), edges[:-1], np.full(count, right), edges[1:]), axis=1)
    return boxes, np.stack((np.full(count, left + DESCENT * size), edges[:-1]), axis=1)


def _edges(line: Recognised) -> NDArray[np.float64]:
    """Where each character begins across the page, and where the last one ends."""
    left, right = float(line.quad[[0, 3], 0].mean()), float(line.quad[[1, 2], 0].mean())
    known = {0: left, len(line.text): right}
    at = 0
    for word, begin, end in line.words:
        found = line.text.find(word, at)
        if found < 0:
            break
        at = found + len(word)
        known.setdefault(found, begin)
        known.setdefault(at, end)
    offsets = sorted(known)
    places = np.maximum.accumulate([min(max(known[offset], left), right) for offset in offsets])
    edges: NDArray[np.float64] = np.interp(np.arange(len(line.text) + 1), offsets, places)
    return edges
