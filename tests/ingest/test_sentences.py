"""Sentences: where they end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from pincite_ingest.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "It cost 3.5 per cent of GDP in the U.S. market.",
        "Mr. A. B. Smith signed on 1 Jan. 2020.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("See the map on page 5. It is old.", "See the map on page 5."),
        ("It stands on Map 5. It is old.", "It stands on Map 5."),
        pytest.param(
            "They voted in Part A. Nobody came.",
            "They voted in Part A.",
            marks=pytest.mark.xfail(reason="an initial before a name looks the same"),
        ),
        ("It fell by 9. Then it rose.", "It fell by 9."),
    ],
)
def test_two_sentences_are_two(text: str, first: str) -> None:
    assert next(text[span.start : span.end] for span in sentences(text)) == first
