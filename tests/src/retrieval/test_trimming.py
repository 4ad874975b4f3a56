"""What trimming leaves of a passage, whatever its sentences score."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from encoders import HashEncoder
from hypothesis import given
from hypothesis import strategies as st
from stages import passage_of

from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.retrieval.features import is_dependent
from pincite.retrieval.trimming import MIN_CHARACTERS, trim
from pincite.settings import Settings
from pincite_index.storage.disk import DiskStore
from pincite_ingest.document import BlockKind

MARGIN = 0.65
LONG = ("A berth is dear. " * 9).strip()
SAID = (
    "Four cranes stand on the east quay of the harbour.",
    "It has.",
    "By contrast, the west quay has none.",
    LONG,
)
SENTENCES = st.lists(st.tuples(st.sampled_from(SAID), st.floats(-2, 2)), min_size=1, max_size=12)


@given(st.lists(st.tuples(SENTENCES, st.floats(-2, 2)), max_size=4))
def test_sentences_that_score_well_stay(
    passages: list[tuple[list[tuple[str, float]], float]],
) -> None:
    whole = [
        passage_of(at, [text for text, _ in said], [own for _, own in said], score=score)
        for at, (said, score) in enumerate(passages)
    ]
    best = max((one.score + at.score for one in whole for at in one.sentences), default=0.0)
    trimmed = trim(whole, MARGIN)
    assert [one.candidate.id for one in trimmed] == list(range(len(whole)))
    for one, before in zip(trimmed, whole, strict=True):
        passage, old = one.passage, before.passage
        assert passage.text == old.text[passage.start - old.start : passage.end - old.start]
        assert len(passage.text) >= min(MIN_CHARACTERS, len(old.text))
        assert passage.start == old.start or not is_dependent(passage.text)
        stays = {at.sentence.span for at in one.sentences}
        for at in before.sentences:
            assert at.sentence.span in stays or before.score + at.score < best - MARGIN
        top = max(at.score for at in before.sentences)
        assert top == max(at.score for at in one.sentences)


def test_two_that_are_trimmed_to_the_same_are_one() -> None:
    answer = f"{SAID[0]} {LONG}" * 2
    first = passage_of(1, [LONG, answer, LONG], [-9, 1, -9])
    second = replace(first, candidate=replace(first.candidate, id=2), score=0.9)
    (kept,) = trim([first, second], MARGIN)
    assert kept.candidate.id == 1
    assert kept.passage.text == answer


def test_a_passage_that_begins_or_ends_inside_a_sentence_stays_whole() -> None:
    one = passage_of(1, [LONG, SAID[0], LONG] * 2, [1, 0, 0, 0, 0, 0])
    for known in (slice(1, None), slice(None, -1)):
        part = replace(one, sentences=one.sentences[known])
        assert trim([part], 0.1) == [part]


def test_a_table_stays_whole() -> None:
    scores = [1.0, 0, 0, 0, 0]
    table = passage_of(1, [LONG] * 5, scores, kind=BlockKind.TABLE)
    assert trim([table], 0.1) == [table]
    text = passage_of(1, [LONG] * 5, scores)
    assert trim([text], 0.1) != [text]


@pytest.mark.parametrize("row", [31, 107])
def test_a_citation_holds_its_quotes(tmp_path: Path, row: int) -> None:
    """Also the first row of a table, which may stand far above."""
    rows = "\n".join(f"| Pier {n} | {3 * n} cranes |" for n in range(120))
    text = f"# Harbour\n\n| Pier | Cranes |\n|---|---|\n{rows}\n"
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings(threshold=0.0)) as assistant:
        assistant.add(text.encode(), name="piers.md")
        citations = assistant.ask(f"Pier {row} | {3 * row} cranes").citations
        said = [quote.text for one in citations for quote in one.quotes]
        assert {"| Pier | Cranes |", f"| Pier {row} | {3 * row} cranes |"} <= set(said)
        for hit, quotes in ((one.hit, one.quotes) for one in citations):
            assert hit.text == text[hit.start : hit.end]
            assert len(hit.text) < 2500
            assert all(hit.start <= one.start < one.end <= hit.end for one in quotes)
