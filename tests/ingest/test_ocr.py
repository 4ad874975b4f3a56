"""Pages that are only images: read by the extra where it is, named where it is not."""

from __future__ import annotations

import importlib.util
import socket
import time

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.document import Document
from pincite_ingest.errors import DocumentError
from pincite_ingest.limits import Limits
from pincite_ingest.pdf import ocr
from pincite_ingest.pdf.extraction.glyphs import PageGlyphs
from pincite_ingest.pdf.pdfium import opened, opened_page
from pincite_ingest.pdf.rendering import draw_page
from pincite_ingest.reader import document_id, read
from pincite_ingest.sandbox.worker import read_isolated

from .conftest import Draw, block_texts, make_pdf, write

HEADING = "The Harbour Report"
BODY = [
    "The committee met in the spring and again in the autumn, and",
    "its report was sent to every member of the council before the",
    "year had come to an end. It says that 27 of 31 ports need a",
    "new pier, at a cost of $3.5 million (12% more than before).",
]
SENTENCE = "It says that 27 of 31 ports need a new pier"

needs_ocr = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="needs the extra: pip install pincite[ocr]"
)


def words(canvas: Canvas) -> None:
    write(canvas, [HEADING], top=100, size=20, font="Times-Bold")
    write(canvas, BODY, top=140, size=12, leading=16)


def scan(draw: Draw) -> Draw:
    """The same page as an image: what a scanner would make of it."""
    with opened(make_pdf(draw), "a.pdf") as document, opened_page(document, 0) as page:
        pixels, _ = draw_page(page, 2.5)
    image = Image.fromarray(pixels).convert("L")

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), 0, 0, 595.28, 841.89)

    return paint


def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recogniser", lambda: "")


def test_without_the_extra_image_pages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_extra(monkeypatch)
    document = read(make_pdf(words, scan(words)), "a.pdf")
    assert document.warnings == ("Page 2 has no text (a scanned image?)",)
    with pytest.raises(DocumentError, match=r"pip install 'pincite\[ocr\]'"):
        read(make_pdf(scan(words)), "a.pdf")


def stamped(draw: Draw) -> Draw:
    """A scan on which a program has printed a line of text."""
    paint = scan(draw)

    def stamp(canvas: Canvas) -> None:
        paint(canvas)
        write(canvas, ["Received by the library on 3 May 2021"], top=20, size=8)

    return stamp


def test_a_stamp_on_a_scan_does_not_pass_for_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_extra(monkeypatch)
    document = read(make_pdf(words, stamped(words), stamped(words)), "a.pdf")
    assert document.warnings == (
        "Pages 2-3 have no text but a stamp or a running head (a scanned image?)",
    )
    with pytest.raises(DocumentError, match="it may be scanned"):
        read(make_pdf(stamped(words), stamped(words)), "a.pdf")


def test_a_scan_with_a_stamp_is_recognised_if_there_is_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {1: "Received by the library", 2: "A line of words. " * 8}

    def recognise(
        pixels: object, factor: float, source: str, index: int, deadline: float
    ) -> object:
        return [ocr.Recognised(said[index], np.array([(9, 9), (500, 9), (500, 21), (9, 21)]))]

    monkeypatch.setattr(ocr, "recogniser", lambda: "some recogniser")
    monkeypatch.setattr(ocr, "_recognise", recognise)
    document = read(make_pdf(stamped(words), stamped(words)), "a.pdf")
    assert "Page 2 is an image and was read by OCR" in document.warnings[0]
    assert "A line of words." in document.text


def test_the_id_of_a_pdf_tells_what_recognised_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = set()
    for recogniser in ("", "rapidocr 3.9.0", "rapidocr 3.10.0"):
        monkeypatch.setattr(ocr, "recogniser", lambda name=recogniser: name)
        ids.add((document_id(b"%PDF-1.7 ..."), document_id(b"words")))
    assert len({pdf for pdf, _ in ids}) == 3
    assert len({text for _, text in ids}) == 1


def test_a_page_without_an_image_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recogniser", lambda: "some recogniser")
    monkeypatch.setattr(ocr, "_recognise", lambda *_: pytest.fail("it was looked at"))
    document = read(make_pdf(words, lambda canvas: canvas.line(10, 10, 90, 90)), "a.pdf")
    assert document.warnings == ("Page 2 has no text (a scanned image?)",)


def test_pages_left_when_time_runs_out_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def recognise(
        pixels: object, factor: float, source: str, index: int, deadline: float
    ) -> object:
        seen.append(index)
        if index > 1:
            raise ocr.OutOfTime
        return [ocr.Recognised("A line of words", np.array([(9, 9), (99, 9), (99, 21), (9, 21)]))]

    monkeypatch.setattr(ocr, "recogniser", lambda: "some recogniser")
    monkeypatch.setattr(ocr, "_recognise", recognise)
    data = make_pdf(*[scan(words)] * 4)
    document = read(data, "a.pdf", limits=Limits(max_seconds=10))
    assert document.text == "A line of words"
    assert document.warnings[1] == (
        "Pages 2-4 are images and were not read, as recognising text takes longer than "
        "7 seconds: raise the limit (max_seconds) and add it again"
    )
    assert seen == [1, 2], "no page is begun after the time is up"
    assert document.id != document_id(data), "so that adding it again reads it anew"
    with pytest.raises(DocumentError, match=r"longer than 7e-05 seconds.*raise the limit"):
        read(data, "a.pdf", limits=Limits(max_seconds=0.0001))


def test_work_that_is_not_done_in_time_is_left() -> None:
    assert ocr._by(time.monotonic() + 60, lambda: 7) == 7
    with pytest.raises(ocr.OutOfTime):
        ocr._by(time.monotonic() + 0.02, lambda: time.sleep(0.5))
    with pytest.raises(MemoryError):
        ocr._by(time.monotonic() + 60, lambda: bytearray(1 << 62))


def test_characters_share_their_words_boxes() -> None:
    quad = np.array([(10, 20), (110, 20), (110, 32), (10, 32)], np.float64)
    line = ocr.Recognised("to be", quad, (("to", 12.0, 40.0), ("be", 60.0, 108.0)))
    page = ocr.as_glyphs(PageGlyphs(1, 200, 200), [line])
    assert page.text == "to be\n"
    assert page.boxes[:, 0].tolist() == [10, 25, 0, 60, 85, 0]
    assert page.boxes[:, 2].tolist() == [25, 40, 0, 85, 110, 0]
    assert ocr.as_glyphs(page, []) is page


@pytest.fixture(scope="module")
def scanned() -> Document:
    """Read as `add` does: in the worker, under its limits."""
    return read_isolated(make_pdf(scan(words)), "a.pdf")


@needs_ocr
@pytest.mark.slow
def test_an_image_is_read(scanned: Document) -> None:
    assert scanned.warnings == (
        "Page 1 is an image and was read by OCR; check quotes against the page",
    )
    assert block_texts(scanned, "heading") == [HEADING]
    assert block_texts(scanned, "paragraph") == [" ".join(BODY)]


@needs_ocr
@pytest.mark.slow
def test_a_quote_has_its_place(scanned: Document) -> None:
    """Its rectangles are those of the same words where they are set in type, give or take."""
    places = []
    for document in (scanned, read(make_pdf(words), "a.pdf")):
        start = document.text.index(SENTENCE)
        (page,) = document.pages_of(start, start + len(SENTENCE))
        places.append(page.rectangles(start, start + len(SENTENCE)))
    read_off, set_in_type = places
    assert len(read_off) == len(set_in_type)
    for one, other in zip(read_off, set_in_type, strict=True):
        assert abs(one.left - other.left) < 6
        assert abs(one.right - other.right) < 6
        assert abs(one.top - other.top) < 3
        assert abs(one.bottom - other.bottom) < 3


@needs_ocr
@pytest.mark.slow
def test_it_needs_no_network_and_reads_the_same_again(
    scanned: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert read(make_pdf(scan(words)), "a.pdf") == scanned


@needs_ocr
@pytest.mark.slow
def test_an_image_without_words_is_refused() -> None:
    def grey(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (300, 400), 180)), 0, 0, 595, 842)

    with pytest.raises(DocumentError, match="none was recognised"):
        read(make_pdf(grey), "a.pdf")
