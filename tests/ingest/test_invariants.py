"""What holds for every document that is read."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.document import BlockKind, Document
from pincite_ingest.errors import DocumentError
from pincite_ingest.reader import document_id, read
from pincite_ingest.sandbox.worker import pack, unpack

from .conftest import make_pdf, write

LINES = st.lists(
    st.text(st.sampled_from("abcdefgh ABC.,-–“”’1234•#*|ﬁ½²é\t"), max_size=60), max_size=25
)
ENDINGS = st.sampled_from(["\n", "\r\n", "\n\n", "\f", "\n\f", "\n\n\n"])


def check(document: Document) -> None:
    text = document.text
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[block.start].isspace()
        assert not text[block.end - 1].isspace()
        end = block.end
        if block.kind is BlockKind.HEADING:
            assert block.section
    for page in document.pages:
        last = -1
        for span in page.spans:
            assert last < span.start < span.end <= len(text)
            last = span.end
        characters = sum(len(span) for span in page.spans)
        assert len(page.boxes) in (0, 16 * characters)
        for box in page.glyphs(0, len(text)):
            assert box.left <= box.right
            assert box.top <= box.bottom
    assert [page.index for page in document.pages] == list(range(1, len(document.pages) + 1))
    assert all(0 <= mark.offset <= len(text) for mark in document.note_marks)
    assert unpack(pack(document)) == document


@st.composite
def texts(draw: st.DrawFn) -> str:
    return "".join(line + draw(ENDINGS) for line in draw(LINES)) or "a"


@given(texts(), st.sampled_from(["a.txt", "a.md", "a"]))
@settings(max_examples=150, deadline=None)
def test_text_is_the_file_itself(text: str, name: str) -> None:
    data = text.encode()
    try:
        document = read(data, name)
    except DocumentError:
        assert not text.strip()
        return
    assert document.text == text
    assert document == read(data, name)
    check(document)
    if "\f" in text and name != "a.md":
        for page in document.pages:
            assert "\f" not in "".join(text[s.start : s.end] for s in page.spans)
    if name != "a.md":  # nothing but bullets and white space stands outside of all blocks
        covered = [text[block.start : block.end] for block in document.blocks]
        rest = re.sub(r"[\s•*–-]|\+", "", text)
        assert re.sub(r"[\s•*–-]|\+", "", "".join(covered)) == rest


@given(st.lists(LINES, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_pdf_spans_boxes_and_determinism(pages: list[list[str]]) -> None:
    def page(lines: list[str]) -> object:
        return lambda canvas: write(canvas, lines)

    data = make_pdf(*[page(lines) for lines in pages])  # type: ignore[arg-type]
    try:
        document = read(data, "a.pdf")
    except DocumentError:
        assert not any(line.strip(" \t•*–-") for lines in pages for line in lines)
        return
    check(document)
    assert document == read(data, "a.pdf")
    assert document.id == document_id(data)


def test_each_glyph_lies_where_it_was_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["The second word stands here."], left=100, top=200, size=12)

    document = read(make_pdf(draw), "a.pdf")
    at = document.text.index("second")
    (box,) = document.pages[0].rectangles(at, at + len("second"))
    assert 119 < box.left < 123
    assert 150 < box.right < 160
    assert 188 < box.top < 200 < box.bottom < 205
