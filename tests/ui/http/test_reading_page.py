"""How a page was read, as the browser and the terminal show it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

import pincite
from pincite_ingest.document import Block, BlockKind, Document, Page, Rectangle, Span
from pincite_ingest.errors import NoSuchDocumentError
from pincite_ingest.pdf.rendering import render_page
from pincite_ingest.reader import read
from pincite_ui import page_blocks
from pincite_ui.cli.main import main
from pincite_ui.http.app import build_app
from pincite_ui.http.pages.reading import PORTION, reading_page
from pincite_ui.http.settings import ServerSettings
from pincite_ui.page_blocks import COLOURS, Part, parts

HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(2)>"


def pdf() -> bytes:
    """Two pages; the first has two paragraphs, one of them hostile."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    canvas.setTitle("The <i>harbour</i>")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "The harbour of Norrvik was dredged in 1984.")
    canvas.drawString(72, 600, HOSTILE)
    canvas.showPage()
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "Its lighthouse has been unmanned since 1991.")
    canvas.save()
    return file.getvalue()


class Shelf:
    """The part of an assistant that shows documents."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.id: document for document in documents}

    def document(self, id: str) -> Document:
        if id not in self._documents:
            raise NoSuchDocumentError(id)
        return self._documents[id]

    def page(self, id: str, index: int) -> Page:
        return self.document(id).pages[index - 1]


@pytest.fixture(scope="module")
def document() -> Document:
    return read(pdf(), "harbour.pdf")


def shown(document: Document, index: str = "1") -> str:
    return reading_page(cast("pincite.Assistant", Shelf(document)), document.id, index)


def test_a_page_has_its_image_its_outlines_and_its_blocks(document: Document) -> None:
    page = shown(document)
    assert "Page 1 (PDF page 1 of 2)" in page
    assert f'src="/api/v1/documents/{document.id}/pages/1/image"' in page
    blocks = list(parts(document, document.pages[0]))
    assert len(blocks) >= 2
    for number, block in enumerate(blocks, 1):
        assert f'<a id="on-page-{number}" class="{block.kind.value}"' in page
        assert f'<li id="block-{number}" class="block {block.kind.value}">' in page


def test_every_kind_is_in_the_legend(document: Document) -> None:
    legend = re.search('<ul class="legend".*?</ul>', shown(document), re.DOTALL)
    assert legend is not None
    names = re.findall(r">([a-z ]+?) ?\d*</li>", legend[0])
    assert names == [kind.value.replace("_", " ") for kind in BlockKind]
    assert set(COLOURS) == set(BlockKind)


def test_a_page_leads_to_its_neighbours(document: Document) -> None:
    first, second = shown(document), shown(document, "2")
    assert f'href="/read/{document.id}/2" rel="next"' in first
    assert 'rel="prev"' not in first
    assert f'href="/read/{document.id}/1" rel="prev"' in second
    assert 'rel="next"' not in second


def test_document_text_is_text(document: Document) -> None:
    page = shown(document)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x" in page
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "<i>harbour" not in page


def test_a_document_without_pages_shows_its_blocks_in_portions() -> None:
    text = "\n\n".join(f"Paragraph {number} of a long text." for number in range(PORTION + 50))
    long, short = read(text.encode(), "long.md"), read(b"One line.", "short.txt")
    assert "<figure" not in shown(short)
    assert "One line." in shown(short)
    assert 'rel="next"' not in shown(short)
    assert shown(long).count('<li id="block-') == PORTION
    assert f'<li id="block-{PORTION + 1}"' in shown(long, "2")
    assert "Paragraph 249 of a long text." in shown(long, "2")


def test_a_block_that_crosses_pages_says_so() -> None:
    text = "A sentence on two pages."
    pages = (Page(1, "i", (Span(0, 10),)), Page(2, "ii", (Span(10, 24),)))
    blocks = (Block(BlockKind.PARAGRAPH, ("A", "B <b>"), 0, 24),)
    crossing = Document("c" * 32, "Crossing", "c.pptx", "x/y", text, blocks, pages)
    assert "continues on a later page" in shown(crossing)
    assert "continued from an earlier page" in shown(crossing, "2")
    assert "Page ii (PDF page 2 of 2)" in shown(crossing, "2")
    assert "A › B &lt;b&gt;" in shown(crossing)
    assert "<figure" not in shown(crossing)


@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.TABLE])
def test_a_block_over_two_columns_has_a_box_in_each(
    kind: BlockKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [(50, 700), (50, 714), (300, 80), (300, 94)]
    boxes = tuple(Rectangle(x, y, x + 200, y + 12) for x, y in lines)
    monkeypatch.setattr(Page, "rectangles", lambda *_: boxes)
    found = page_blocks.outlines(Part(kind, (), 0, 9), Page(1, "1", (Span(0, 9),), 600, 800))
    assert len(found) == (1 if kind is BlockKind.TABLE else 2)
    for box in boxes:
        assert any(
            around.left < box.left
            and around.top < box.top
            and around.right > box.right
            and around.bottom > box.bottom
            for around in found
        )


def test_the_outlines_are_drawn(document: Document) -> None:
    page = document.pages[0]
    drawn = list(page_blocks.coloured_outlines(list(parts(document, page)), page))
    assert len(drawn) >= 2
    assert render_page(pdf(), 1, outlines=drawn) != render_page(pdf(), 1)


@pytest.fixture
def client(document: Document) -> Iterator[TestClient]:
    shelf = cast("pincite.Assistant", Shelf(document))
    app = build_app(shelf, ServerSettings(chat=False))
    with TestClient(app, base_url="http://127.0.0.1:7860") as visitor:
        yield visitor


def test_the_page_is_served_without_leave_to_run_a_script(
    client: TestClient, document: Document
) -> None:
    reply = client.get(f"/read/{document.id}/1")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]


@pytest.mark.parametrize("index", ["0", "3", "-1", "x", "1.5", "²", "9" * 5000, "<script>"])
def test_an_unknown_page_is_a_page_with_a_sentence(
    index: str, client: TestClient, document: Document
) -> None:
    reply = client.get(f"/read/{document.id}/{index}")
    assert reply.status_code == 404
    assert "has no page" in reply.text
    assert "<script" not in reply.text


def test_an_unknown_document_is_a_page_with_a_sentence(client: TestClient) -> None:
    reply = client.get("/read/<script>/1")
    assert reply.status_code == 404
    assert "The library has no document &lt;script&gt;." in reply.text
    assert "<script" not in reply.text


@pytest.mark.slow
def test_the_terminal_writes_the_image_with_its_outlines(tmp_path: Path) -> None:
    library, image = tmp_path / "library", tmp_path / "page.png"
    with pincite.open(library) as assistant:
        id = assistant.add(pdf(), name="harbour.pdf").document.id
        plain = assistant.page_image(id, 1)
    words = ["show", "--document", id, "--page", "1", "--image", str(image)]
    assert main([*words, "--library", str(library)]) == 0
    assert image.read_bytes().startswith(b"\x89PNG")
    assert image.read_bytes() != plain
