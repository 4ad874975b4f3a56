"""Which words are looked up, where some are common and some stand nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from test_store import ENCODER, disk, entry

from pincite_index.search import bm25

Form = Literal["NFC", "NFD"]


def test_a_word_that_no_passage_has_does_not_switch_the_others_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bm25, "POSTINGS", 2)  # a library of five passages is a large one then
    store = disk(tmp_path)
    for number in range(5):
        words = "Ships sail slowly" if number else "Ships and harbour sail"
        store.put(entry(f"{words} {number}.\n", f"{number}.txt"))
    with store.snapshot() as view:
        for asked in (["ships", "sail"], ["ships", "sail", "absent"]):
            scores = bm25.best_passages(view.connection, view.frequencies(asked), 5, None)
            assert 0 < len(scores) <= 4  # twice POSTINGS
            every = bm25.score_passages(view.connection, view.frequencies(asked), range(1, 6))
            texts = {passage: text for passage, (text, _) in every.items()}
            assert texts.items() >= scores.items()  # on one scale
            some = bm25.score_passages(view.connection, view.frequencies(asked), [1, 2])
            assert set(some) == {1, 2}
        for asked in (["absent"], []):
            frequencies = view.frequencies(asked)
            assert bm25.best_passages(view.connection, frequencies, 5, None) == {}
            assert bm25.score_passages(view.connection, frequencies, [1]) == {}
            assert view.candidates(asked, ENCODER.encode(["ships"])[0], 3)
        rare = bm25.best_passages(view.connection, view.frequencies(["ships", "harbour"]), 5, None)
        assert set(rare) == {1}
    store.close()


@pytest.mark.parametrize(
    ("before", "rounds", "size"),
    [(12, 30, 4), (0, 6, 20), (0, 1, 30)],
    ids=["gaps behind the first", "the first are gone", "none are gone"],
)
def test_no_word_stands_in_more_passages_than_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int, rounds: int, size: int
) -> None:
    """Whatever was replaced: each time the ids go on, and leave a gap."""
    monkeypatch.setattr(bm25, "POSTINGS", 10)
    store = disk(tmp_path)
    for number in range(before):
        store.put(entry(f"Rust number {number}.\n", f"kept {number}"))
    for turn in range(rounds):
        text = "".join(f"Rust round {turn} number {number}.\n\n" for number in range(size))
        store.put(entry(text, "changed"))
    with store.snapshot() as view:
        assert view.frequencies(["rust"])["rust"] == view.passage_count()
    store.close()


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
@pytest.mark.parametrize("word", ["Vučić", "r̥gveda"])
def test_an_accent_may_be_written_either_way(
    tmp_path: Path, stored: Form, asked: Form, word: str
) -> None:
    store = disk(tmp_path)
    store.put(entry(normalize(stored, f"Then {word} opened the mine.\n"), "mine.txt"))
    (term,) = bm25.words(normalize(asked, word))
    with store.snapshot() as view:
        assert view.frequencies([term]) == {term: 1}
        near, edits = view.similar_word(f"{term}x") or ("", 0)
        assert (normalize("NFC", near), edits) == (normalize("NFC", word), 1)
    store.close()
