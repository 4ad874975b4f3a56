"""Sentences: where they end, and where a full stop ends none."""

from __future__ import annotations

from time import process_time

import pytest

from pincite_ingest.chunking.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "It cost 3.5 per cent of GDP in the U.S. market.",
        "Mr. A. B. Smith signed on 1 Jan. 2020.",
        "10. The plan is good.",
        "Read Art. I of it, Vol. One, No. 12 and Fig. A.",
        "See p.12 The Atlas and version 2.0.1 of it.",
        "Dr. No met Gen. The Lion.",
        "It is one of {p1, p2, . . . , pn}, as they say.",
        "He asked (at length . . . ) and they . . . said no . . . .",
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
        ("They turn to the sun. The grid is full.", "They turn to the sun."),
        ("It is state of the art. It is new.", "It is state of the art."),
        ("It closed in Dec. The owner left.", "It closed in Dec."),
        ("No. The ministry denied it.", "No."),
        ("It grew.[12] It fell.", "It grew.[12]"),
        ("It grew.[^1] It fell.", "It grew.[^1]"),
        ("It grew.12 It fell.", "It grew.12"),
        ("It grew.¹² It fell.", "It grew.¹²"),
        ("Il a dit : « Oui. » Puis il est parti.", "Il a dit : « Oui. »"),
        ("他说：“好。”然后走了。", "他说：“好。”"),
        ("（完。）下一句。", "（完。）"),
        ("真的?！好。", "真的?！"),
        ("It went on . . . . Then it stopped.", "It went on . . . ."),
    ],
)
def test_two_sentences_are_two(text: str, first: str) -> None:
    assert next(text[span.start : span.end] for span in sentences(text)) == first


@pytest.mark.parametrize("text", ["." * 100_000 + "x", ("." + ")" * 9) * 10_000 + "x"])
def test_dots_without_end_take_no_time(text: str) -> None:
    began = process_time()
    assert len(sentences(text)) == 1
    assert process_time() - began < 1
