"""Answers with sections: how they are shown, claim by claim."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pincite.types import (
    Answer,
    AnswerKind,
    Citation,
    Claim,
    Detail,
    DocumentRef,
    Hit,
    PageRef,
    Quote,
    Section,
    Status,
    Verdict,
)
from pincite_ui import export
from pincite_ui.chat.conversation import Conversation
from pincite_ui.chat.events import asking
from pincite_ui.chat.views import evidence, transcript
from pincite_ui.cli import answer_lines

REF = DocumentRef("ab" * 16, "A report", "report.pdf")


def citation(number: int) -> Citation:
    words, start = f"Fact number {number}.", 100 * number
    end, pages = start + len(words), (PageRef(number + 2, str(number)),)
    hit = Hit(f"abababababab:{start}-{end}", REF, ("Trade",), pages, start, end, words, 0.5)
    return Citation(number, hit, (Quote(start, end, words, Verdict.EXACT, pages),), pages)


CITATIONS = tuple(map(citation, (1, 2, 3)))
CLAIMS = tuple(Claim(each.text, (each.number,)) for each in CITATIONS)
SECTIONS = (
    Section("Trade", CLAIMS[:2], REF, (citation(4),)),
    Section("Loans", CLAIMS[2:], REF),
    Section("Energy", (), REF),
)
DIGEST = Answer(
    "Summarise it",
    "Summarise it",
    Status.ANSWERED,
    0.9,
    CLAIMS,
    CITATIONS,
    kind=AnswerKind.DIGEST,
    note="Overview of 3 sections.",
    sections=SECTIONS,
)


def shown(answer: Answer, claims: int = 3) -> Conversation:
    return Conversation().with_question(answer.question).with_last(answer=answer, shown=claims)


def test_sections_are_shown_under_their_headings() -> None:
    html = transcript.render(shown(DIGEST))
    order = ["Overview of 3 sections.", "Trade<", "Fact number 1.", "1 more passage", "Loans<"]
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)
    assert html.index("Energy<") < html.index("Nothing found.")


def test_sections_grow_claim_by_claim() -> None:
    html = transcript.render(shown(DIGEST, claims=1))
    assert "Fact number 1." in html
    for later in ("Fact number 2.", "1 more passage", "Loans<", "Energy<"):
        assert later not in html


def test_every_mark_has_its_card() -> None:
    conversation = shown(DIGEST)
    cards = evidence.render(conversation)
    for number in (1, 2, 3, 4):
        assert f'data-card="t1-c{number}"' in transcript.render(conversation)
        assert cards.count(f'id="t1-c{number}"') == 1


def test_a_comparison_is_a_table_with_a_column_for_each_side() -> None:
    html = transcript.render(shown(replace(DIGEST, kind=AnswerKind.COMPARISON)))
    assert html.count('<th scope="col"') == 3
    assert html.count("<td data-side") == 3


def test_a_stopped_digest_keeps_only_what_was_shown() -> None:
    answer = asking.stop(shown(DIGEST, claims=1)).turns[-1].answer
    assert answer is not None
    assert [(section.heading, len(section.claims)) for section in answer.sections] == [("Trade", 1)]
    assert answer.sections[0].more == ()


def test_details_and_suggestions_are_shown() -> None:
    about = Answer(
        "What is this?",
        "What is this?",
        Status.ANSWERED,
        1.0,
        kind=AnswerKind.ABOUT,
        details=(Detail("authors", "A. Person", "cover"),),
        suggestions=("Who pays?",),
    )
    html = transcript.render(shown(about, claims=1))
    assert "<dt>Authors</dt><dd" in html
    assert 'data-question="Who pays?"' in html


@pytest.mark.parametrize(
    ("kind", "question", "offered"),
    [
        (AnswerKind.MENTIONS, "Is Norrvik mentioned?", "What do the documents say about Norrvik?"),
        (AnswerKind.DIGEST, "Tell me about Norrvik", "Where do the documents mention “Norrvik”?"),
        (AnswerKind.DIGEST, "Summarise the report", ""),
        (AnswerKind.FACT, "Who rules Norrvik?", ""),
    ],
)
def test_another_shape_is_one_click_away(kind: AnswerKind, question: str, offered: str) -> None:
    answer = replace(DIGEST, question=question, standalone_question=question, kind=kind, count=2)
    html = transcript.render(shown(answer))
    assert (f'data-question="{offered}"' in html) is bool(offered)
    assert ('data-do="example"' in html) is bool(offered)


def test_the_closest_passages_open_their_page() -> None:
    hit = CITATIONS[0].hit
    abstained = Answer("Why?", "Why?", Status.ABSTAINED, 0.1, closest=(hit,))
    html = transcript.render(shown(abstained))
    assert f'data-do="open" data-card="t1-n1" data-cite="{hit.id}"' in html
    assert "Trade, p. 1 (PDF 3)" in html
    assert 'id="t1-n1"' in evidence.render(shown(abstained))


def test_sections_are_in_every_text_form() -> None:
    printed = "\n".join(line.text for line in answer_lines.answer(DIGEST))
    for text in (printed, export.plain(DIGEST), *(f.write([DIGEST]) for f in export.FORMATS[:2])):
        for words in ("Trade", "Fact number 3.", "Energy", "Nothing found."):
            assert words in text
