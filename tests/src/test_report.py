"""The report, asked with the real models: what must hold of every answer, and the least figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import pincite
from pincite.assistant import Assistant
from pincite.evaluation import Evaluation, load
from pincite.quotes.matching import verify
from pincite.types import Answer, Status

pytestmark = pytest.mark.slow

ANSWERED = [
    ("What share of foreign direct investment in Serbia comes from China?", "10", "6.6%"),
    ("When was the 17+1 framework launched?", "16", "2012"),
    (
        "Who is building the Hungarian part of the Budapest-Belgrade railway?",
        "12",
        "Lőrinc Mészáros",
    ),
]
SILENT = [
    "What is the population of Poland?",
    "What's the weather tomorrow?",
    "best pizza in town",
    "What is the meaning of life?",
    "tell me a joke",
    "How do I cook rice?",
    "what time is it",
]


@pytest.fixture(scope="module")
def assistant(report_library: Path) -> Iterator[Assistant]:
    with pincite.open(report_library, create=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def evaluation(assistant: Assistant, shared: Path) -> Evaluation:
    return assistant.evaluate(load(shared / "questions" / "report_dev.jsonl"))


@pytest.mark.parametrize(("question", "page", "words"), ANSWERED)
def test_known_answers_stand_on_their_pages(
    assistant: Assistant, question: str, page: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert words in answer.claims[0].text
    assert page in {ref.label for ref in answer.citations[0].pages}


@pytest.mark.parametrize("question", SILENT)
def test_it_is_silent_where_the_report_is(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status is Status.ABSTAINED


def test_every_quote_shown_stands_where_it_says(
    assistant: Assistant, evaluation: Evaluation
) -> None:
    (info,) = assistant.documents()
    document = assistant.document(info.id)
    shown = 0
    for outcome in evaluation.outcomes:
        for citation in outcome.answer.citations:
            for quote in citation.quotes:
                assert quote.status.citable
                assert verify(quote.text, document.text, quote.start, quote.end).citable
                on = {page.index for page in document.pages_of(quote.start, quote.end)}
                assert on <= {page.index for page in citation.pages}
                shown += 1
        assert _marks_exist(outcome.answer)
    assert shown > len(evaluation.outcomes) / 2


def test_the_passages_found_are_the_right_ones(evaluation: Evaluation) -> None:
    assert evaluation["recall@5"] >= 0.85
    assert evaluation["wrong pages"] == 0


def _marks_exist(answer: Answer) -> bool:
    numbers = {citation.number for citation in answer.citations}
    return {number for claim in answer.claims for number in claim.citations} == numbers
