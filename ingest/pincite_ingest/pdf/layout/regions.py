"""Lines become regions (lines of one setting under each other), regions get their reading order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite_ingest.pdf.extraction.lines import MIXED, Line

SAME_SIZE = 0.07
"""Sizes this close, as a share, are one size."""


@dataclass(slots=True, eq=False)
class Region:
    """Lines of one setting that stand under each other."""

    lines: list[Line]
    left: float = field(init=False)
    right: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)
    characters: int = field(init=False)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        self.lines.sort(key=lambda line: (line.base, line.left))
        self.left = min(line.left for line in self.lines)
        self.right = max(line.right for line in self.lines)
        self.top = min(line.top for line in self.lines)
        self.bottom = max(line.bottom for line in self.lines)
        self.characters = sum(len(line.text) for line in self.lines)
        self.size = dominant_size(self.lines)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    def overlap(self, other: Region) -> float:
        """How far the two stand over each other, across the page, in points."""
        return min(self.right, other.right) - max(self.left, other.left)

    def beside(self, other: Region) -> float:
        """How far the two stand beside each other, down the page, in points."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)


def dominant_size(lines: list[Line]) -> float:
    """The font size of most characters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def same_size(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SIZE * max(one, other)


def find_gutters(lines: list[Line], body_size: float) -> list[tuple[float, float, float]]:
    """White channels between columns of running text: (middle, top, bottom).

    A channel counts where at least four rows of text in one size stand on both its sides; a pull
    quote beside the text is in another size and makes none.
    """
    rows = sorted(
        (line for line in lines if same_size(line.size, body_size)), key=lambda line: line.base
    )
    pairs: list[tuple[float, float, float]] = []  # left edge of gap, right edge, base
    for at, line in enumerate(rows):
        if len(line.text) < 12:
            continue
        nearest: Line | None = None
        for step in (-1, 1):
            near = at + step
            while 0 <= near < len(rows) and abs(rows[near].base - line.base) <= 0.9 * line.size:
                other = rows[near]
                near += step
                beyond = other.left >= line.right and alike(line, other)
                if beyond and (nearest is None or other.left < nearest.left):
                    nearest = other
        if nearest is not None and len(nearest.text) >= 12:
            pairs.append((line.right, nearest.left, line.base))
    gutters: list[tuple[float, float, float]] = []
    while pairs:
        ends: Counter[int] = Counter(round(right / 6) for _, right, _ in pairs)
        most = ends.most_common(1)[0][0]
        group = [pair for pair in pairs if abs(pair[1] / 6 - most) <= 1.2]
        pairs = [pair for pair in pairs if abs(pair[1] / 6 - most) > 1.2]
        if len(group) < 4:
            break
        start = sorted(left for left, _, _ in group)[int(0.9 * (len(group) - 1))]
        end = min(right for _, right, _ in group)
        if end - start < 0.5 * body_size:
            continue
        gutters.append(
            (
                (start + end) / 2,
                min(base for _, _, base in group) - 2 * body_size,
                max(base for _, _, base in group) + body_size,
            )
        )
    return gutters


def even_out(lines: list[Line], body_size: float) -> None:
    """Gives a smaller line the size of the text that it stands amid, line after line.

    A file name set in a narrower type can fill a line of its own in a paragraph.
    """
    rows = sorted(lines, key=lambda line: line.base)
    for at, line in enumerate(rows[1:-1], start=1):
        over, under = rows[at - 1], rows[at + 1]
        if (
            0.8 * body_size < line.size < 0.95 * body_size
            and same_size(over.size, body_size)
            and same_size(under.size, body_size)
            and max(line.base - over.base, under.base - line.base) < 1.5 * body_size
            and abs(over.left - line.left) < 3 > abs(under.left - line.left)
            and line.text[:1] not in "*†‡"
        ):
            line.size = over.size


def reach_of(lines: list[Line]) -> float:
    """How far under a line the next of its paragraph may stand, in sizes: further in double space.

    Lines set far apart are taken for double space where most of a page's are.
    """
    bodies = sorted((line for line in lines if len(line.text) > 30), key=lambda line: line.base)
    steps = [(two.base - one.base) / two.size for one, two in pairwise(bodies)]
    steps = [round(step, 1) for step in steps if 0.8 < step < 3.2]
    if len(steps) < 6:
        return 2.0
    usual, count = Counter(steps).most_common(1)[0]
    return max(2.0, 1.15 * usual) if count > 0.6 * len(steps) else 2.0


def make_regions(lines: list[Line], gutters: list[tuple[float, float, float]]) -> list[Region]:
    """Links each line to the nearest like line under it; what hangs together is a region."""
    far = reach_of(lines)
    ordered = sorted(lines, key=lambda line: line.base)
    parent = list(range(len(ordered)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    crossing = [_crossed(line, gutters) for line in ordered]
    for at, line in enumerate(ordered):
        reach, nearest = line.base + far * line.size, None
        for below in range(at + 1, len(ordered)):
            other = ordered[below]
            if other.base > reach or (
                nearest is not None and other.base > nearest + 0.3 * line.size
            ):
                break
            if other.base - line.base < 0.3 * min(line.size, other.size):
                if _fragments(line, other, gutters) and crossing[at] == crossing[below]:
                    parent[root(below)] = root(at)
                continue
            if min(line.right, other.right) - max(line.left, other.left) <= 0.3 * line.size:
                continue
            if nearest is None:
                nearest = other.base
            if alike(line, other) and crossing[at] == crossing[below]:
                parent[root(below)] = root(at)
    groups: dict[int, list[Line]] = {}
    for at, line in enumerate(ordered):
        groups.setdefault(root(at), []).append(line)
    return [Region(group) for group in groups.values()]


def _fragments(one: Line, other: Line, gutters: list[tuple[float, float, float]]) -> bool:
    """Whether two pieces of one row belong together: near, set alike, and in one column."""
    start, end = min(one.right, other.right), max(one.left, other.left)
    if any(
        start - 2 <= middle <= end + 2 and top <= one.base <= bottom
        for middle, top, bottom in gutters
    ):
        return False
    gap = end - start
    return gap < 1.6 * one.size and alike(one, other)


def _crossed(line: Line, gutters: list[tuple[float, float, float]]) -> tuple[int, ...]:
    """Gutters that a line runs over, or whose height it stands outside of."""
    return tuple(
        number
        for number, (middle, top, bottom) in enumerate(gutters)
        if line.left < middle - 2 < middle + 2 < line.right and top <= line.base <= bottom
    )


def alike(one: Line, other: Line) -> bool:
    """Whether two lines can be of one region: size, colour, weight at the seam."""
    if not same_size(one.size, other.size):
        return False
    if one.style.colour != other.style.colour and MIXED not in (
        one.style.colour,
        other.style.colour,
    ):
        return bool(one.style == other.style)
    return True


def reading_order(regions: list[Region], gutters: list[tuple[float, float, float]]) -> list[Region]:
    """Regions in the order in which they are read.

    Breuel's two rules (High Performance Document Layout Analysis, 2003): what stands over another
    comes first; what stands left of another comes first, unless something between them, down the
    page, reaches over both. Where no gutter of columns lies between, only what stands beside it:
    a centred line over a heading comes before it.
    """
    ranked = sorted(regions, key=lambda region: (region.top, region.left))
    before = _before(ranked, gutters)
    unmet = before.sum(axis=0)
    waiting = np.ones(len(ranked), np.bool_)
    order: list[Region] = []
    for _ in ranked:
        ready = waiting & (unmet == 0)
        at = int(np.argmax(ready if ready.any() else waiting))  # a circle is broken at the topmost
        order.append(ranked[at])
        waiting[at] = False
        unmet -= before[at]
    return order


def _before(regions: list[Region], gutters: list[tuple[float, float, float]]) -> NDArray[np.bool_]:
    """Whether the region of a row is read before that of a column, by the two rules."""
    left, right, top, bottom = (
        np.array([(one.left, one.right, one.top, one.bottom) for one in regions], np.float64)
        .reshape(-1, 4)
        .T
    )
    shared = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    widths = right - left
    over = shared > np.minimum(2.0, 0.3 * np.minimum.outer(widths, widths))
    further_left = np.less.outer(left, left)
    higher = np.less.outer(top, top) | (np.equal.outer(top, top) & further_left)
    beside = np.minimum.outer(bottom, bottom) > np.maximum.outer(top, top)
    before = over & higher
    meets = (shared > 0)[:, np.argsort(top + bottom)]
    middle = ((top + bottom) / 2).tolist()
    middles = sorted(middle)
    for i, j in np.argwhere(~over & further_left & (beside | bool(gutters))).tolist():
        if beside[i, j] or over_gutter(regions[i], regions[j], gutters):
            low, high = sorted((middle[i], middle[j]))
            between = slice(bisect_right(middles, low), bisect_left(middles, high))
            before[i, j] = not (meets[i, between] & meets[j, between]).any()
    return before


def over_gutter(one: Region, other: Region, gutters: list[tuple[float, float, float]]) -> bool:
    """Whether two regions stand in two columns of text."""
    left, right = (one, other) if one.left <= other.left else (other, one)
    return any(
        left.right - 2 <= middle <= right.left + 2
        and top - 300 <= min(one.bottom, other.bottom)
        and max(one.top, other.top) <= bottom + 300
        for middle, top, bottom in gutters
    )
