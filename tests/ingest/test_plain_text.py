"""Plain text: paragraphs, lists, headings and printed page numbers."""

from __future__ import annotations

from time import process_time

import pytest

from pincite_ingest.reader import read

from .conftest import block_texts


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


def test_many_pages_take_little_time() -> None:
    began = process_time()
    document = read(b"A line of words.\n\n\n\nAnother.\f" * 5000, "a.txt")
    assert all(
        document.pages_of(b.start, b.end)[0].touches(b.start, b.end) for b in document.blocks
    )
    assert process_time() - began < 5
