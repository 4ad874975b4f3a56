"""Pages as images."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pincite_ingest.document import Rectangle
from pincite_ingest.errors import DocumentError
from pincite_ingest.pdf.rendering import MAX_PIXELS, encode_png, render_page
from pincite_ingest.reader import read

from .conftest import make_pdf, write


def page(canvas: object) -> None:
    write(canvas, ["Some words to mark."], left=100, top=200, size=14)  # type: ignore[arg-type]


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_highlight_lies_on_the_words(turn: int) -> None:
    def draw(canvas: object) -> None:
        canvas.setPageRotation(turn)  # type: ignore[attr-defined]
        write(canvas, ["Some words to mark."], left=100, top=300, size=14)  # type: ignore[arg-type]

    data = make_pdf(draw)
    document = read(data, "a.pdf")
    boxes = document.pages[0].rectangles(5, 10)
    plain, marked = (
        pixels(render_page(data, 1)),
        pixels(render_page(data, 1, highlights=boxes)),
    )
    changed = np.argwhere((plain != marked).any(axis=2))
    top, left = changed.min(axis=0) / 2
    bottom, right = changed.max(axis=0) / 2
    assert abs(top - min(b.top for b in boxes)) < 2
    assert abs(left - min(b.left for b in boxes)) < 2
    assert abs(bottom - max(b.bottom for b in boxes)) < 2
    assert abs(right - max(b.right for b in boxes)) < 2
    ink = plain.sum(axis=2) < 60
    assert (marked[ink].sum(axis=1) < 120).all()  # black letters stay black


def test_giant_pages_are_scaled_down() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14_000, 14_000))
    canvas.drawString(100, 100, "x")
    canvas.save()
    image = pixels(render_page(out.getvalue(), 1))
    assert image.shape[0] * image.shape[1] <= MAX_PIXELS * 1.01


def test_outlines_and_pages_that_are_not_there() -> None:
    data = make_pdf(page)
    box = Rectangle(100, 100, 200, 150)
    image = pixels(render_page(data, 1, scale=1.0, outlines=[(box, (200, 0, 0))]))
    assert (image[99:101, 120] == (200, 0, 0)).any()
    with pytest.raises(DocumentError, match="no page 2"):
        render_page(data, 2)


def test_png_is_lossless() -> None:
    image = np.random.default_rng(1).integers(0, 255, (13, 7, 3)).astype(np.uint8)
    assert (pixels(encode_png(image)) == image).all()
