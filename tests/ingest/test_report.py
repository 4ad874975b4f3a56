"""The report that Pincite is first used on: gold quotes, sections, sentences across pages."""

from __future__ import annotations

import json
import re

import pytest

from pincite_ingest.document import BlockKind

from .conftest import SHARED, read_shared

pytestmark = pytest.mark.slow


def gold() -> list[tuple[str, str]]:
    path = SHARED / "questions" / "report_dev.jsonl"
    if not path.exists():
        pytest.skip("needs the folder 'shared' beside the project")
    return [
        (evidence["text"], str(evidence["page"]))
        for line in path.read_text("utf-8").splitlines()
        for evidence in json.loads(line)["evidence"]
        if evidence.get("text")
    ]


def test_each_gold_quote_stands_on_its_printed_page() -> None:
    document = read_shared("corpus/report.pdf")
    for quote, label in gold():
        at = document.text.find(quote)
        assert at >= 0, quote
        places = [page.label for page in document.pages_of(at, at + len(quote))]
        assert places == [label], quote


def test_sections_are_the_outline() -> None:
    document = read_shared("corpus/report.pdf")
    paths = list(dict.fromkeys(block.section for block in document.blocks if block.section))
    assert [(len(path), path[-1].split()[0]) for path in paths] == [
        (1, "Cover"), (1, "Contents"), (1, "Executive"), (1, "Introduction"), (1, "The"),
        (2, "The"), (1, "The"), (1, "17"), (1, "The"), (2, "Looking"), (1, "Policy"),
        (1, "Appendix:"),
    ]  # fmt: skip


@pytest.mark.parametrize("first", [7, 9, 11, 12, 16, 18])
def test_sentences_over_a_page_break_are_whole(first: int) -> None:
    document = read_shared("corpus/report.pdf")
    one, two = document.pages[first - 1], document.pages[first]
    over = [
        block
        for block in document.blocks
        if one.touches(block.start, block.end) and two.touches(block.start, block.end)
    ]
    assert [str(block.kind) in ("paragraph", "list_item") for block in over] == [True]


def test_paragraphs_hold_no_furniture_marks_or_pull_quotes() -> None:
    document = read_shared("corpus/report.pdf")
    body = [
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    ]
    assert not [text for text in body if "Partnership Without Substance" in text[1:]]
    assert not [text for text in body if re.search(r"[a-z][.,;”]\d{1,2}(\s|$)", text)]
    assert [mark.label for mark in document.note_marks] == [str(n) for n in range(1, 96)]
    quotes = [block for block in document.blocks if block.kind is BlockKind.PULL_QUOTE]
    assert [page.label for block in quotes for page in document.pages_of(block.start, block.end)]
    assert len(quotes) == 2


def test_the_text_keeps_its_own_characters_and_labels() -> None:
    document = read_shared("corpus/report.txt")
    assert document.text == (SHARED / "corpus/report.txt").read_bytes().decode("utf-8")
    assert [page.label for page in document.pages] == [str(n) for n in range(3, 26)]
    found = 0
    for quote, label in gold():  # its lines are broken, so white space is compared freely
        match = re.search(r"\s+".join(map(re.escape, quote.split())), document.text)
        found += match is not None and label in [
            page.label for page in document.pages_of(*match.span())
        ]
    assert (found, len(gold())) == (76, 78)  # two quotes are cut up by other text in the file
