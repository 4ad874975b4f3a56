"""A question goes by its kind to the six stages or to an overview."""

from __future__ import annotations

import pytest

from pincite import AnswerKind, Status
from pincite.assistant import Assistant
from pincite_ingest.errors import NoSuchDocumentError, UsageError


def test_no_mention_is_an_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Is Portugal mentioned anywhere?")
    assert (answer.kind, answer.count) == (AnswerKind.MENTIONS, 0)
    assert answer.status is Status.ANSWERED
    assert answer.citations == ()
    assert "Portugal" in (answer.text or "")


def test_mentions_are_counted_and_cited(assistant: Assistant) -> None:
    answer = assistant.mentions("codling moth")
    assert answer.count == 1
    assert [claim.text for claim in answer.claims] == [
        "Codling moths lay their eggs on young fruit."
    ]


def test_a_digest_keeps_the_flat_list_of_claims(assistant: Assistant) -> None:
    answer = assistant.digest()
    assert answer.kind is AnswerKind.DIGEST
    assert answer.claims == tuple(claim for one in answer.sections for claim in one.claims)
    assert "Executive summary" in answer.note


def test_more_goes_on_past_what_was_shown(assistant: Assistant) -> None:
    first = assistant.ask("Is frost mentioned anywhere?")
    more = assistant.ask("Tell me more", ["What does the chapter on early frost say?"])
    assert first.kind is AnswerKind.MENTIONS
    shown = {claim.text for claim in assistant.ask("What does the chapter on frost say?").claims}
    assert not shown & {claim.text for claim in more.claims}


def test_a_comparison_has_a_section_for_each_side(assistant: Assistant) -> None:
    answer = assistant.compare("apples", "pears", "frost")
    assert answer.kind is AnswerKind.COMPARISON
    assert [one.heading for one in answer.sections] == ["Apples", "Pears"]


def test_a_card_is_had_by_id_or_source(assistant: Assistant) -> None:
    answer = assistant.about("orchard.md")
    assert answer.kind is AnswerKind.ABOUT
    assert answer.details[0].value == "The Orchard Handbook"
    assert answer.suggestions[0] == "Summarise this document."
    with pytest.raises(NoSuchDocumentError):
        assistant.about("meadow.md")


def test_an_empty_name_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UsageError):
        assistant.mentions("  ")
