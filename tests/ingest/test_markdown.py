"""Markdown: blocks are stretches of the file itself."""

from __future__ import annotations

import pytest

from pincite_ingest.reader import read

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
