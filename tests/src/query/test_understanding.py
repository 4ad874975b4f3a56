"""What a question asks for, as the classifiers tell it."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from pincite.query.understanding import Expected, Kind, encoder, understand
from pincite_index.models.opening import open_encoder

KINDS = [
    ("How many lambs were born on the farm?", Kind.FACT),
    ("List the tools in the shed.", Kind.LIST),
    ("Why did the orchard fail?", Kind.WHY),
    ("Compare the ewes with the goats.", Kind.COMPARE),
    ("What does the diary say about hay?", Kind.TOPIC),
    ("Summarise this document", Kind.SUMMARY),
    ("What does the chapter on shearing say?", Kind.SECTION),
    ("Does the diary mention foxes?", Kind.MENTION),
    ("Who wrote this, and when?", Kind.ABOUT),
    ("What does WTO stand for?", Kind.DEFINITION),
    ("Tell me more", Kind.MORE),
    ("Good morning!", Kind.CHAT),
]
EXPECTED = [
    ("How many lambs were born on the farm?", Expected.NUMBER),
    ("What percentage of lambs died?", Expected.SHARE),
    ("How much did the tractor cost?", Expected.MONEY),
    ("When was the barn built?", Expected.DATE),
    ("How long did the winter last?", Expected.DURATION),
    ("Who sheared the sheep?", Expected.PERSON),
    ("Where is the wool washed?", Expected.PLACE),
    ("Which company buys the wool?", Expected.ORGANISATION),
    ("Is the milk pasteurised?", Expected.YES_NO),
    ("What colour are the goats?", Expected.OTHER),
]


@pytest.fixture(scope="module")
def vectors() -> dict[str, np.ndarray]:
    questions = [question for question, _ in [*KINDS, *EXPECTED]]
    return dict(zip(questions, open_encoder().encode(questions), strict=True))


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_a_clear_question_has_its_kind(
    question: str, kind: Kind, vectors: dict[str, np.ndarray]
) -> None:
    assert understand(vectors[question], question).kind is kind


@pytest.mark.parametrize(("question", "expected"), EXPECTED)
def test_a_clear_question_wants_its_class(
    question: str, expected: Expected, vectors: dict[str, np.ndarray]
) -> None:
    wants = understand(vectors[question], question).wants
    assert max(wants, key=wants.__getitem__) == expected


def test_probabilities_add_up_to_one() -> None:
    found = understand(None, "?")
    assert sum(found.kinds.values()) == pytest.approx(1)
    assert sum(found.wants.values()) == pytest.approx(1)
    assert found.kind_probability == max(found.kinds.values())
    assert set(found.wants) == set(Expected)
    assert set(found.kinds) == set(Kind)


def test_a_vector_of_another_length_is_left_out() -> None:
    question = "How long is the trail?"
    assert understand(np.ones(3, np.float32), question) == understand(None, question)


def test_the_weights_say_where_they_come_from() -> None:
    body = json.loads(files("pincite.query").joinpath("understanding.json").read_text("utf-8"))
    assert {"command", "data", "date", "encoder"} <= set(body)
    assert encoder() == open_encoder().fingerprint
