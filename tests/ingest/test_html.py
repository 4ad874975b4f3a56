"""HTML as a browser shows it."""

from __future__ import annotations

import pytest

from pincite_ingest.reader import read

from .conftest import block_texts

HTML = b"""<!doctype html><html><head><title>A page</title><style>p {}</style></head><body>
<h1>One</h1><p>Some <b>bold</b> words and a <a href="http://x.y/">link</a>.</p>
<script>alert(1)</script><ul><li>first</li><li>second</li></ul>
<table><tr><th>Country</th><th>Stock</th></tr><tr><td>Serbia</td><td>4</td></tr></table>
<h2>Two</h2><p>More.</p></body></html>"""


def test_html() -> None:
    document = read(HTML, "a.html")
    assert document.media_type == "text/html"
    assert document.title == "A page"
    assert block_texts(document, "paragraph") == ["Some bold words and a link.", "More."]
    assert block_texts(document, "list_item") == ["first", "second"]
    assert document.blocks[-1].section == ("One", "Two")
    assert block_texts(document, "table") == ["Country | Stock\nSerbia | 4"]
    assert "alert" not in document.text


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


def test_a_layout_table_is_read_as_blocks() -> None:
    page = "<table><tr><td><h1>News</h1><p>A boat came.</p></td><td>Menu</td></tr></table>"
    document = read(page.encode(), "a.html")
    assert [(str(block.kind), block.section) for block in document.blocks] == [
        ("heading", ("News",)),
        ("paragraph", ("News",)),
        ("paragraph", ("News",)),
    ]


def test_a_table_has_its_caption_before_it() -> None:
    page = "<table><caption>Table 1. Fish</caption><tr><td>Cod</td><td>4</td></tr></table>"
    document = read(page.encode(), "a.html")
    assert document.text == "Table 1. Fish\n\nCod | 4"


def test_items_of_ordered_lists_keep_their_numbers() -> None:
    page = "<ol><li>One<ul><li>inner</li></ul></li><li><p>Two</p><p>more</p></li></ol>"
    assert block_texts(read(page.encode(), "a.html"), "list_item") == [
        "1. One",
        "inner",
        "2. Two",
        "more",
    ]
