"""Mentions: inflections, other names, and none."""

from __future__ import annotations

import pytest

from pincite.overviews.mentions import mentions
from pincite_index.storage.base import Snapshot


@pytest.mark.parametrize(
    ("term", "count"),
    [
        ("frost", 4),
        ("growers", 2),
        ("Serbian", 1),
        ("HFT", 4),
        ("Hill Farm Trust", 4),
        ("executive summary", 1),
        ("bees", 0),
        ("fire of London", 0),
    ],
)
def test_every_occurrence_is_counted(view: Snapshot, document: str, term: str, count: int) -> None:
    assert mentions(view, term, [document]).count == count


def test_mentions_come_in_reading_order(view: Snapshot, document: str) -> None:
    starts = [line.span.start for line in mentions(view, "apples", [document]).lines]
    assert starts == sorted(starts)
