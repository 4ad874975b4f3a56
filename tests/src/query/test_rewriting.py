"""Follow-up questions: what they are searched for as."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.query.rewriting import LONGEST_CONTEXT, is_follow_up, standalone, with_context

TRADE = "What did Poland sell to Norway in 2019?"


@pytest.mark.parametrize(
    ("history", "asked", "searched"),
    [
        ([TRADE], "and in 2020?", "What did Poland sell to Norway in 2020?"),
        ([TRADE], "And to Sweden?", "What did Poland sell to Sweden in 2019?"),
        ([TRADE, "and to Sweden?"], "to Latvia then?", "What did Poland sell to Latvia in 2019?"),
        (["Who runs the port in Norway?"], "Sweden?", "Who runs the port in Sweden?"),
        (["Who runs Norway's port?"], "what about Sweden", "Who runs Sweden's port?"),
        (["How old is Maersk?"], "and Hapag?", "How old is Hapag?"),
        (["How large is Norway's fleet?"], "and Sweden's?", "How large is Sweden's fleet?"),
        (["How old is Maersk?"], "What about Hapag’s?", "How old is Hapag?"),
        (["What is the wage in New Brunswick?"], "In Maine?", "What is the wage in Maine?"),
        (["How old is Maersk?"], "And Deutsche Bahn?", "How old is Deutsche Bahn?"),
        (
            ["How much of trade in Serbia is Chinese?"],
            "And Norwegian?",
            "How much of trade in Serbia is Norwegian?",
        ),
        (
            ["How much of trade in Serbia is Chinese?"],
            "And Norway?",
            "How much of trade in Norway is Chinese?",
        ),
        (["What did Poland decide?"], "and the UK?", "What did the UK decide?"),
        ([TRADE, "great, thanks"], "and to Sweden?", "What did Poland sell to Sweden in 2019?"),
        ([TRADE, "Thanks a lot!"], "in 2020", "What did Poland sell to Norway in 2020?"),
        (["In 2019, what was shipped?"], "and in 2020?", "In 2020, what was shipped?"),
        (["In Sweden, who was paid?"], "and in Norway?", "In Norway, who was paid?"),
        (["Who sailed to the UK?"], "and to Norway?", "Who sailed to Norway?"),
        (["What did Poland decide?"], "and the U.K.?", "What did the U.K. decide?"),
        (["What did Poland decide?"], "and the U.K.'s?", "What did the U.K. decide?"),
        (["Who pays the U.N. guards?"], "and UNESCO?", "Who pays the UNESCO guards?"),
        (["How large is the US's fleet?"], "and Norway's?", "How large is Norway's fleet?"),
        (["How large is the Norwegian fleet?"], "Swedish?", "How large is the Swedish fleet?"),
        (["How old is the Maersk quay?"], "and Hapag?", "How old is the Hapag quay?"),
        (["Who runs the port in Norway?"], "New Zealand?", "Who runs the port in New Zealand?"),
        ([TRADE], "no i meant to Sweden", "What did Poland sell to Sweden in 2019?"),
        ([TRADE], "No, I meant to Sweden", "What did Poland sell to Sweden in 2019?"),
        ([TRADE], "Thanks, and to Sweden?", "What did Poland sell to Sweden in 2019?"),
    ],
)
def test_a_name_alone_takes_the_place_of_its_like(
    history: list[str], asked: str, searched: str
) -> None:
    assert standalone(asked, history) == searched


@pytest.mark.parametrize(
    ("history", "asked"),
    [
        ([TRADE], "and Sweden?"),  # in whose place?
        ([TRADE], "and why?"),
        (["What Norwegian oil goes to Poland?"], "in Latvia?"),
        ([TRADE], "What about herring?"),
        ([TRADE], "and Sweden and Latvia?"),
        (["Who built in Sweden?"], "and the Latvians?"),
        (["Who runs the port?"], "and in Sweden?"),
        (["How many dockers went?"], "in smaller ports?"),
        (["How many dockers went?"], "for the oldest ferries"),
        (["How many dockers went?"], "in the long term?"),
        (["How many MiG-29 did Poland buy?"], "and in 2020?"),
        (["What did Maersk sell to Poland?"], "and in March?"),
        (["What does Article 5 say?"], "and in 2020?"),
        (["What did Poland sell?"], "to Norway?"),
        (["What did Poland sell to Norway and Latvia?"], "and to Sweden?"),
        (["What was built in 2010 or 2011?"], "and in 2020?"),
    ],
)
def test_what_is_not_plain_is_searched_for_with_its_context(history: list[str], asked: str) -> None:
    assert standalone(asked, history) == with_context(asked, history[-1])


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("ok thanks, and who paid for it?", "and who paid for it?"),
        ("No, sorry, who paid for it?", "who paid for it?"),
        ("Great ferries: who paid for them?", "Great ferries: who paid for them?"),
    ],
)
def test_what_is_said_to_be_polite_is_not_searched_for(asked: str, searched: str) -> None:
    assert standalone(asked, [TRADE]) == f"{searched} ({TRADE})"


@pytest.mark.parametrize("narrower", ["and in Sweden?", "Sweden?", "in smaller ports?"])
def test_what_narrows_a_question_is_taken_along(narrower: str) -> None:
    history = ["How many dockers went?", narrower, "why?", "Thanks!"]
    context = f"{narrower} (How many dockers went?)"
    assert standalone("when was that?", history) == f"when was that? ({context})"
    assert standalone("and in Norway?", history) == "and in Norway? (How many dockers went?)"


@pytest.mark.parametrize("asked", ["no to Sweden", "great and to Sweden?"])
def test_a_correction_needs_no_comma(asked: str) -> None:
    assert standalone(asked, [TRADE]) == "What did Poland sell to Sweden in 2019?"


def test_of_a_long_question_the_follow_up_takes_the_telling_words_along() -> None:
    alone = standalone("and why?", ["What did they say of " + "the herring and " * 60 + "the cod?"])
    assert alone.startswith("and why? (herring herring ")
    assert len(alone.split()) == 2 + LONGEST_CONTEXT


def test_a_long_conversation_keeps_its_subject() -> None:
    history = [TRADE, "and to Sweden?", "why?", "Thanks!", "to Latvia?", "who paid for it?"]
    assert standalone("And to Iceland?", history) == "What did Poland sell to Iceland in 2019?"
    assert standalone("and why?", history) == "and why? (What did Poland sell to Latvia in 2019?)"
    history = ["Who is Maersk?", "Where was he born?", "What did he study?", "Was he rich?"]
    assert (
        standalone("When did he marry her?", history) == "When did he marry her? (Who is Maersk?)"
    )
    history = [TRADE, "How much money?", "what happened next?"]  # no subjects of their own
    assert standalone("and why?", history) == f"and why? ({TRADE})"


@pytest.mark.parametrize(
    "asked",
    [
        "Did he meet Xi Jinping in Beijing in 2019?",  # a pronoun before all names
        "Is that true?",
        "Do people live there?",
        "how many are there in Sweden?",
        "When did Maersk finance them?",
        "What was built?",
        "Who is paying?",
        "What is at stake?",
        "Who built that bridge?",
        "Which one is the biggest?",
        "What about Poland?",  # which is there already
        "who is responsible?",
        "what are the reasons?",
    ],
)
def test_what_points_back_takes_its_context_along(asked: str) -> None:
    assert standalone(asked, [TRADE]) == with_context(asked, TRADE)


@pytest.mark.parametrize(
    "asked",
    [
        "Who is Norway's king?",
        "Why did the port of Gdynia close?",
        "who is gustav?",
        "Who is Šešelj?",
        "What is herring?",
        "Are there Swedish ferries in Gdynia?",
        "Does the report say that ferries were sold?",
        "what is the one china policy?",
        "Which countries such as Sweden joined?",
        "How many countries have sent their troops to Sweden?",
        "Why did the company sell its shares to Maersk in 2019?",
        "Thanks!",
        "Hello",
        "Thanks, very helpful",
        "Sorry, who is Gustav?",
        "In which year was the quay built?",
        "For whom do dockers work?",
        "In two sentences, sum up the report",
        "In simple words explain tonnage",
    ],
)
def test_a_question_of_its_own_stays(asked: str) -> None:
    assert standalone(asked, [TRADE]) == asked


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_conversation_can_be_followed(asked: str, history: list[str]) -> None:
    assert isinstance(standalone(asked, history), str)


def test_a_question_of_marks_is_read_at_once() -> None:
    begun = time.process_time()
    assert is_follow_up("who" + "!" * 30_000)
    standalone("and" + "!" * 30_000 + "x Serbia", [TRADE])
    assert time.process_time() - begun < 1
