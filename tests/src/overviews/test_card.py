"""The document card, and where each fact comes from."""

from __future__ import annotations

from pincite.overviews.abbreviations import abbreviations
from pincite.overviews.card import card
from pincite_index.storage.base import Snapshot


def test_a_card_has_what_the_cover_says(view: Snapshot, document: str) -> None:
    info = view.find(document)
    assert info is not None
    made = card(view, info)
    facts = {detail.name: (detail.value, detail.origin) for detail in made.details}
    assert facts["title"] == ("The Orchard Handbook", "cover")
    assert facts["authors"] == ("Ada Byrne", "cover")
    assert facts["date"] == ("May 2021", "cover")
    assert facts["publisher"] == ("Hill Farm Trust, May 2021", "cover")
    assert facts["abbreviations"] == ("HFT (Hill Farm Trust)", "text")
    assert "1. Early frost" in facts["contents"][0]
    assert made.subject[0].lines[0].text.startswith("This handbook describes")


def test_abbreviations_are_found_in_either_order() -> None:
    text = "The gross domestic product (GDP) grew. ILO (International Labour Organization) agrees."
    assert [(one.short, one.long) for one in abbreviations(text)] == [
        ("GDP", "gross domestic product"),
        ("ILO", "International Labour Organization"),
    ]


def test_a_word_in_parentheses_is_no_abbreviation() -> None:
    assert abbreviations("It was sold (see Table 3) in 2014 (A).") == []
