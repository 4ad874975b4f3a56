"""Which words are looked up, where some are common and some stand nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_store import ENCODER, disk, entry

from pincite_index import lexical


def test_a_word_that_no_passage_has_does_not_switch_the_others_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "POSTINGS", 2)  # a library of five passages is a large one then
    store = disk(tmp_path)
    for number in range(5):
        words = "Ships sail slowly" if number else "Ships and harbour sail"
        store.put(entry(f"{words} {number}.\n", f"{number}.txt"))
    with store.snapshot() as view:
        for asked in (["ships", "sail"], ["ships", "sail", "absent"]):
            scores = lexical.bm25_top(view.connection, view.frequencies(asked), 5, None)
            assert 0 < len(scores) <= 4  # twice POSTINGS
            some = lexical.bm25_of(view.connection, view.frequencies(asked), [1, 2])
            assert set(some) == {1, 2}
        for asked in (["absent"], []):
            frequencies = view.frequencies(asked)
            assert lexical.bm25_top(view.connection, frequencies, 5, None) == {}
            assert lexical.bm25_of(view.connection, frequencies, [1]) == {}
            assert view.candidates(asked, ENCODER.encode(["ships"])[0], 3)
        rare = lexical.bm25_top(view.connection, view.frequencies(["ships", "harbour"]), 5, None)
        assert set(rare) == {1}
    store.close()
