"""Entities: the names in a question, and whether a text speaks of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.query.entities import missing, names


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("How much did Poland invest?", "Warsaw put in two billion.", 0),
        ("How much did Poland invest?", "Serbia put in two billion.", 1),
        ("croatia - stock?", "Croatian holdings grew.", 0),
        ("Why did the U.S. object?", "Let us see.", 1),
        ("Why did the U.S. object?", "Washington objected.", 0),
        ("Did Kuznetsov meet Xi?", "Xi met Kuznetsov’s aide.", 0),
        ("Did Kuznetsov meet Xi?", "The taxi came.", 2),
        ("what came of it, and why?", "Nothing.", 0),
        ("polish the report", "Done.", 0),
        ("cocoa of the Ivorians", "Cote d’Ivoire exports it.", 0),
        ("Who sold it to Turkey?", "TÜRKİYE bought it from Ruſſia.", 0),
        ("troops of Niger", "Nigeria sent troops.", 1),
        ("What did Orban and Vucic say?", "Orbán and Vučić said no.", 0),
        ("Did Hermes sell it?", "The hermitage was sold.", 1),
        ("How many in Serbia?", "There were six in Serbia27 then.", 0),
        ("HOW MANY SOLDIERS WERE SENT?", "Six.", 0),
        ("WHAT DID THE US SELL?", "Six.", 1),
        ("What Is The Role Of NATO?", "None.", 1),
        ("Did WHO approve Sinopharm?", "No.", 1),
        ("What did Mr. Smith say?", "Smith said no.", 0),
        ("Did the U.S. Senate agree?", "Washington’s Congress did.", 1),
        ("trade with Latin America", "The Americans trade.", 1),
        ("What did the European Parliament say?", "The Parliament of the European Union: no.", 0),
        ("Who owns Hutchison Holdings?", "Hutchison Holdings is Li’s.", 0),
        ("What did Sri Lanka sell?", "Sri\nLanka sold a port, the United\u00a0States none.", 0),
        ("What did O'Neill say in N'Djamena?", "O’Neill spoke in N’Djamena.", 0),
        ("COVID-19 in Xi'an", "COVID‑19 came to Xi’an.", 0),
        ("What did the UN say?", "The U.N. said no.", 0),
        ("What did the U.N. say?", "The UN said no.", 0),
        ("Did the E.U. pay?", "Brussels paid.", 0),
    ],
)
def test_names_are_missed_where_a_text_speaks_of_others(
    question: str, text: str, lacking: int
) -> None:
    assert missing(names(question), text) == lacking


def test_what_somebody_is_said_to_be_is_no_name() -> None:
    assert names("Why did Prime Minister Orban call President Xi?") == names(
        "Why did Orban call Xi?"
    )
    assert names("Who is the EU Commission President?") != ()


@given(st.text(max_size=200))
def test_a_question_misses_at_most_the_names_it_has(question: str) -> None:
    assert 0 <= missing(names(question), question) <= len(names(question))
