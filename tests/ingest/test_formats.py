"""Plain text and Markdown, and what is refused."""

from __future__ import annotations

import pytest

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


def test_numbered_lines_of_plain_text_are_items_of_their_own() -> None:
    text = "It asks for this:\n\n1. one thing\n2. another thing\n   that goes on\n3. a third\n"
    items = block_texts(read(text.encode(), "a.txt"), "list_item")
    assert items == ["1. one thing", "2. another thing\n   that goes on", "3. a third"]


def test_plain_text_pages_take_their_printed_labels() -> None:
    pages = [f"Some words on a page that ends here.\n\n{n}\n" for n in (11, 12, 13)]
    document = read("\f".join(pages).encode(), "a.txt")
    assert [page.label for page in document.pages] == ["11", "12", "13"]
    assert block_texts(document, "furniture") == ["11", "12", "13"]


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
        (b"plain words", "a.pdf", "named like a PDF but is none"),
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
    assert issubclass(UsageError, PinciteError)


def test_a_pdf_is_known_by_its_content() -> None:
    with pytest.raises(DocumentError, match="not a whole PDF"):
        read(b"%PDF-1.4 cut off", "a.txt")
