"""Digests: the main points of a document or of a section, under their headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.overviews.citing import Group
from pincite.overviews.headings import APART, CONCLUDES, IMPRINT, INTRODUCES, SUMS_UP, Part, parts
from pincite.overviews.lines import Line, lines, matrix, prose
from pincite.overviews.relevance import Relevant
from pincite.overviews.selection import Scores, centrality, select
from pincite_index.storage.base import Snapshot

SHORT = 320
"""Words shown at first."""
LONG = 1200
"""Words at most, with those behind "more"."""
WEAKEST = 0.25
"""Share of the lines that score too low to be shown."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes a line worth showing in a digest."""

    central: float = 1.0
    """For its centrality, 0 to 1."""
    sums_up: float = 0.8
    """For standing in the document's own summary."""
    concludes: float = 0.5
    """For standing in a conclusion, an outlook or recommendations."""
    introduces: float = 0.5
    """For standing in an introduction or foreword."""
    opens: float = 0.15
    """For being the first sentence of a paragraph."""
    early: float = 0.3
    """For coming early in the document."""


SUMMARISING = Weights()
CONCLUDING = Weights(sums_up=0.0, concludes=1.2, introduces=0.0, early=0.0)
PLAIN = Weights(sums_up=0.0, concludes=0.0, introduces=0.0, early=0.0)
MARGIN = 3.5
"""How far below the best line, in log-odds, a line may score and still be shown for a topic."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The lines of a digest under their headings."""

    groups: tuple[Group, ...]
    own: str = ""
    """The heading of the document's own summary or conclusions, where it has such a section."""


def summary(
    view: Snapshot, document: str, *, conclusions: bool = False, budget: int = SHORT
) -> Digest:
    """The main points of a document, or with ``conclusions`` what it concludes."""
    weights = CONCLUDING if conclusions else SUMMARISING
    found = prose(lines(view, document))
    sections = parts(view, document)
    found = [
        line
        for line in found
        if not any(map(APART.search, line.section)) and not IMPRINT.search(line.text)
    ]
    if sections:  # what stands before the first heading is the cover
        found = [line for line in found if line.section] or found
    pattern = CONCLUDES if conclusions else SUMS_UP
    own = next((part.heading for part in sections if pattern.search(part.heading)), "")
    excerpts = _excerpts(found, _scores(found, weights), diversity=0.6, longest=1)
    return Digest(grouped(found, excerpts, budget), own)


def section(view: Snapshot, part: Part) -> Digest:
    """What a section says: whole where it is short, else its main points."""
    found = prose(lines(view, part.document, part.start, part.end))
    excerpts = _excerpts(found, _scores(found, PLAIN), diversity=0.4, longest=3)
    return Digest(grouped(found, excerpts, SHORT), part.heading)


def topic(found: Relevant, budget: int = SHORT) -> Digest:
    """What the documents say about a subject, from the sentences found for it."""
    excerpts = select(
        found.lines, found.scores, LONG,
        threshold=float(found.scores.max(initial=0.0)) - MARGIN, diversity=1.0, longest=3,
    )  # fmt: skip
    return Digest(grouped(found.lines, excerpts, budget))


def _excerpts(
    found: Sequence[Line], scores: Scores, *, diversity: float, longest: int
) -> list[list[int]]:
    if sum(line.words for line in found) <= SHORT:
        return [[int(at)] for at in np.argsort(-scores, kind="stable")]
    threshold = float(np.quantile(scores, WEAKEST))
    return select(found, scores, LONG, threshold=threshold, diversity=diversity, longest=longest)


def _scores(found: Sequence[Line], weights: Weights) -> Scores:
    """How much each line of a document is worth showing."""
    features = np.array(
        [
            [
                any(map(SUMS_UP.search, line.section)),
                any(map(CONCLUDES.search, line.section)),
                any(map(INTRODUCES.search, line.section)),
                line.opens,
                1 - at / max(1, len(found)),
            ]
            for at, line in enumerate(found)
        ],
        np.float32,
    ).reshape(len(found), 5)
    own = np.array(
        [weights.sums_up, weights.concludes, weights.introduces, weights.opens, weights.early],
        np.float32,
    )
    bonus: Scores = (features * own).sum(axis=1)
    return weights.central * centrality(matrix(found)) + bonus


def grouped(
    found: Sequence[Line], excerpts: Sequence[Sequence[int]], budget: int
) -> tuple[Group, ...]:
    """Excerpts (best first) under their headings in document order: the first ``budget`` words of
    them shown, the rest behind "more"."""
    shown: set[int] = set()
    for excerpt in excerpts:
        length = sum(found[at].words for at in excerpt)
        if shown and budget < length:
            break
        shown.update(excerpt)
        budget -= length
    groups: dict[tuple[str, tuple[str, ...]], tuple[list[Line], list[Line]]] = {}
    for at in sorted(at for excerpt in excerpts for at in excerpt):
        key = found[at].document, found[at].section
        groups.setdefault(key, ([], []))[at not in shown].append(found[at])
    return tuple(
        Group(section[-1] if section else "", tuple(first), tuple(rest), document)
        for (document, section), (first, rest) in groups.items()
        if first
    )
