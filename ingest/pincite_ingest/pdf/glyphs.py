"""One pass over PDFium's glyphs: characters, boxes, sizes and styles, as arrays.

A call through ctypes costs about as much as all else that is done for a glyph, so each glyph gets
one (its loose box); the text comes in one piece, and font and size are asked once a word.
"""

from __future__ import annotations

import ctypes
from collections import deque
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pincite_ingest.pdf.pdfium import MAX_PAGE_POINTS, fast, pointer

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_unicode = fast(raw.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
_loose_box = fast(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_char_box = fast(raw.FPDFText_GetCharBox, _INT, _POINTER, _INT, *[_POINTER] * 4)
_origin = fast(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_text_object = fast(raw.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_matrix = fast(raw.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
_font_size = fast(raw.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
_font_of = fast(raw.FPDFTextObj_GetFont, _POINTER, _POINTER)
_fill_colour = fast(raw.FPDFPageObj_GetFillColor, _INT, _POINTER, *[_POINTER] * 4)
_font_flags = fast(raw.FPDFFont_GetFlags, _INT, _POINTER)
_font_weight = fast(raw.FPDFFont_GetWeight, _INT, _POINTER)
_font_name = fast(
    raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t
)

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]

ASCENT, DESCENT = 0.76, 0.22
"""A glyph's box reaches this far (in sizes) over and under the base line: the height of letters,
so that boxes of neighbouring lines stay apart and those of one line make an even bar."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a stretch of glyphs is set, its size apart."""

    family: str
    """The font's name without its subset tag and its weight."""
    bold: bool
    italic: bool
    colour: int
    """Fill colour as 0xRRGGBB."""


PLAIN = Style("", bold=False, italic=False, colour=0)


@dataclass(slots=True)
class PageGlyphs:
    """The glyphs of one page, in the order of its content stream; white space among them."""

    index: int
    """1-based."""
    width: float
    """In points, as displayed."""
    height: float
    text: str = ""
    """One code point a glyph, white space (also PDFium's own) included."""
    boxes: Floats = field(default_factory=lambda: np.zeros((0, 4), np.float32))
    """Left, top, right, bottom in points from the displayed top left corner."""
    feet: Floats = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    """Where on its base line each glyph starts, in the same coordinates."""
    sizes: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    """Font sizes as displayed, in points."""
    styles: Integers = field(default_factory=lambda: np.zeros(0, np.int32))
    """Index into ``palette``."""
    upright: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Whether the glyph runs from left to right on the displayed page."""
    palette: tuple[Style, ...] = (PLAIN,)


def page_size(page: Any) -> tuple[float, float]:
    """Width and height as displayed, in points."""
    width = float(raw.FPDF_GetPageWidthF(page))
    height = float(raw.FPDF_GetPageHeightF(page))
    if not (0 < width <= MAX_PAGE_POINTS and 0 < height <= MAX_PAGE_POINTS):
        return 612.0, 792.0
    return width, height


def displayed(page: Any, width: float, height: float) -> NDArray[np.float64]:
    """The 2 x 3 matrix from a page's own coordinates to points from its displayed top left corner.

    Asked of PDFium itself, so that rotation, crop box and odd media boxes are what it draws.
    """
    steps = 4096
    corners = []
    for across, down in ((0, 0), (steps, 0), (0, steps)):
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDF_DeviceToPage(page, 0, 0, steps, steps, 0, across, down, x, y)
        corners.append((x.value, y.value, 1.0))
    shown = np.array([(0.0, 0.0), (width, 0.0), (0.0, height)])
    try:
        return np.linalg.solve(np.array(corners), shown).T
    except np.linalg.LinAlgError:
        return np.array([(1.0, 0.0, 0.0), (0.0, -1.0, height)])


def read_glyphs(
    page: Any, index: int, known_fonts: dict[int, tuple[str, bool, bool]]
) -> PageGlyphs:
    """All glyphs of a page. ``known_fonts`` is filled as fonts are met; one for each page."""
    width, height = page_size(page)
    result = PageGlyphs(index, width, height)
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return result
    try:
        count = raw.FPDFText_CountChars(text_page)
        if count > 0:
            _fill(result, page, text_page, count, known_fonts)
    finally:
        raw.FPDFText_ClosePage(text_page)
    return result


def _fill(
    result: PageGlyphs,
    page: Any,
    text_page: Any,
    count: int,
    known_fonts: dict[int, tuple[str, bool, bool]],
) -> None:
    handle = pointer(text_page)
    text, codes = _characters(text_page, handle, count)
    blank = (codes <= 32) | (codes == 0xA0) | ((codes >= 0x2000) & (codes <= 0x200B))
    blank |= (codes == 0x3000) | (codes == 0x202F) | (codes == 0x205F) | (codes == 0x2028)
    inked = np.flatnonzero(~blank)
    result.text = text
    if not len(inked):
        _blank(result, count)
        return
    loose = np.zeros((count, 4), np.float32)  # left, top, right, bottom; y grows upwards
    places = (loose.ctypes.data + 16 * inked).tolist()
    deque(map(_loose_box, repeat(handle), inked.tolist(), places), maxlen=0)

    tall = loose[:, 1] - loose[:, 3]
    starts = np.ones(count, np.bool_)  # where font and size are asked anew
    starts[1:] = blank[:-1] | (np.abs(np.diff(tall)) > 0.01) | (np.abs(np.diff(loose[:, 3])) > 0.01)
    starts &= ~blank
    samples = _sample(handle, np.flatnonzero(starts), loose, known_fonts)
    rank = np.maximum(np.cumsum(starts) - 1, 0)

    base = samples.base[rank]
    along = loose[:, 0].astype(np.float64)
    size = samples.size[rank]
    tight = samples.tight[rank] & ~blank
    left, right = loose[:, 0].astype(np.float64), loose[:, 2].astype(np.float64)
    low, high = base - DESCENT * size, base + ASCENT * size
    level = np.ones(count, np.bool_)
    for glyph in np.flatnonzero(tight).tolist():
        box, foot, em, is_level = _exactly(handle, glyph)
        left[glyph], low[glyph], right[glyph], high[glyph] = box
        (along[glyph], base[glyph]), size[glyph], level[glyph] = foot, em, is_level

    matrix = displayed(page, result.width, result.height)
    corners = np.stack((_shown(matrix, left, high), _shown(matrix, right, low)))
    least, most = corners.min(axis=0), corners.max(axis=0)
    boxes = np.concatenate((least, most), axis=1)
    np.clip(boxes, -MAX_PAGE_POINTS, MAX_PAGE_POINTS, out=boxes)
    boxes[~np.isfinite(boxes).all(axis=1)] = 0.0
    boxes[blank] = 0.0
    result.boxes = boxes.astype(np.float32)
    if abs(matrix[1, 0]) > abs(matrix[1, 1]):  # shown turned by a quarter: its lines run up or down
        level = ~level
    feet = np.nan_to_num(_shown(matrix, along, base), nan=0.0, posinf=0.0, neginf=0.0)
    result.feet = feet.astype(np.float32)
    scale = abs(float(np.linalg.det(matrix[:, :2]))) ** 0.5
    result.sizes = np.clip(np.nan_to_num(np.abs(size)) * scale, 0.5, 2000.0).astype(np.float32)
    result.styles = samples.style[rank].astype(np.int32)
    result.upright = level
    result.palette = samples.palette


def _blank(result: PageGlyphs, count: int) -> None:
    result.boxes = np.zeros((count, 4), np.float32)
    result.feet = np.zeros((count, 2), np.float32)
    result.sizes = np.ones(count, np.float32)
    result.styles = np.zeros(count, np.int32)
    result.upright = np.ones(count, np.bool_)


def _shown(matrix: NDArray[np.float64], x: Any, y: Any) -> NDArray[np.float64]:
    points: NDArray[np.float64] = np.stack(
        (
            matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2],
            matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2],
        ),
        axis=1,
    )
    return points


def _characters(text_page: Any, handle: int, count: int) -> tuple[str, NDArray[np.uint32]]:
    """The page's text, one code point a glyph: in one call where PDFium's text is one to one."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) != count:
        codes = map(_unicode, repeat(handle), range(count))
        text = "".join(_character(code) for code in codes)
    return text, np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _character(code: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return "\ufffe" if code == 2 else chr(code)


@dataclass(slots=True)
class _Samples:
    """What was asked at the starts of words, once for each text object."""

    base: NDArray[np.float64]
    """Height of the base line; a text object has one."""
    size: NDArray[np.float64]
    """Font size on the page."""
    style: NDArray[np.int64]
    tight: NDArray[np.bool_]
    """Whether the loose box says nothing (turned text)."""
    palette: tuple[Style, ...]


def _sample(
    handle: int,
    sampled: NDArray[np.int64],
    loose: Floats,
    known_fonts: dict[int, tuple[str, bool, bool]],
) -> _Samples:
    drawn = [at or 0 for at in map(_text_object, repeat(handle), sampled.tolist())]
    objects, first, of_object = np.unique(
        np.array(drawn, np.uint64), return_index=True, return_inverse=True
    )
    palette: dict[Style, int] = {}
    styles, feet, sizes, turned = [], [], [], []
    asked: dict[tuple[int, float, float], tuple[tuple[float, float], float, bool]] = {}
    for text_object, at in zip(objects.tolist(), sampled[first].tolist(), strict=True):
        font = (_font_of(text_object) or 0) if text_object else 0
        style = _style(text_object, font, known_fonts)
        styles.append(palette.setdefault(style, len(palette)))
        box = loose[at]
        key = (font, float(box[1]), float(box[3]))  # what is set alike on one line has one foot
        known = asked.get(key)
        if known is None or box[0] >= box[2]:
            known = asked[key] = _foot(handle, at)
        foot, size, level = known
        feet.append(foot[1])
        sizes.append(size)
        turned.append(not level or size == 0.0)
    boxes = loose[sampled]
    flat = ~((boxes[:, 1] - boxes[:, 3] > 0.05) & (boxes[:, 2] - boxes[:, 0] > 0.005))
    return _Samples(
        np.array(feet, np.float64)[of_object],
        np.array(sizes, np.float64)[of_object],
        np.array(styles, np.int64)[of_object],
        flat | np.array(turned, np.bool_)[of_object],
        tuple(palette) or (PLAIN,),
    )


def _foot(handle: int, glyph: int) -> tuple[tuple[float, float], float, bool]:
    """Where a glyph starts on its base line, its size (0 if senseless), whether it runs level."""
    numbers = (ctypes.c_double * 2)()
    at = ctypes.addressof(numbers)
    _origin(handle, glyph, at, at + 8)
    parts = (ctypes.c_float * 6)()
    _matrix(handle, glyph, ctypes.addressof(parts))
    a, b, c, d = parts[0], parts[1], parts[2], parts[3]
    size = abs(float(_font_size(handle, glyph))) * float(b * b + d * d or a * a + c * c) ** 0.5
    level = a >= 0 and abs(b) <= 0.2 * a
    return (numbers[0], numbers[1]), size if size < 10_000 else 0.0, level


def _exactly(
    handle: int, glyph: int
) -> tuple[tuple[float, float, float, float], tuple[float, float], float, bool]:
    """A glyph's own box (left, bottom, right, top), foot, size and whether it runs level."""
    numbers = (ctypes.c_double * 4)()
    at = ctypes.addressof(numbers)
    _char_box(handle, glyph, at, at + 8, at + 16, at + 24)
    foot, size, level = _foot(handle, glyph)
    box = (numbers[0], numbers[2], numbers[1], numbers[3])
    return box, foot, size or max(abs(box[3] - box[1]), 0.5), level or numbers[0] == numbers[1]


def _style(drawn: int | None, font: int, known_fonts: dict[int, tuple[str, bool, bool]]) -> Style:
    if not drawn or not font:
        return PLAIN
    face = known_fonts.get(font)
    if face is None:
        face = known_fonts[font] = _face(font)
    colour = (ctypes.c_uint * 4)()
    at = ctypes.addressof(colour)
    _fill_colour(drawn, at, at + 4, at + 8, at + 12)
    return Style(face[0], face[1], face[2], colour[0] << 16 | colour[1] << 8 | colour[2])


_BOLD = ("bold", "black", "heavy", "demi", "extrab")
_ITALIC = ("italic", "oblique")


def _face(font: int) -> tuple[str, bool, bool]:
    """A font's family, and whether it is bold and italic."""
    buffer = ctypes.create_string_buffer(128)
    _font_name(font, ctypes.addressof(buffer), 128)
    name = buffer.value.decode("utf-8", "replace")
    name = name[7:] if name[6:7] == "+" else name
    flags = _font_flags(font)
    lower = name.lower()
    bold = any(word in lower for word in _BOLD) or bool(flags > 0 and flags & 1 << 18)
    bold = bold or (_font_weight(font) >= 600 and "light" not in lower)
    italic = any(word in lower for word in _ITALIC) or lower.endswith("-it")
    italic = italic or bool(flags > 0 and flags & 1 << 6)
    return lower.split("-")[0].split(",")[0], bold, italic
