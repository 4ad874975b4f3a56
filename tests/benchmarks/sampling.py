"""Draw questions with a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def draw(items: Iterable[T], most: int) -> list[T]:
    """At most this many items in a shuffled order; a smaller draw is the start of a larger one."""
    drawn = list(items)
    random.Random(0).shuffle(drawn)  # noqa: S311 (a sample)
    return drawn[:most]
