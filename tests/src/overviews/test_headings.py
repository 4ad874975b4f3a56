"""Finding a section by what a question calls it."""

from __future__ import annotations

import numpy as np
import pytest

from pincite.overviews.headings import find, parts
from pincite_index.storage.base import Snapshot


def encode(texts: list[str]) -> np.ndarray:
    """Vectors that have nothing in common."""
    return np.eye(len(texts), dtype=np.float32)


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("What does the chapter on frosts say?", "1. Early frost"),
        ("What does the section “Pests and Remedies” say?", "2. Pests and remedies"),
        ("summarise the chapter on pests and remedys", "2. Pests and remedies"),
        ("Walk me through chapter 2", "2. Pests and remedies"),
        ("What is in the introduction?", "Introduction"),
        ("What does the last chapter say?", "Policy implications"),
        ("What does the executive summary say?", "Executive summary"),
    ],
)
def test_a_section_is_found_by_its_words_or_number(
    view: Snapshot, document: str, question: str, heading: str
) -> None:
    sections = [part for part in parts(view, document) if len(part.path) > 1]
    found = find(question, sections, encode)
    assert found is not None
    assert found.heading == heading


def test_a_section_that_does_not_exist_is_not_found(view: Snapshot, document: str) -> None:
    assert find("What does the chapter on beekeeping say?", parts(view, document), encode) is None


def test_a_section_ends_where_the_next_begins(view: Snapshot, document: str) -> None:
    text = view.text(document)
    frost = next(part for part in parts(view, document) if "frost" in part.heading)
    assert text[frost.start : frost.end].startswith("1. Early frost")
    assert "Codling" not in text[frost.start : frost.end]
