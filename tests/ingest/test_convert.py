"""Formats that come in through markitdown, and archives that must not."""

from __future__ import annotations

import io
import zipfile

import pytest

from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.convert import plain
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
    assert block_texts(document, "table") == ["Country | Stock\nSerbia | 4"]
    assert "alert" not in document.text


@pytest.mark.slow
def test_docx() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>Some words</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>A source.</w:t></w:r></w:p></w:footnote>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
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
            "word/_rels/document.xml.rels": b'<?xml version="1.0"?><Relationships xmlns="http://'
            b'schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="'
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
            b'" Target="footnotes.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats'
            b'.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
            "word/footnotes.xml": f"<w:footnotes {space}>{note}</w:footnotes>".encode(),
            "word/styles.xml": b'<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxml'
            b'formats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId='
            b'"Heading1"><w:name w:val="heading 1"/></w:style></w:styles>',
        }
    )
    document = read(data, "a.docx")
    assert [(str(b.kind), b.section) for b in document.blocks] == [
        ("heading", ("One",)),
        ("paragraph", ("One",)),
        ("note", ("One",)),
    ]
    assert document.text == "One\n\nSome words\n\n1. A source."
    assert [(mark.offset, mark.label) for mark in document.note_marks] == [(15, "1")]


@pytest.mark.slow
def test_pptx_slides_are_pages() -> None:
    pptx = pytest.importorskip("pptx")
    made = pptx.Presentation()
    for title in ("First slide", "Second slide"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"Words of the {title.lower()}."
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9)
    box.text_frame.text = "A *first* point\nA second point"
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue(), "a.pptx")
    assert [page.label for page in document.pages] == ["1", "2", "3"]
    assert block_texts(document, "paragraph")[-2:] == ["A *first* point", "A second point"]
    assert document.blocks[-1].section == ()
    assert document.pages[2].spans[0].end == len(document.text)
    at = document.text.index("Words of the second")
    assert [page.index for page in document.pages_of(at, at + 5)] == [2]


@pytest.mark.slow
def test_the_text_of_a_slide_is_no_markdown() -> None:
    pptx = pytest.importorskip("pptx")
    made = pptx.Presentation()
    points = ["> 50% agree", "- 3% change", "Before", "```", "---", "<!-- a", "[a](b) 1) c"]
    for text in ("\n".join(points), "After\n===\n```"):
        box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9)
        box.text_frame.text = text
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue(), "a.pptx")
    assert block_texts(document, "paragraph") == [*points, "After", "===", "```"]
    at = document.text.index("After")
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
    assert block_texts(document, "paragraph") == ["Title: A book", "Words."]


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


def test_marks_go_and_characters_stay() -> None:
    markdown = "an `item` 2\\*3 of **bold**, <u>lines</u>, snake\\_case [a](b) ![x](data:y)~~no~~"
    assert plain(markdown) == ("an item 2*3 of bold, lines, snake_case a", [])
    assert plain("*a* `b` 2\\*3", escaped=False) == ("*a* `b` 2\\*3", [])
    assert plain("a ``b` c") == ("a ``b` c", [])
    code = r"`2**3 + 4**2`, `\d+\.\d`, `a\_b`, `` a`[b](c) ``, [`f()`](u) and 2\**3"
    assert plain(code) == (r"2**3 + 4**2, \d+\.\d, a\_b, a`[b](c), f() and 2**3", [])


@pytest.mark.slow
def test_html_as_it_is_seen() -> None:
    page = """<html><body><p hidden>not this</p><p style="display: none">nor this</p>
    <template>nor that</template><h1>The <i>head</i>_line</h1>
    <p>Un<b>believ</b>able&nbsp;growth of 12 km<sup>2</sup>.<sup><a href="#n1">[1]</a></sup> So
    # it is &lt;b&gt; <s>was</s>.</p><p>One<br>Two</p><blockquote>Three
    four.</blockquote>
    <table><tr><th></th><th>2019</th></tr><tr><td>Serbia</td><td>4</td></tr></table>
    <pre># a*b
    x</pre><ol><li id="n1">A source. <a href="#m1">↑</a></li></ol></body></html>"""
    document = read(page.encode(), "a.html")
    found = [(str(b.kind), document.text[b.start : b.end]) for b in document.blocks]
    assert found == [
        ("heading", "The head_line"),
        ("paragraph", "Unbelievable growth of 12 km². So # it is <b> ."),
        ("paragraph", "One\nTwo"),
        ("paragraph", "Three four."),
        ("table", "2019\nSerbia | 4"),
        ("paragraph", "# a*b\n    x"),
        ("note", "1. A source."),
    ]
    (mark,) = document.note_marks
    assert (mark.label, document.text[: mark.offset][-4:]) == ("1", "km².")
    assert document.blocks[1].section == ("The head_line",)


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<!doctype html><html><head><title>A</title><body><h1>B</h1><p>C.", ["B", "C."]),
        ("<title>A</title><p>B.<p>C.<ul><li>d<li>e</ul>", ["B.", "C.", "d", "e"]),
        ("<ul><li hidden>a<li>b<li>c</ul><p style='display:none'>d<p>Café", ["b", "c", "Café"]),
        ("<p style='backface-visibility:hidden'>A.</p>", ["A."]),
        ("<p>\ue000 a <a href='#b'>b</a> c \ue000.</p>", ["\ue000 a b c \ue000."]),
        ("<p>a <a href='b'><img src='c' alt='d'></a>e <img src='a_(b).jpg'>f</p>", ["a e f"]),
        ("<h1><img src='a' alt='b'></h1><p>c <img src='d' alt='e [1]'></p>", ["c"]),
        ("<p>Use <code>2**3 + 4**2</code></p>", ["Use 2**3 + 4**2"]),
        ("<div>" * 3000 + "deep" + "</div>" * 3000, ["deep"]),
    ],
)
def test_html_is_read_as_a_browser_shows_it(page: str, texts: list[str]) -> None:
    document = read(page.encode(), "a.html")
    assert [document.text[block.start : block.end] for block in document.blocks] == texts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_html_in_its_encoding(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><p>Café à Paris.</p></html>'
    assert read(page.encode(encoding), "a.html").text == "Café à Paris."
