"""Formats that come in through markitdown, and archives that must not."""

from __future__ import annotations

import io
import zipfile

import pytest

from pincite_ingest.convert import without_inline_marks
from pincite_ingest.errors import DocumentError
from pincite_ingest.limits import Limits
from pincite_ingest.reader import read

from .conftest import block_texts

pytestmark = pytest.mark.filterwarnings("ignore")

HTML = b"""<!doctype html><html><head><title>A page</title><style>p {}</style></head><body>
<h1>One</h1><p>Some <b>bold</b> words and a <a href="http://x.y/">link</a>.</p>
<script>alert(1)</script><ul><li>first</li><li>second</li></ul>
<table><tr><th>Country</th><th>Stock</th></tr><tr><td>Serbia</td><td>4</td></tr></table>
<h2>Two</h2><p>More.</p></body></html>"""


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.slow
def test_html() -> None:
    document = read(HTML, "a.html")
    assert document.media_type == "text/html"
    assert document.title == "A page"
    assert block_texts(document, "paragraph") == ["Some bold words and a link.", "More."]
    assert block_texts(document, "list_item") == ["first", "second"]
    assert document.blocks[-1].section == ("One", "Two")
    assert "Serbia" in block_texts(document, "table")[0]
    assert "alert" not in document.text


@pytest.mark.slow
def test_docx() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Some words.</w:t></w:r></w:p>"
    )
    data = archive(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxml'
            b'formats.org/package/2006/content-types"><Default Extension="xml" ContentType="'
            b'application/xml"/><Default Extension="rels" ContentType="application/vnd.openxml'
            b'formats-package.relationships+xml"/></Types>',
            "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxml'
            b'formats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas'
            b'.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            b'Target="word/document.xml"/></Relationships>',
            "word/document.xml": (
                '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
                f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
            ).encode(),
            "word/styles.xml": b'<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxml'
            b'formats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId='
            b'"Heading1"><w:name w:val="heading 1"/></w:style></w:styles>',
        }
    )
    document = read(data, "a.docx")
    assert [(str(b.kind), b.section) for b in document.blocks] == [
        ("heading", ("One",)),
        ("paragraph", ("One",)),
    ]


@pytest.mark.slow
def test_pptx_slides_are_pages() -> None:
    pptx = pytest.importorskip("pptx")
    made = pptx.Presentation()
    for title in ("First slide", "Second slide"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"Words of the {title.lower()}."
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue(), "a.pptx")
    assert [page.label for page in document.pages] == ["1", "2"]
    at = document.text.index("Words of the second")
    assert [page.index for page in document.pages_of(at, at + 5)] == [2]


@pytest.mark.slow
def test_epub() -> None:
    chapter = (
        b"<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>One</h1><p>Words.</p></body></html>"
    )
    data = archive(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<?xml version="1.0"?><container version="1.0" xmlns="urn:'
            b'oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="'
            b'c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "c.opf": b'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version='
            b'"3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book'
            b'</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application'
            b'/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "a.xhtml": chapter,
        }
    )
    document = read(data, "a.epub")
    assert document.title == "A book"
    assert "Words." in block_texts(document, "paragraph")[-1]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": b"x" * 3_000_000}, "unpacks to more than"),
        ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "XML entities"),
        ({"xl/workbook.xml": b"<a/>"}, "Excel workbook"),
        ({"content.xml": b"<a/>"}, "OpenDocument"),
        ({"a.txt": b"words"}, "compressed archive"),
    ],
)
def test_archives_that_are_refused(parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(archive(parts), "a.docx", limits=Limits(max_bytes=1_000_000))


def test_a_torn_archive_is_a_sentence() -> None:
    data = archive({"word/document.xml": b"<a/>" * 500})
    with pytest.raises(DocumentError, match="damaged"):
        read(data[: len(data) // 2], "a.docx")
    broken = bytearray(data)
    broken[60:70] = b"\xff" * 10
    with pytest.raises(DocumentError, match="damaged"):
        read(bytes(broken), "a.docx")


def test_inline_marks_go_and_blocks_stay() -> None:
    markdown = "# A *title*\n\n* an `item`\n* 2\\*3 __is__ _six_ snake_case_name ![x](data:y)\n"
    assert without_inline_marks(markdown) == (
        "# A title\n\n* an item\n* 2*3 is six snake_case_name\n"
    )
