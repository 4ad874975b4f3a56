"""What narrowing leaves of a passage, whatever its sentences are worth."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from encoders import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

from pincite.answering.selection import leans, worth
from pincite.assistant import Assistant
from pincite.retrieval.ranking import Ranked
from pincite.retrieval.trimming import ELSEWHERE, LEAST, narrow
from pincite.settings import Settings
from pincite_index.storage.base import Candidate, Sentence
from pincite_index.storage.disk import DiskStore
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import BlockKind, Span
from pincite_ingest.errors import UsageError

FAR = Settings().narrowing
SAID = (
    "Four cranes stand on the east quay of the harbour.",
    "It has.",
    "By contrast, the west quay has none.",
    ("A berth is dear. " * 9).strip(),
)
NO_VECTOR = np.empty(0, np.float32)
SENTENCES = st.lists(
    st.tuples(st.sampled_from(SAID), st.floats(-1, 1), st.none() | st.floats(-12, 12)), max_size=12
)


def ranked(
    at: int, sentences: list[tuple[str, float, float | None]], score: float, gap: str = " "
) -> Ranked:
    begin, text, found = 100 * at, "", []
    for said, _, _ in sentences:
        start = begin + len(text)
        found.append(Sentence(Span(start, start + len(said)), BlockKind.PARAGRAPH, NO_VECTOR))
        text += f"{said}{gap}"
    text = text.removesuffix(gap)
    passage = Passage(begin, begin + len(text), text, (), (1,), BlockKind.PARAGRAPH)
    return Ranked(
        Candidate(at, str(at), passage, 0.5, 0), score, tuple(found),
        tuple(near for _, near, _ in sentences), 0.0, None, tuple(odds for *_, odds in sentences),
    )  # fmt: skip


@given(st.lists(st.tuples(SENTENCES, st.floats(-2, 2), st.sampled_from([" ", "\n\n"])), max_size=4))
def test_what_speaks_to_the_question_stays(passages: list[tuple[list, float, str]]) -> None:  # type: ignore[type-arg]
    whole = [ranked(at, *one) for at, one in enumerate(passages)]
    best = max((value for one in whole for value in worth(one)), default=0.0)
    narrowed = narrow(whole, FAR)
    assert [one.candidate.id for one in narrowed] == list(range(len(whole)))
    for one, before in zip(narrowed, whole, strict=True):
        passage, old = one.candidate.passage, before.candidate.passage
        assert passage.text == old.text[passage.start - old.start : passage.end - old.start]
        assert len(passage.text) >= min(LEAST, len(old.text))
        assert len(one.sentences) == len(one.cosines) == len(one.answers)
        assert passage.start == old.start or not leans(passage.text)
        stays = {sentence.span for sentence in one.sentences}
        for sentence, value in zip(before.sentences, worth(before), strict=True):
            assert sentence.span in stays or value < best - FAR + ELSEWHERE
        assert not before.sentences or max(worth(before)) == max(worth(one))


@pytest.mark.parametrize("best", [0, 1])
def test_another_paragraph_is_left_away_sooner(best: int) -> None:
    said = [(SAID[0] * 6, 1.0 - best, 0.0), (SAID[0] * 7, 0.0 + best, 0.0)]
    (together,) = narrow([ranked(1, said, 1.0)], 1.1)
    (apart,) = narrow([ranked(1, said, 1.0, "\n\n")], 1.1)
    assert len(together.sentences) == 2
    assert apart.candidate.passage.text == said[best][0]


def test_a_list_is_no_row_of_paragraphs() -> None:
    one = ranked(1, [(SAID[0] * 6, 1.0, 0.0), (SAID[0] * 7, 0.0, 0.0)], 1.0, "\n\n")
    lead, item = one.sentences
    item = replace(item, kind=BlockKind.LIST_ITEM)
    assert len(narrow([replace(one, sentences=(lead, item))], 1.1)[0].sentences) == 2


def test_two_that_come_to_the_same_are_one() -> None:
    aside = (SAID[3], -1.0, -9.0)
    answer = (f"{SAID[0]} {SAID[3]}" * 2, 1.0, 9.0)
    first = ranked(1, [aside, answer, aside], 1.0)
    second = replace(first, candidate=replace(first.candidate, id=2), score=0.9)
    (kept,) = narrow([first, second], FAR)
    assert kept.candidate.id == 1
    assert kept.candidate.passage.text == answer[0]


def test_a_piece_of_a_long_sentence_is_not_left_away() -> None:
    """No worth is known of it, as it is no whole sentence."""
    one = ranked(1, [(SAID[3], 0.9, 9.0), (SAID[0], 0.0, 0.0), (SAID[3], 0.0, 0.0)] * 2, 1.0)
    for known in (slice(1, None), slice(None, -1)):
        part = replace(
            one, sentences=one.sentences[known], cosines=one.cosines[known],
            answers=one.answers[known],
        )  # fmt: skip
        assert narrow([part], 0.1) == [part]


def test_a_table_is_shown_as_it_is() -> None:
    one = ranked(1, [(SAID[3], 0.9, 9.0), *[(SAID[3], 0.0, 0.0)] * 4], 1.0)
    passage = replace(one.candidate.passage, kind=BlockKind.TABLE)
    table = replace(one, candidate=replace(one.candidate, passage=passage))
    assert narrow([table], 0.1) == [table]
    assert narrow([one], 0.1) != [one]


@pytest.mark.parametrize("far", [math.nan, -1.0])
def test_narrowing_is_a_distance(far: float) -> None:
    with pytest.raises(UsageError, match="narrowing is 0 or more"):
        Settings(narrowing=far)


@pytest.mark.parametrize(("row", "passages"), [(31, 1), (107, 2)])
def test_a_citation_holds_its_quotes(tmp_path: Path, row: int, passages: int) -> None:
    """Also the first row of a table, which may stand far above."""
    rows = "\n".join(f"| Pier {n} | {3 * n} cranes |" for n in range(120))
    text = f"# Harbour\n\n| Pier | Cranes |\n|---|---|\n{rows}\n"
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, encoder, None, Settings(threshold=0.0)) as assistant:
        assistant.add(text.encode(), name="piers.md")
        citations = assistant.ask(f"How many cranes has pier {row}?").citations
        assert len(citations) == passages
        said = [quote.text for one in citations for quote in one.quotes]
        assert {"| Pier | Cranes |", f"| Pier {row} | {3 * row} cranes |"} <= set(said)
        for hit, quotes in ((one.hit, one.quotes) for one in citations):
            assert hit.text == text[hit.start : hit.end]
            assert len(hit.text) < 2500
            assert all(hit.start <= one.start < one.end <= hit.end for one in quotes)
