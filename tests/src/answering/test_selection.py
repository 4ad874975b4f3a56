"""Which sentences are quoted, and what is quoted with them."""

from __future__ import annotations

import re

import pytest
from stages import BODY, passage_of, sentence_of, snapshot_of

from pincite.answering.selection import choose, close_to_best, evidence
from pincite.query.entities import names
from pincite.retrieval.ranking import RankedPassage
from pincite_ingest.document import BlockKind, Span

MARGINS = {"quote": 0.15, "next": 0.4, "name": 0.8}


def quoted(ranked: list[RankedPassage], question: str = "", **changed: float) -> list[str]:
    found = evidence(ranked)
    view = snapshot_of(ranked[0].passage.text)
    return [one.text for one in choose(view, ranked, found, names(question), MARGINS | changed)]


def test_a_share_in_one_country_is_no_answer_about_another() -> None:
    texts = ["Poland has a third of the herring.", "Of the herring 6% is in Latvia, a port."]
    ranked = [
        passage_of(at, [text], [-at / 100], section=("Poland and Latvia",))
        for at, text in enumerate(texts)
    ]
    assert quoted(ranked, "share in Poland?") == texts[:1]
    assert quoted(ranked, "share in Poland or Latvia?") == texts


def test_each_name_that_is_asked_about_is_answered_for() -> None:
    ranked = [
        passage_of(0, ["Poland has a third."], [0.0]),
        passage_of(1, ["Latvia has none."], [-0.5]),
    ]
    assert quoted(ranked, "share in Poland and Latvia?") == [
        "Poland has a third.",
        "Latvia has none.",
    ]
    assert quoted(ranked, "share in Poland and Latvia?", name=0.2) == ["Poland has a third."]


def test_what_begins_with_a_pronoun_is_quoted_with_the_sentence_before_it() -> None:
    said = ["The Quay Bridge was bombed.", "It was opened again in 2018.", "Ferries had stopped."]
    assert quoted([passage_of(0, said, [-2, 0, -2])]) == said[:2]
    assert quoted([passage_of(0, said, [-2, -2, 0])]) == said[2:]


def test_the_sentence_behind_a_quoted_one_is_quoted_where_it_comes_near() -> None:
    said = ["The quay had a new owner in 2018.", "Only Huawei had bid.", "Rain fell."]
    assert quoted([passage_of(0, said, [0, -0.3, -2])]) == said[:2]
    assert quoted([passage_of(0, said, [0, -0.5, -2])]) == said[:1]


def test_a_pull_quote_is_not_quoted_beside_the_body() -> None:
    text, quote = "The quay has four cranes, and they are old.", "“The quay has four cranes”"
    for first, second in (((text, BODY), (quote, BlockKind.PULL_QUOTE)),) * 2:
        ranked = [
            passage_of(at, [said], kind=kind) for at, (said, kind) in enumerate((first, second))
        ]
        assert len(close_to_best(evidence(ranked), 0.15)) == 1
    again = "The quay has four cranes, and the mole five."
    assert len(close_to_best(evidence([passage_of(0, [text]), passage_of(1, [again])]), 0.15)) == 2
    assert len(close_to_best(evidence([passage_of(0, [text]), passage_of(1, [text])]), 0.15)) == 1


def test_a_sentence_of_two_passages_counts_where_it_scores_best() -> None:
    first = passage_of(3, ["The quay is old."], score=0.5)
    second = passage_of(3, ["The quay is old."], score=0.9)
    (found,) = evidence([first, second])
    assert (found.passage, found.score) == (1, 0.9)


@pytest.mark.parametrize(
    ("kind", "count"), [(BlockKind.PARAGRAPH, 2), (BlockKind.LIST_ITEM, 4), (BlockKind.NOTE, 1)]
)
def test_what_leads_into_a_list_is_quoted_with_it(kind: BlockKind, count: int) -> None:
    text = "The quay has three cranes:\nA red one.\nA blue one.\nA grey one."
    lines = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    lead = passage_of(0, ["The quay has three cranes:"])
    view = snapshot_of(text, kind, lines[1:])
    chosen = choose(view, [lead], [sentence_of(lead, 0)], (), MARGINS)
    assert [text[one.span.start : one.span.end] for one in chosen] == text.split("\n")[:count]


def test_a_table_s_row_is_quoted_with_the_first_one() -> None:
    text = "On cranes.\n\nCrane | Height\nRed | 40 m\nBlue | 50 m"
    lines = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)][1:]
    view = snapshot_of(text, BlockKind.TABLE, lines)
    table = passage_of(
        0, ["Crane | Height", "Red | 40 m", "Blue | 50 m"], kind=BlockKind.TABLE, gap="\n", start=12
    )
    chosen = choose(view, [table], [sentence_of(table, 2)], (), MARGINS)
    assert [one.text for one in chosen] == ["Crane | Height", "Blue | 50 m"]


def test_nothing_found_is_nothing_quoted() -> None:
    assert choose(snapshot_of(), [], [], (), MARGINS) == []
