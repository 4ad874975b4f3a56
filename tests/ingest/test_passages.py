"""Passages: what they hold, and where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite_ingest.chunking.passages import Packing, Passage, document_sentences, split
from pincite_ingest.document import Block, BlockKind, Document

PACKING = Packing(max_tokens=12, overlap_tokens=6, paragraph_tokens=6)
PARAGRAPHS = st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=6), min_size=1, max_size=6)
"""Words of each sentence of each paragraph."""


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def document(paragraphs: Sequence[Sequence[int]], items: Sequence[int] = ()) -> Document:
    """Sentences of so many words, told apart by their numbers; ``items`` are list items."""
    text, blocks, number = "", [], 0
    for at, sizes in enumerate(paragraphs):
        begin = len(text)
        for size in sizes:
            number += 1
            text += " ".join([f"W{number}", *["word"] * (size - 1)]) + ". "
        text = text.rstrip()
        kind = BlockKind.LIST_ITEM if at in items else BlockKind.PARAGRAPH
        blocks.append(Block(kind, (), begin, len(text)))
        text += "\n\n"
    return Document("0", "", "", "text/plain", text.rstrip("\n"), tuple(blocks), ())


def numbers(passages: Sequence[Passage]) -> list[list[int]]:
    """The numbers of each passage's sentences."""
    return [
        [int(word[1:].rstrip(".")) for word in passage.text.split() if word[0] == "W"]
        for passage in passages
    ]


def test_a_passage_ends_with_a_paragraph_and_the_next_begins_with_one() -> None:
    whole = document([[4, 4], [5], [3, 3]])
    assert numbers(split(whole, words, PACKING)) == [[1, 2], [3, 4, 5]]


def test_a_short_paragraph_is_joined_with_the_next() -> None:
    whole = document([[3], [4, 4], [6]])
    assert numbers(split(whole, words, PACKING)) == [[1, 2, 3], [4]]


def test_within_a_long_paragraph_passages_overlap() -> None:
    whole = document([[4, 4, 4, 4, 4]])
    assert numbers(split(whole, words, PACKING)) == [[1, 2, 3], [3, 4, 5]]


def test_a_list_stays_with_the_sentence_before_it() -> None:
    whole = document([[6], [3], [3], [3]], items=(1, 2, 3))
    assert numbers(split(whole, words, PACKING)) == [[1, 2, 3], [2, 3, 4]]


def captions(*texts: str) -> list[str]:
    """The passages of a document of captions; one without a label or a source is a paragraph."""
    blocks, at = [], 0
    for text in texts:
        caption = text.startswith(("Figure", "Source", "Note"))
        kind = BlockKind.CAPTION if caption else BlockKind.PARAGRAPH
        blocks.append(Block(kind, (), at, at + len(text)))
        at += len(text) + 2
    whole = Document("0", "", "", "text/plain", "\n\n".join(texts), tuple(blocks), ())
    return [one.text for one in split(whole, words, PACKING)]


def test_a_source_line_goes_with_the_caption_before_it() -> None:
    assert captions("Figure 1. Herring landed", "Source: The harbour.", "Figure 2. Cod landed") == [
        "Figure 1. Herring landed\n\nSource: The harbour.",
        "Figure 2. Cod landed",
    ]


def test_a_bare_source_line_is_no_passage() -> None:
    note = "Note: Of 2019 only what was landed before the storm of November is counted."
    assert captions("Herring came.", "Source: The harbour.", "Cod came.") == [
        "Herring came.",
        "Cod came.",
    ]
    assert captions("Herring came.", note) == ["Herring came.", note]


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\xa0"])
def test_a_sentence_too_long_is_cut_between_words_until_it_fits(space: str) -> None:
    text = space.join(["word"] * 90 + ["1" * 30] * 3)

    def tokens(texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"[a-z]+|\d", text)) for text in texts]

    block = Block(BlockKind.PARAGRAPH, (), 0, len(text))
    whole = Document("0", "", "", "text/plain", text, (block,), ())
    pieces = [one.text for one in split(whole, tokens, Packing(40, 0, 80, longest_sentence=40))]
    assert max(tokens(pieces)) <= 40
    assert " ".join(" ".join(pieces).split()) == " ".join(text.split())


@given(PARAGRAPHS)
def test_every_sentence_is_in_a_passage_that_is_not_too_long(paragraphs: list[list[int]]) -> None:
    whole = document(paragraphs)
    passages = split(whole, words, PACKING)
    assert all(size <= PACKING.max_tokens for size in words([passage.text for passage in passages]))
    assert all(p.text == whole.text[p.start : p.end] for p in passages)
    found = numbers(passages)
    assert {number for one in found for number in one} == set(
        range(1, sum(map(len, paragraphs)) + 1)
    )
    assert all(one[0] < other[0] and one[-1] < other[-1] for one, other in pairwise(found))


@given(PARAGRAPHS)
def test_a_passage_runs_over_a_paragraphs_end_only_where_it_would_be_short(
    paragraphs: list[list[int]],
) -> None:
    whole = document(paragraphs)
    ends = [spans[-1].end for spans in document_sentences(whole)]
    for one in split(whole, words, PACKING)[:-1]:
        for end in ends:
            if one.start < end < one.end and one.end not in ends:
                assert words([whole.text[one.start : end]])[0] < PACKING.paragraph_tokens


def table_document(rows: Sequence[str], caption: str = "Table 1. Herring landed") -> Document:
    """A document titled "Fish" with one captioned table in the section "Landings"."""
    body = "\n".join(rows)
    blocks = (
        Block(BlockKind.CAPTION, ("Landings",), 0, len(caption)),
        Block(BlockKind.TABLE, ("Landings",), len(caption) + 2, len(caption) + 2 + len(body)),
    )
    return Document("0", "Fish", "", "text/plain", f"{caption}\n\n{body}", blocks, ())


def test_context_holds_the_title_and_the_section_path() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, ("Sea", "North"), 0, 8),)
    whole = Document("0", "Fish", "", "text/plain", "Cod ran.", blocks, ())
    assert [passage.context for passage in split(whole, words, PACKING)] == ["Fish\nSea\nNorth"]


def test_rows_are_packed_whole_and_never_repeated() -> None:
    rows = ["Port | 2019 | 2020", *(f"P{at} | {at} | {at}" for at in range(6))]
    passages = [
        passage
        for passage in split(table_document(rows), words, PACKING)
        if passage.kind is BlockKind.TABLE
    ]
    assert "\n".join(passage.text for passage in passages) == "\n".join(rows)
    assert len(passages) > 1


def test_rows_have_the_caption_and_the_head_as_context() -> None:
    rows = ["Port | 2019 | 2020", *(f"P{at} | {at} | {at}" for at in range(6))]
    _, first, *others = split(table_document(rows), words, PACKING)
    assert first.context == "Fish\nLandings\nTable 1. Herring landed"
    assert {passage.context for passage in others} == {
        "Fish\nLandings\nTable 1. Herring landed\nPort | 2019 | 2020"
    }


def test_the_unit_line_and_all_column_heads_are_context() -> None:
    texts = [
        "Landings by port",
        "(in thousands)",
        "| 2020 | 2019\n| Net | Net\nCod | 41 | 7\nEel | 5 | 3",
    ]
    kinds = [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.TABLE]
    blocks, at = [], 0
    for kind, text in zip(kinds, texts, strict=True):
        blocks.append(Block(kind, (), at, at + len(text)))
        at += len(text) + 2
    whole = Document("0", "Fish", "", "text/plain", "\n\n".join(texts), tuple(blocks), ())
    last = split(whole, words, Packing(max_tokens=5, overlap_tokens=0))[-1]
    assert last.text == "Eel | 5 | 3"
    assert last.context == "Fish\n(in thousands)\n| 2020 | 2019\n| Net | Net"


def test_the_name_of_the_file_is_context_where_the_title_differs() -> None:
    block = Block(BlockKind.PARAGRAPH, (), 0, 8)
    for source, context in (
        ("/a/Cod_2021.pdf", "Annual report\nCod 2021"),
        ("annual-report.pdf", "Annual report"),
    ):
        whole = Document("0", "Annual report", source, "text/plain", "Cod ran.", (block,), ())
        assert split(whole, words, PACKING)[0].context == context
