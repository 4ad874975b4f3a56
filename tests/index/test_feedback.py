"""What readers said keeps its day and its order in a library that is rescued."""

from __future__ import annotations

from pathlib import Path

from test_store import ENCODER, FRUIT, disk, entry

from pincite import Settings
from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.recovery import _give_again
from pincite_index.storage.feedback import Cited, Feedback, Opinion


def test_an_opinion_is_given_again_as_of_the_day_it_was_given(tmp_path: Path) -> None:
    store = disk(tmp_path)
    fruit = entry(FRUIT, "fruit.txt")
    store.put(fruit)
    day = "2026-01-0{}T00:00:00+00:00"
    said = [
        Feedback(
            "Who grows?", (Cited(fruit.document.id, 0, 21, ()),), Opinion.WRONG, day.format(1)
        ),
        Feedback("And stones?", (), Opinion.RIGHT, day.format(2)),
        Feedback("And apples?", (), Opinion.WRONG, day.format(3)),
    ]
    gone = Feedback("Where?", (Cited("ab" * 16, 0, 5, ()),), Opinion.RIGHT, day.format(4))
    with Assistant(store, Models(ENCODER), Settings()) as assistant:
        for one in [*reversed(said), gone, *said]:
            _give_again(assistant, one)
        assert assistant.feedback() == said
