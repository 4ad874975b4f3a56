"""The features of sentences, and what a text is seen to have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages import BODY, query

from pincite.retrieval.features import (
    SentenceFeatures,
    has_date,
    has_number,
    is_dependent,
    sentence_features,
    shares,
    stretched,
)
from pincite_ingest.document import BlockKind

CRANES = query(
    "How many cranes has the quay?", {"cranes": 1.0, "quay": 1.0}, {"number": 0.75, "date": 0.25}
)


def features(text: str, kind: BlockKind = BODY, before: str = "") -> SentenceFeatures:
    return sentence_features(CRANES, text, kind, 0.5, before, header_row=False)


@pytest.mark.parametrize(
    ("text", "number", "date"),
    [
        ("Six ferries came in 2017.", True, True),
        ("The MiG-29 and the T-72 came.", False, False),
        ("They met in 2012.", False, True),
        ("some 2,000 soldiers", True, False),
        ("It cost €7.1 billion.", True, False),
        ("It was dear.", False, False),
        ("85% of it", True, False),
        ("net sales of $(1,234)", True, False),
        ("in the last century", False, True),
    ],
)
def test_numbers_and_dates_are_told_apart(text: str, number: bool, date: bool) -> None:
    assert (has_number(text), has_date(text)) == (number, date)


def test_a_sentence_without_the_number_asked_for_lacks_it() -> None:
    assert features("It has some cranes.").lacks_number == 0.75
    assert features("It has four cranes.").lacks_number == 0
    assert features("It has four cranes.").lacks_date == 0.25


def test_a_dependent_sentence_has_the_context_of_the_one_before() -> None:
    assert features("It has four cranes.", before="The quay is long.").context == 0.5
    assert features("The mole has four cranes.", before="The quay is long.").context == 0


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("How many cranes does the quay need?", BODY, "question"),
        ("Cranes of the quay", BODY, "fragment"),
        ("Cranes, quay.", BODY, "echo"),
        ("The cranes of the east quay", BlockKind.CAPTION, "aside"),
    ],
)
def test_weak_sentences_are_marked(text: str, kind: BlockKind, name: str) -> None:
    assert getattr(features(text, kind), name) == 1
    assert getattr(features("There are four tall cranes on the quay."), name) == 0


def test_a_yes_or_no_may_echo_the_question() -> None:
    asked = query("Has the quay cranes?", {"quay": 1.0, "cranes": 1.0}, {"yes_no": 1.0})
    found = sentence_features(asked, "The quay has cranes.", BODY, 0.5, "", header_row=False)
    assert found.echo == 0


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(BlockKind))
def test_features_are_bounded(text: str, before: str, kind: BlockKind) -> None:
    found = features(text, kind, before)
    assert 0 <= found.coverage <= 1
    assert -1e-9 <= found.context <= 1
    is_dependent(text)


@given(st.lists(st.floats(-5, 5), max_size=8))
def test_normalised_values_keep_their_order(values: list[float]) -> None:
    for normalised in (stretched(values), shares([abs(value) for value in values])):
        assert len(normalised) == len(values)
        assert all(0 <= value <= 1 for value in normalised)
