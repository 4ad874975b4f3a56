"""The JSON of answers with sections."""

from __future__ import annotations

from pincite import (
    Answer,
    AnswerKind,
    Citation,
    Claim,
    Detail,
    Hit,
    Quote,
    Section,
    Status,
    Verdict,
)
from pincite.types import DocumentRef

DOCUMENT = DocumentRef("0" * 32, "A handbook", "handbook.md")


def citation(number: int, text: str) -> Citation:
    hit = Hit("000000000000:0-9", DOCUMENT, ("Care",), (), 0, len(text), text, 0.5)
    return Citation(number, hit, (Quote(0, len(text), text, Verdict.EXACT),), ())


def test_an_answer_without_sections_is_a_fact() -> None:
    body = Answer("Why?", "Why?", Status.ABSTAINED, 0.1).to_dict()
    assert (body["kind"], body["note"], body["count"]) == ("fact", "", None)
    assert (body["sections"], body["details"], body["suggestions"]) == ([], [], [])


def test_the_claims_of_the_sections_stay_in_the_flat_list() -> None:
    claim = Claim("Oil it.", (1,))
    section = Section("Care", (claim,), DOCUMENT, (citation(2, "Dry it."),))
    answer = Answer(
        "Summarise it", "Summarise it", Status.ANSWERED, 0.9, (claim,), (citation(1, "Oil it."),),
        kind=AnswerKind.DIGEST, note="Overview of 1 section.", sections=(section,),
    )  # fmt: skip
    body = answer.to_dict()
    assert body["kind"] == "digest"
    assert body["answer"] == "Oil it. [1]"
    assert body["sections"][0]["claims"] == body["claims"]
    assert body["sections"][0]["heading"] == "Care"
    assert body["sections"][0]["document"]["title"] == "A handbook"
    assert [one["number"] for one in body["sections"][0]["more"]] == [2]
    assert [one["number"] for one in body["citations"]] == [1]


def test_details_are_the_text_of_an_answer_without_claims() -> None:
    details = (Detail("title", "A handbook", "cover"), Detail("pages", "12", "file"))
    answer = Answer("What is it?", "", Status.ANSWERED, 1.0, details=details)
    assert answer.text == "Title: A handbook\nPages: 12"
    assert answer.to_dict()["details"][0] == {
        "name": "title",
        "value": "A handbook",
        "origin": "cover",
    }
