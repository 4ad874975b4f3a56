"""A page as an image, with rectangles marked: where a quote stands, or how a page was read."""

from __future__ import annotations

import ctypes
import struct
import zlib
from collections.abc import Sequence

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pincite_ingest.document import Rectangle
from pincite_ingest.errors import DocumentError
from pincite_ingest.pdf.extraction.glyphs import page_size
from pincite_ingest.pdf.pdfium import opened, opened_page

MAX_PIXELS = 6_000_000
"""A page of any size is scaled down to fit this: at scale 2, an A4 page has 2 million."""

HIGHLIGHT = (255, 236, 110)
"""Soft yellow; multiplied with the page, so black stays black."""

Pixels = NDArray[np.uint8]
Outline = tuple[Rectangle, tuple[int, int, int]]
"""A rectangle and the colour (red, green, blue) of its outline."""


def render_page(
    data: bytes,
    index: int,
    *,
    scale: float = 2.0,
    password: str | None = None,
    highlights: Sequence[Rectangle] = (),
    outlines: Sequence[Outline] = (),
    source: str = "The document",
) -> bytes:
    """A PNG image of the page with this 1-based index, ``scale`` pixels to the point.

    Rectangles are in the coordinates of :class:`pincite_ingest.document.Page`: points from the
    displayed top left corner. Giant pages are scaled down to ``MAX_PIXELS``.
    """
    with opened(data, source, password) as document:
        count = raw.FPDF_GetPageCount(document)
        if not 1 <= index <= count:
            raise DocumentError(source, f"it has no page {index} (it has {count})")
        with opened_page(document, index - 1) as page:
            if page is None:
                raise DocumentError(source, f"its page {index} is damaged")
            pixels, factor = draw_page(page, scale)
    for rectangle in highlights:
        _multiply(pixels, rectangle, factor)
    for rectangle, colour in outlines:
        _outline(pixels, rectangle, factor, colour)
    return encode_png(pixels)


def draw_page(page: object, scale: float) -> tuple[Pixels, float]:
    """The page's pixels (rows, columns, RGB), and how many pixels a point became."""
    width, height = page_size(page)
    factor = min(max(scale, 0.05), (MAX_PIXELS / (width * height)) ** 0.5)
    columns, rows = max(1, round(width * factor)), max(1, round(height * factor))
    longest = max(columns, rows)
    if longest > 20_000:  # a ribbon: few pixels in all, yet too long for a viewer
        factor *= 20_000 / longest
        columns, rows = max(1, round(width * factor)), max(1, round(height * factor))
    bitmap = raw.FPDFBitmap_Create(columns, rows, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, 0xFFFFFFFF)
        flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    shaped = np.frombuffer(buffer, np.uint8).reshape(rows, stride // 4, 4)
    return shaped[:, :columns, :3].copy(), factor


def _area(pixels: Pixels, box: Rectangle, factor: float, margin: float) -> tuple[slice, slice]:
    rows, columns = pixels.shape[:2]

    def clip(value: float, most: int) -> int:
        return int(min(max(round(value), 0), most))

    return (
        slice(clip((box.top - margin) * factor, rows), clip((box.bottom + margin) * factor, rows)),
        slice(
            clip((box.left - margin) * factor, columns),
            clip((box.right + margin) * factor, columns),
        ),
    )


def _multiply(pixels: Pixels, box: Rectangle, factor: float) -> None:
    """Lays the highlight over a rectangle; on dark ground it shines through instead."""
    area = _area(pixels, box, factor, 0.6)
    part = pixels[area].astype(np.uint16)
    if not part.size:
        return
    ink = np.array(HIGHLIGHT, np.uint16)
    if part.mean() < 110:  # light words on a dark ground: tint the ground, keep the words
        tinted = (part * 2 + ink) // 3
        pixels[area] = tinted.astype(np.uint8)
    else:
        pixels[area] = (part * ink // 255).astype(np.uint8)


def _outline(
    pixels: Pixels, box: Rectangle, factor: float, colour: tuple[int, int, int], stroke: int = 2
) -> None:
    rows, columns = _area(pixels, box, factor, 1.5)
    if rows.stop - rows.start < 1 or columns.stop - columns.start < 1:
        return
    ink = np.array(colour, np.uint8)
    pixels[rows.start : rows.start + stroke, columns] = ink
    pixels[max(rows.stop - stroke, rows.start) : rows.stop, columns] = ink
    pixels[rows, columns.start : columns.start + stroke] = ink
    pixels[rows, max(columns.stop - stroke, columns.start) : columns.stop] = ink


def encode_png(pixels: Pixels) -> bytes:
    """A PNG of RGB pixels, at the compression level that is fast and still small for pages."""
    rows, columns = pixels.shape[:2]
    filtered = np.empty((rows, 1 + columns * 3), np.uint8)
    filtered[:, 0] = 2  # each row as its difference from the one above: white stays zero
    flat = pixels.reshape(rows, columns * 3)
    filtered[0, 1:] = flat[0]
    filtered[1:, 1:] = flat[1:] - flat[:-1]
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(filtered.tobytes(), 3)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
