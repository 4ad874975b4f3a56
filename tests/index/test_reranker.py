"""The bundled cross-encoder."""

from __future__ import annotations

import numpy as np

from pincite_index.reranker import OnnxReranker

TEXTS = ["The ferry leaves at nine.", "Herring is a fish. " * 40, "", "Nine ferries leave."]


def test_a_score_does_not_hang_on_what_else_is_scored() -> None:
    reranker = OnnxReranker()
    together = reranker.read("When does the ferry leave?", TEXTS)
    alone = [reranker.read("When does the ferry leave?", [text])[0] for text in TEXTS]
    for one, other in zip(together, alone, strict=True):
        assert one.odds == other.odds
        assert np.array_equal(one.tokens, other.tokens)
    assert together[0].odds == max(one.odds for one in together)
    assert reranker.read("When?", []) == []


def test_it_tells_which_sentence_answers() -> None:
    herring, ferry = "Herring is a fish of the open sea.", "The ferry leaves at nine."
    text = f"{herring} {ferry} {herring}"
    read = OnnxReranker().read("When does the ferry leave?", [text])[0]
    assert [text[a:b] for a, b in read.offsets[:3]] == ["Herring", "is", "a"]
    begin = text.index(ferry)
    places = [(0, begin), (begin, begin + len(ferry)), (begin + len(ferry), len(text))]
    first, second, third = (read.within(*place) for place in places)
    assert first is not None
    assert second is not None
    assert third is not None
    assert second > max(first, third)


def test_of_a_long_question_the_end_is_read() -> None:
    asked = "and about the ferry " * 20 + "when does it leave?"
    one, other = (OnnxReranker().read(begun + asked, TEXTS[:1])[0] for begun in ("", "Fish. " * 90))
    assert one.odds == other.odds


def test_a_passage_is_read_to_its_256th_token() -> None:
    text = "Herring is a fish. " * 80
    read = OnnxReranker().read("When does the ferry leave?", [text])[0]
    assert len(read.tokens) == len(read.offsets) < 256
    assert read.within(len(text) - 10, len(text)) is None
