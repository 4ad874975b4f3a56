"""Plain text and Markdown, and what is refused."""

from __future__ import annotations

from time import process_time

import pytest

from pincite_ingest.document import Document, Page, Span
from pincite_ingest.errors import DocumentError, PinciteError, UsageError
from pincite_ingest.limits import Limits
from pincite_ingest.reader import read

from .conftest import block_texts

MARKDOWN = """\
---
title: x
---
# One #

Some *plain* words
over two lines.

- an item
- another
  that goes on
1. a numbered one

Table 1. Stocks

| Country | Stock |
|---------|-------|
| Serbia  | 4     |

Two
---

> A quotation.

```
# not a heading
```

[^1]: A note.
"""


def test_markdown_blocks() -> None:
    document = read(MARKDOWN.encode(), "a.md")
    assert document.pages == ()
    assert document.title == "One"
    found = [
        (str(b.kind), b.section, document.text[b.start : b.end].splitlines()[0])
        for b in document.blocks
    ]
    assert found == [
        ("furniture", (), "title: x"),
        ("heading", ("One",), "One"),
        ("paragraph", ("One",), "Some *plain* words"),
        ("list_item", ("One",), "an item"),
        ("list_item", ("One",), "another"),
        ("list_item", ("One",), "1. a numbered one"),
        ("caption", ("One",), "Table 1. Stocks"),
        ("table", ("One",), "| Country | Stock |"),
        ("heading", ("One", "Two"), "Two"),
        ("paragraph", ("One", "Two"), "A quotation."),
        ("paragraph", ("One", "Two"), "# not a heading"),
        ("note", ("One", "Two"), "A note."),
    ]


def test_markdown_comments_are_not_read_and_toml_is_front_matter() -> None:
    text = "+++\nx = 1\n+++\n<!-- one -->\nWords.\n\n<!-- two\n\n# lines -->\nMore.\n\n<!-- open\n"
    document = read(text.encode(), "a.md")
    found = [(str(b.kind), document.text[b.start : b.end]) for b in document.blocks]
    assert found == [
        ("furniture", "x = 1"),
        ("paragraph", "Words."),
        ("paragraph", "More."),
        ("paragraph", "<!-- open"),
    ]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("![Logo](l.png) My Project", "My Project"),
        ("[![B](b.svg)](u) Name", "Name"),
        ("max_bytes and `__init__` of _this_", "max_bytes and __init__ of this"),
        ("a < b and c > d <br>", "a < b and c > d"),
    ],
)
def test_a_markdown_title_is_as_it_is_seen(printed: str, title: str) -> None:
    assert read(f"# {printed}\n".encode(), "a.md").title == title


def test_numbered_lines_of_plain_text_are_items_of_their_own() -> None:
    text = "It asks for this:\n\n1. one thing\n2. another thing\n   that goes on\n3. a third\n"
    items = block_texts(read(text.encode(), "a.txt"), "list_item")
    assert items == ["1. one thing", "2. another thing\n   that goes on", "3. a third"]


def test_a_short_line_over_a_long_one_is_a_heading_of_plain_text() -> None:
    body = "The quay was built in 1923 and has been mended twice since then. " * 5
    title = "The last quay: how a harbour of four rural districts was closed, and opened again"
    text = "\n\n".join(
        [title, body, "Why harbours close", body, "Nobody knew", "Not a soul.", body]
    )
    document = read(text.encode(), "quay.txt")
    assert document.title == title
    assert block_texts(document, "heading") == [title, "Why harbours close"]


def test_plain_text_pages_take_their_printed_labels() -> None:
    pages = [f"Some words on a page that ends here.\n\n{n}\n" for n in (11, 12, 13)]
    document = read("\f".join(pages).encode(), "a.txt")
    assert [page.label for page in document.pages] == ["11", "12", "13"]
    assert block_texts(document, "furniture") == ["11", "12", "13"]


@pytest.mark.parametrize("numbers", [{3: 1987}, {3: 1987, 4: 1988}, {0: 42}])
def test_few_lone_numbers_are_no_page_labels(numbers: dict[int, int]) -> None:
    pages = [f"Some words that end here.\n\n{numbers.get(at, 'The end')}\n" for at in range(8)]
    for text in ("\f".join(pages), pages[0]):
        document = read(text.encode(), "a.txt")
        assert [page.label for page in document.pages] in ([], [str(at) for at in range(1, 9)])
        assert block_texts(document, "furniture") == []


def test_a_sole_page_number_counts_where_it_is_off_by_few_pages() -> None:
    pages = ["Some words that end here.\n\nThe end.\n"] * 12
    pages[2] = "Some words that end here.\n\n5\n"
    document = read("\f".join(pages).encode(), "a.txt")
    assert [page.label for page in document.pages] == [str(at) for at in range(3, 15)]


def test_plain_text_without_page_numbers_counts() -> None:
    document = read(b"First page.\n\fSecond page.\n", "a.txt")
    assert [page.label for page in document.pages] == ["1", "2"]
    assert read(b"No pages.", "a.txt").pages == ()


def test_wrapped_lines_are_one_paragraph_and_a_sentence_crosses_the_form_feed() -> None:
    text = "It began in the spring of that year and it\nwent on until the\n\fautumn came.\n"
    document = read(text.encode(), "a.txt")
    assert len(document.blocks) == 1
    block = document.blocks[0]
    assert [page.index for page in document.pages_of(block.start, block.end)] == [1, 2]


WRAPPED = "The minister of trade, who had long been ill and tired of it,\nsaid that the report "


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (f"{WRAPPED}of the committee on the republics\n– which was\nlate.\n", []),
        (f"{WRAPPED}of the committee has these parts:\n– one\n– two\n", ["one", "two"]),
        (f"{WRAPPED}has these parts\n- one\n- two\n", ["one", "two"]),
        ("Milk and eggs and bread\n- milk\n- eggs\n", ["milk", "eggs"]),
    ],
)
def test_a_dash_within_a_wrapped_sentence_opens_no_item(text: str, items: list[str]) -> None:
    document = read(text.encode(), "a.txt")
    assert block_texts(document, "list_item") == items
    assert len(document.blocks) == 1 + len(items)


def test_damaged_utf8_keeps_what_is_whole() -> None:
    document = read("Ça s’est passé à Köln".encode() + b" \xe9t\xe9.", "a.txt")
    assert document.text == "Ça s’est passé à Köln �t�."
    assert document.warnings == ("Its UTF-8 is damaged; what is lost was read as � (2).",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    document = read("Naïve café.".encode(encoding), "a.txt")
    assert document.text == "Naïve café."
    assert bool(document.warnings) is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "it is empty"),
        (b" \n\t\n", "a.txt", "white space"),
        (b"plain words", "a.pdf", "not a PDF"),
        (b"ab\x00\x01\x02\xff" * 50, "a.txt", "binary data"),
        (b"\xff\xfe\x00\xd8", "a.txt", "not valid utf-16-le"),
        ("Торговля растёт с каждым годом.".encode("cp1251"), "a.txt", "not valid UTF-8"),
        ("中国的贸易投资增长很快。".encode("gb18030"), "a.txt", "not valid UTF-8"),
        (b"%PDF-1.7\nrubbish", "a.pdf", "not a whole PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a.png", "image"),
        (b"{\\rtf1 words}", "a.rtf", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.doc", "old Office"),
        (b"\x1f\x8b\x08" + b"\x00" * 40, "a.gz", "archive"),
    ],
)
def test_refusals_are_one_sentence(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read(data, name)
    assert str(caught.value).startswith(f"{name} could not be read: ")
    assert "\n" not in str(caught.value)
    assert caught.value.advice.endswith(".")


def test_limits() -> None:
    for limits in (Limits(max_bytes=5), Limits(max_characters=5)):
        with pytest.raises(DocumentError, match="the limit is 5"):
            read(b"Some words.", "a.txt", limits=limits)
    with pytest.raises(UsageError, match="max_pages must be positive"):
        Limits(max_pages=0)
    assert len(read(b"Words.\f" * 5, "a.txt", limits=Limits(max_pages=5)).pages) == 5
    with pytest.raises(DocumentError, match="6 pages and the limit is 5"):
        read(b"Words.\f" * 6, "a.txt", limits=Limits(max_pages=5))


def test_many_pages_take_little_time() -> None:
    began = process_time()
    document = read(b"A line of words.\n\n\n\nAnother.\f" * 5000, "a.txt")
    assert all(
        document.pages_of(b.start, b.end)[0].touches(b.start, b.end) for b in document.blocks
    )
    assert process_time() - began < 5


def test_the_pages_of_a_span_are_found_where_pages_interleave() -> None:
    spans = [(Span(0, 9), Span(20, 30)), (), (Span(10, 19), Span(31, 40), Span(5, 7))]
    pages = tuple(Page(at, str(at), of) for at, of in enumerate(spans, start=1))
    document = Document("0", "", "", "text/plain", "x" * 40, (), pages)
    for start in range(41):
        for end in range(start, 42):
            touched = tuple(page for page in pages if page.touches(start, end))
            assert document.pages_of(start, end) == touched
    assert issubclass(UsageError, PinciteError)


@pytest.mark.parametrize("suffix", [".md", ".txt", ".rst", ".html"])
def test_a_text_may_speak_of_the_mark_of_a_pdf(suffix: str) -> None:
    said = "A PDF opens with %PDF-1.7, a PNG with 89 50."
    assert read(said.encode(), "signatures" + suffix).text.strip() == said


def test_a_pdf_is_known_by_its_content() -> None:
    with pytest.raises(DocumentError, match="not a whole PDF"):
        read(b"%PDF-1.4 cut off", "a.txt")
    with pytest.raises(DocumentError, match="not a whole PDF"):
        read(b"HTTP/1.1 200 OK\n\n%PDF-1.4 cut off", "a.pdf")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("* \u2028\nWords.", "Words."),
        ("\f\nWords.", "Words."),
        ("1. \n   Words.", "1. \n   Words."),
        ("Words.\n2. More.", "Words.\n2. More."),
        ("```\nWords.", "Words."),
    ],
)
def test_odd_white_space_in_markdown(text: str, words: str) -> None:
    document = read(text.encode(), "a.md")
    assert [document.text[block.start : block.end] for block in document.blocks] == [words]
