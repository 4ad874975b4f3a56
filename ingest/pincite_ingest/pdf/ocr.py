"""Pages that are only images, read by the optional extra ``ocr`` (rapidocr).

What is recognised becomes glyphs, one for each character, as if the page had been set in them; so
lines, columns, paragraphs, places and highlights come from the same steps as on any other page.
rapidocr carries its models in its wheel, and only those are used: nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.util
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pincite_ingest.errors import DocumentError
from pincite_ingest.pdf.extraction.glyphs import ASCENT, DESCENT, PageGlyphs
from pincite_ingest.pdf.pdfium import opened, opened_page
from pincite_ingest.pdf.rendering import Pixels, draw_page
from pincite_ingest.sandbox import memory

INSTALL = "pip install 'pincite[ocr]'"

DOTS_PER_INCH = 200

SHARE_OF_TIME = 0.7
"""Of a file's seconds, what recognising may take up; the pages left are then named as unread."""

_ROOM = 2 * 1024**3
"""Address space that recognition may take to itself, in bytes, beyond the document's limit. Most
of it is only reserved: what it really fills stays under a gigabyte, as a page has at most
``MAX_PIXELS`` and is looked through at ``_DETECTION_SIDE``."""

_DETECTION_SIDE = 1280
"""Lines are looked for in the page scaled to this many pixels on its longer side."""

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
    size: float = 0.0
    """Font size measured from its ink; 0 where there was none to measure."""
    drop: float = 0.0
    """From the middle of the quad down to the base line, if there is a size."""


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


class OutOfTime(Exception):
    """A page was not done at its deadline."""


def read_image(
    data: bytes, source: str, password: str | None, page: PageGlyphs, deadline: float
) -> PageGlyphs:
    """The page with the glyphs that are recognised on it, or as it was where it has no image.

    Raises :class:`OutOfTime` when it is not done at ``deadline`` (by ``time.monotonic``).
    """
    with (
        opened(data, source, password) as document,
        opened_page(document, page.index - 1) as handle,
    ):
        if handle is None or not has_image(handle):
            return page
        if time.monotonic() >= deadline:
            raise OutOfTime
        pixels, factor = draw_page(handle, DOTS_PER_INCH / 72)
    return as_glyphs(page, _recognise(pixels, factor, source, page.index, deadline))


def _recognise(
    pixels: Pixels, factor: float, source: str, index: int, deadline: float
) -> list[Recognised]:
    def found_by_engine() -> Any:
        engine = _engine()  # loading it takes its time, too
        if engine is None:
            raise DocumentError(
                source,
                "it has pages that are images, and the installed rapidocr carries no models",
                "Install another release of it: pip install --upgrade rapidocr.",
            )
        return engine(np.ascontiguousarray(pixels[:, :, ::-1]))  # it takes blue first

    try:
        found = _by(deadline, found_by_engine)
    except (MemoryError, OutOfTime, DocumentError):
        raise
    except Exception as error:
        if "alloc" in str(error).lower():  # how ONNX Runtime says that there is no memory left
            raise MemoryError from error
        raise DocumentError(  # whatever it is, it is one page that cannot be recognised
            source,
            f"text recognition (OCR) broke on page {index} ({type(error).__name__})",
            "Add it without this page.",
        ) from error
    if found.boxes is None or not found.txts:
        return []
    words: Sequence[Any] = found.word_results or ()
    if len(words) != len(found.txts):
        words = [()] * len(found.txts)
    grey = pixels.mean(axis=2)
    lines = []
    quads = _aligned([np.asarray(quad, np.float64) for quad in found.boxes])
    for text, corners, parts in zip(found.txts, quads, words, strict=True):
        spans = [
            (word, np.min(box, axis=0)[0] / factor, np.max(box, axis=0)[0] / factor)
            for word, _score, box in parts
            if box is not None
        ]
        size, drop = _measure(grey, corners, text)
        lines.append(Recognised(text, corners / factor, tuple(spans), size / factor, drop / factor))
    return lines


def _by(deadline: float, work: Callable[[], Any]) -> Any:
    """What the work gives, if it is done by then. It cannot be broken off: the thread is left."""
    result: Future[Any] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=run, name="ocr", daemon=True).start()
    try:
        return result.result(max(deadline - time.monotonic(), 0.0))
    except TimeoutError:
        if result.done():
            raise
        raise OutOfTime from None


def _aligned(quads: list[Quad]) -> list[Quad]:
    """Lines that run across, all at the page's slant: one line's own is too rough to go by."""
    starts = np.array([quad[[0, 3]].mean(axis=0) for quad in quads])
    ends = np.array([quad[[1, 2]].mean(axis=0) for quad in quads])
    across = np.array([np.ptp(quad[:, 1]) <= 1.5 * np.ptp(quad[:, 0]) for quad in quads])
    runs = ends - starts
    across &= runs[:, 0] > 0
    if not across.any():
        return quads
    slopes, lengths = runs[across, 1] / runs[across, 0], runs[across, 0]
    order = np.argsort(slopes, kind="stable")
    total = np.cumsum(lengths[order])
    slope = slopes[order[int(np.searchsorted(total, total[-1] / 2))]]
    made = []
    for quad, start, end, is_across in zip(quads, starts, ends, across, strict=True):
        if is_across:
            half = np.linalg.norm(quad[3] - quad[0]) / 2
            middle, lean = (start[1] + end[1]) / 2, slope * (end[0] - start[0]) / 2
            quad = np.array([
                (start[0], middle - lean - half), (end[0], middle + lean - half),
                (end[0], middle + lean + half), (start[0], middle - lean + half),
            ])  # fmt: skip
        made.append(quad)
    return made


_RISING = re.compile(r"[A-Z0-9bdfhiklt\u0386-\uffff]")
_FALLING = re.compile(r"[gjpqyQ,;()$\u2e80-\uffff]")
_RISE, _X_HEIGHT, _FALL = 0.68, 0.46, 0.21
"""How far letters reach over and under the base line, in sizes."""


def _measure(grey: NDArray[np.float64], quad: Quad, text: str) -> tuple[float, float]:
    """A line's font size, and how far its base line is under the middle of its quad, in pixels.

    A detector's boxes are loose by more or less; the ink is not, and the text says how far its
    letters should reach. (0, 0) for a line that cannot be measured.
    """
    start, end = quad[[0, 3]].mean(axis=0), quad[[1, 2]].mean(axis=0)
    half = int(np.linalg.norm(quad[3] - quad[0]) / 2) + 1
    across = np.arange(max(round(start[0]), 0), min(round(end[0]), grey.shape[1]))
    if len(across) < 4:
        return 0.0, 0.0
    middle = np.interp(across, (start[0], end[0]), (start[1], end[1]))
    rows = np.rint(middle[None, :] + np.arange(-half, half + 1)[:, None]).astype(np.int64)
    strip = grey[np.clip(rows, 0, grey.shape[0] - 1), across[None, :]]
    contrast = np.abs(strip - np.median(strip))
    inked = (contrast > contrast.max() / 2).sum(axis=1)
    full = np.flatnonzero(inked > max(1.0, 0.015 * inked.max()))
    if contrast.max() < 40 or not len(full):
        return 0.0, 0.0
    fall = _FALL if _FALLING.search(text) else 0.0
    size = (full[-1] + 1 - full[0]) / ((_RISE if _RISING.search(text) else _X_HEIGHT) + fall)
    return float(size), float(full[-1] + 1 - half - fall * size)


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
    with memory.uncounted(_ROOM):
        from rapidocr import RapidOCR

        return RapidOCR(
            params={
                **models,
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                "Global.max_side_len": 2400,
                "Det.limit_type": "max",
                "Det.limit_side_len": _DETECTION_SIDE,
                "Global.use_cls": False,  # it turns good lines over more often than bad ones
                "Rec.rec_batch_num": 1,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
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


def _height(line: Recognised) -> float:
    if _is_tall(line):
        return float(np.ptp(line.quad[:, 0]))
    return float(np.linalg.norm(line.quad[3] - line.quad[0]))


def _even_sizes(lines: Sequence[Recognised]) -> list[float]:
    """Font sizes in half points; those that are nearly alike are made alike."""
    measured = np.array([line.size or _height(line) / 1.15 for line in lines])
    weights = np.array([len(line.text) for line in lines])
    sizes = np.zeros(len(lines))
    left = np.arange(len(lines))
    while len(left):
        order = left[np.argsort(measured[left], kind="stable")]
        total = np.cumsum(weights[order])
        usual = measured[order[int(np.searchsorted(total, total[-1] / 2))]]
        alike = (measured[left] >= usual / 1.15) & (measured[left] <= usual * 1.15)
        sizes[left[alike]] = max(round(usual * 2) / 2, 0.5)
        left = left[~alike]
    return [float(size) for size in sizes]


def _across(line: Recognised, size: float) -> tuple[Quad, Quad]:
    """Boxes and feet of a line that runs across, following its slant."""
    edges = _edges(line)
    middles = (edges[:-1] + edges[1:]) / 2
    start, end = (line.quad[0] + line.quad[3]) / 2, (line.quad[1] + line.quad[2]) / 2
    slope = (end[1] - start[1]) / max(end[0] - start[0], 1e-6)
    drop = line.drop if line.size else (ASCENT - DESCENT) / 2 * size
    base = start[1] + slope * (middles - start[0]) + drop
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
