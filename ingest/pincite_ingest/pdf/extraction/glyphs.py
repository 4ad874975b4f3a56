"""One pass over PDFium's glyphs: characters, boxes, sizes and styles, as arrays.

A call through ctypes costs about as much as all else that is done for a glyph, so each glyph gets
one (its loose box); the text comes in one piece, and font and size are asked once a word.
"""

from __future__ import annotations

import ctypes
from collections import deque
from dataclasses import dataclass, field
from itertools import repeat
from math import isfinite
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pincite_ingest.pdf.extraction.images import largest_picture, over_pictures
from pincite_ingest.pdf.pdfium import MAX_PAGE_POINTS, fast, pointer

_unicode = fast(raw.FPDFText_GetUnicode, ctypes.c_uint)
_loose_box = fast(raw.FPDFText_GetLooseCharBox, ctypes.c_int)
_char_box = fast(raw.FPDFText_GetCharBox, ctypes.c_int)
_origin = fast(raw.FPDFText_GetCharOrigin, ctypes.c_int)
_text_object = fast(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_matrix = fast(raw.FPDFText_GetMatrix, ctypes.c_int)
_font_size = fast(raw.FPDFText_GetFontSize, ctypes.c_double)
_font_of = fast(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
_render_mode = fast(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int)
_fill_colour = fast(raw.FPDFPageObj_GetFillColor, ctypes.c_int)
_font_flags = fast(raw.FPDFFont_GetFlags, ctypes.c_int)
_font_weight = fast(raw.FPDFFont_GetWeight, ctypes.c_int)
_font_name = fast(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t)

_BATCH = 4096
_LOOSE = np.zeros((_BATCH, 4), np.float32)
_EACH = [ctypes.c_void_p(_LOOSE.ctypes.data + 16 * at) for at in range(_BATCH)]
_NUMBERS = (ctypes.c_double * 4)()
_FIRST, _SECOND, _THIRD, _FOURTH = (
    ctypes.c_void_p(ctypes.addressof(_NUMBERS) + 8 * at) for at in range(4)
)
_PARTS = (ctypes.c_float * 6)()
_COLOUR = (ctypes.c_uint * 4)()
_RED, _GREEN, _BLUE, _ALPHA = (
    ctypes.c_void_p(ctypes.addressof(_COLOUR) + 4 * at) for at in range(4)
)
_BLANKS = np.array([0xA0, *range(0x2000, 0x200C), 0x2028, 0x202F, 0x205F, 0x3000], np.uint32)

# Room that PDFium writes to, made once; whoever calls PDFium holds its lock.

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int32]

LITTLE = 400
"""Of pages with fewer characters than this, their images are looked at."""

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
    pictured: float = 0.0
    """The share of the page that its largest image covers; told where there is little text."""


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
    for column, row in ((0, 0), (steps, 0), (0, steps)):
        horizontal, vertical = ctypes.c_double(), ctypes.c_double()
        raw.FPDF_DeviceToPage(page, 0, 0, steps, steps, 0, column, row, horizontal, vertical)
        corners.append((horizontal.value, vertical.value))
    (x, y), (x1, y1), (x2, y2) = corners
    a, b, c, d = x1 - x, y1 - y, x2 - x, y2 - y  # where the displayed top and left sides run
    area = a * d - b * c
    if not area or not isfinite(area):
        return np.array([(1.0, 0.0, 0.0), (0.0, -1.0, height)])
    across, down = width / area, height / area
    return np.array(
        [
            (d * across, -c * across, (c * y - d * x) * across),
            (-b * down, a * down, (b * x - a * y) * down),
        ]
    )


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
        if count < LITTLE:
            result.pictured = largest_picture(page) / (width * height)
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
    handle = ctypes.c_void_p(pointer(text_page))
    text, codes = _characters(text_page, handle, count)
    blank = codes <= 32
    beyond = np.flatnonzero(codes >= 0xA0)
    blank[beyond] = (codes[beyond, None] == _BLANKS).any(axis=1)
    inked = np.flatnonzero(~blank)
    result.text = text
    if not len(inked):
        _blank(result, count)
        return
    loose = _loose_boxes(handle, inked, count)
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
    (x1, y1), (x2, y2) = _shown(matrix, left, high), _shown(matrix, right, low)
    result.boxes = _columns(
        np.minimum(x1, x2), np.minimum(y1, y2), np.maximum(x1, x2), np.maximum(y1, y2)
    )
    result.boxes[blank] = 0.0
    unseen = samples.unseen[rank] & ~blank
    if unseen.any() and unseen.sum() < len(inked):
        result.boxes[unseen & ~over_pictures(page, along, base)] = 0.0
    if abs(matrix[1, 0]) > abs(matrix[1, 1]):  # shown turned by a quarter: its lines run up or down
        level = ~level
    result.feet = _columns(*_shown(matrix, along, base))
    (a, b, _), (c, d, _) = matrix.tolist()
    result.sizes = np.clip(size * abs(a * d - b * c) ** 0.5, 0.5, 2000.0).astype(np.float32)
    result.styles = samples.style[rank]
    result.upright = level
    result.palette = samples.palette


def _loose_boxes(handle: ctypes.c_void_p, inked: NDArray[np.intp], count: int) -> Floats:
    """Left, top, right, bottom of each glyph's loose box; y grows upwards."""
    loose = np.zeros((count, 4), np.float32)
    for start in range(0, len(inked), _BATCH):
        part = inked[start : start + _BATCH]
        _LOOSE[: len(part)] = 0.0
        deque(map(_loose_box, repeat(handle), part.tolist(), _EACH), maxlen=0)
        loose[part] = _LOOSE[: len(part)]
    return loose


def _blank(result: PageGlyphs, count: int) -> None:
    result.boxes = np.zeros((count, 4), np.float32)
    result.feet = np.zeros((count, 2), np.float32)
    result.sizes = np.ones(count, np.float32)
    result.styles = np.zeros(count, np.int32)
    result.upright = np.ones(count, np.bool_)


def _shown(matrix: NDArray[np.float64], x: Doubles, y: Doubles) -> tuple[Doubles, Doubles]:
    (a, b, c), (d, e, f) = matrix.tolist()
    return a * x + b * y + c, d * x + e * y + f


def _columns(*columns: Doubles) -> Floats:
    """Columns side by side, their values bounded; a row with a senseless number is all zeros."""
    made = np.empty((len(columns[0]), len(columns)), np.float32)
    for number, column in enumerate(columns):
        np.clip(column, -MAX_PAGE_POINTS, MAX_PAGE_POINTS, out=column)
        made[:, number] = column
    sane = np.isfinite(made)
    if not sane.all():
        made[~sane.all(axis=1)] = 0.0
    return made


def _characters(
    text_page: Any, handle: ctypes.c_void_p, count: int
) -> tuple[str, NDArray[np.uint32]]:
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
    style: Integers
    tight: NDArray[np.bool_]
    """Whether the loose box says nothing (turned text)."""
    unseen: NDArray[np.bool_]
    """Whether the text is set to be invisible."""
    palette: tuple[Style, ...]


def _sample(
    handle: ctypes.c_void_p,
    sampled: NDArray[np.int64],
    loose: Floats,
    known_fonts: dict[int, tuple[str, bool, bool]],
) -> _Samples:
    drawn = list(map(_text_object, repeat(handle), sampled.tolist()))
    palette: dict[tuple[int, int], int] = {}
    looks: list[Style] = []
    # What is set alike on one line has one foot, and a text object one of all: each is asked once.
    feet: dict[tuple[int, float, float], tuple[float, float, bool]] = {}
    known: dict[int | None, int] = {}
    asked: list[tuple[float, float, bool]] = []
    styles: list[int] = []
    unseen: list[bool] = []
    for text_object, at in zip(drawn, sampled.tolist(), strict=True):
        if text_object in known:
            continue
        known[text_object] = len(known)
        shape = ctypes.c_void_p(text_object)
        font = (_font_of(shape) or 0) if text_object else 0
        colour = _colour(shape) if font else 0
        style = palette.setdefault((font, colour), len(palette))
        if style == len(looks):
            looks.append(_style(font, colour, known_fonts))
        styles.append(style)
        unseen.append(_render_mode(shape) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        left, top, right, bottom = loose[at].tolist()
        foot = feet.get((font, top, bottom))
        if foot is None or left >= right:
            (_, base), size, level = _foot(handle, at)
            foot = feet[font, top, bottom] = base, size, not level or size == 0.0
        asked.append(foot)
    rank = np.array([known[text_object] for text_object in drawn], np.int32)
    base, size, turned = np.array(asked, np.float64).T
    tall, wide = loose[sampled, 1] - loose[sampled, 3], loose[sampled, 2] - loose[sampled, 0]
    return _Samples(
        base[rank],
        size[rank],
        np.array(styles, np.int32)[rank],
        ~((tall > 0.05) & (wide > 0.005)) | (turned > 0)[rank],
        np.array(unseen, np.bool_)[rank],
        tuple(looks) or (PLAIN,),
    )


def _foot(handle: ctypes.c_void_p, glyph: int) -> tuple[tuple[float, float], float, bool]:
    """Where a glyph starts on its base line, its size (0 if senseless), whether it runs level."""
    x = y = 0.0
    if _origin(handle, glyph, _FIRST, _SECOND):
        x, y, _, _ = _NUMBERS
    a = b = c = d = 0.0
    if _matrix(handle, glyph, _PARTS):
        a, b, c, d, _, _ = _PARTS
    size: float = abs(_font_size(handle, glyph)) * (b * b + d * d or a * a + c * c) ** 0.5
    return (x, y), size if size < 10_000 else 0.0, a >= 0 and abs(b) <= 0.2 * a


def _exactly(
    handle: ctypes.c_void_p, glyph: int
) -> tuple[tuple[float, float, float, float], tuple[float, float], float, bool]:
    """A glyph's own box (left, bottom, right, top), foot, size and whether it runs level."""
    left = right = bottom = top = 0.0
    if _char_box(handle, glyph, _FIRST, _SECOND, _THIRD, _FOURTH):
        left, right, bottom, top = _NUMBERS
    foot, size, level = _foot(handle, glyph)
    return (
        (left, bottom, right, top),
        foot,
        size or max(abs(top - bottom), 0.5),
        (level or left == right),
    )


def _colour(shape: ctypes.c_void_p) -> int:
    if not _fill_colour(shape, _RED, _GREEN, _BLUE, _ALPHA):
        return 0
    red, green, blue, _ = _COLOUR
    return red << 16 | green << 8 | blue


def _style(font: int, colour: int, known_fonts: dict[int, tuple[str, bool, bool]]) -> Style:
    if not font:
        return PLAIN
    face = known_fonts.get(font)
    if face is None:
        face = known_fonts[font] = _face(ctypes.c_void_p(font))
    return Style(*face, colour)


_BOLD = ("bold", "black", "heavy", "demi", "extrab")
_ITALIC = ("italic", "oblique")


def _face(font: ctypes.c_void_p) -> tuple[str, bool, bool]:
    """A font's family, and whether it is bold and italic."""
    buffer = ctypes.create_string_buffer(128)
    _font_name(font, buffer, 128)
    name = buffer.value.decode("utf-8", "replace")
    name = name[7:] if name[6:7] == "+" else name
    flags = _font_flags(font)
    lower = name.lower()
    bold = any(word in lower for word in _BOLD) or bool(flags > 0 and flags & 1 << 18)
    bold = bold or (_font_weight(font) >= 600 and "light" not in lower)
    italic = any(word in lower for word in _ITALIC) or lower.endswith("-it")
    italic = italic or bool(flags > 0 and flags & 1 << 6)
    return lower.split("-")[0].split(",")[0], bold, italic
