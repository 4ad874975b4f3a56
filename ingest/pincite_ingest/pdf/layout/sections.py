"""The levels of headings, and the section path of every block.

Levels come from the outline where the file has one (:mod:`outline`), from the labels of headings
("Part" over "Item" over "Note"), from their numbers ("3.1"), and else from type size and weight.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.layout.headings import LABEL, NUMBER
from pincite_ingest.pdf.layout.paragraphs import Draft

APART = 90
"""Level of a title: the next heading of any level ends its section."""
_DEEPEST = 5
"""Levels below the outline that are told apart by their setting."""
_CONTAINERS = frozenset({"part", "title", "chapter", "item"})
"""Labels of sections that a larger heading without a label does not end."""
_MOSTLY = 4
"""A setting marks labelled headings if it has this many times as many of them as of others."""
_FIRST = frozenset({"1", "i", "a"})

Setting = tuple[float, bool, bool, bool]
"""Size in points, capitals, bold, upright. A larger tuple is a higher heading."""


def rank_headings(drafts: list[Draft], base: int, cover: int, contents: set[int]) -> None:
    """Gives each heading without a level one from ``base`` on.

    Titles on the cover are not headings (the title of a contents page is), and a title over the
    first page's text, alone in its setting, holds no sections.
    """
    headings = [draft for draft in drafts if draft.kind is BlockKind.HEADING and draft.level < 0]
    for draft in headings:
        if draft.lines[0].page <= cover and draft.lines[0].page not in contents:
            draft.kind = BlockKind.PARAGRAPH
    headings = [draft for draft in headings if draft.kind is BlockKind.HEADING]
    if not headings:
        return
    first = headings[0]
    for draft in headings[1:]:
        same_page = draft.lines[0].page == first.lines[0].page
        if same_page and draft.text.count(",") >= 2 and any(line.raised for line in draft.lines):
            draft.kind = BlockKind.PARAGRAPH  # authors with the marks of their affiliations
    headings = [draft for draft in headings if draft.kind is BlockKind.HEADING]
    settings = Counter(_setting(draft) for draft in headings)
    if (
        base == 0
        and first.lines[0].page == cover + 1
        and settings[_setting(first)] == 1
        and _setting(first) == max(settings)
        and len(headings) > 2
    ):
        first.level = APART
        headings = headings[1:]
        del settings[_setting(first)]
    ranks = _ranks(settings)
    classes = _label_classes(headings) if base == 0 else []
    if classes:
        _rank_labelled(headings, classes)
        return
    numbered = _has_numbers(headings)
    for draft in headings:
        number = NUMBER.match(draft.text) if numbered else None
        if number:
            draft.level = base + number.group(1).count(".")
        else:
            draft.level = base + min(ranks[_setting(draft)], _DEEPEST)


def _has_numbers(headings: list[Draft]) -> bool:
    return sum(bool(NUMBER.match(draft.text)) for draft in headings) >= 3


def _label_classes(headings: list[Draft]) -> list[str]:
    """The words that label headings in this document, outermost first.

    A word counts if it labels three headings or more (two for parts) and numbers them from 1. A
    word that is first used under another is nested in it.
    """
    seen: dict[str, list[str]] = {}
    for draft in headings:
        if label := LABEL.match(draft.text):
            seen.setdefault(label["word"].lower(), []).append(label["number"].lower())
    return [
        word
        for word, numbers in seen.items()
        if len(set(numbers)) >= (2 if word == "part" else 3) and _FIRST & set(numbers)
    ]


@dataclass(frozen=True, slots=True)
class _Open:
    """A labelled heading whose section is open."""

    level: int
    setting: Setting
    contains: bool
    """Whether a larger heading without a label still stands under it."""
    sets_apart: bool
    """Whether its setting is mostly used for labelled headings."""


def _rank_labelled(headings: list[Draft], classes: list[str]) -> None:
    """Levels in a document with labelled headings.

    A heading without a label stands under the last labelled one, unless it is larger than a note's
    or set alike in a setting that is mostly used for labelled headings.
    """
    classes = [*classes, "#"] if _has_numbers(headings) else classes
    keys = [_class_of(draft, classes) for draft in headings]
    others = Counter(_setting(draft) for draft, key in zip(headings, keys, strict=True) if not key)
    labelled = Counter(_setting(draft) for draft, key in zip(headings, keys, strict=True) if key)
    ranks = _ranks(others)
    above: list[_Open] = []
    for draft, key in zip(headings, keys, strict=True):
        setting = _setting(draft)
        if key:
            number = NUMBER.match(draft.text) if key == "#" else None
            draft.level = classes.index(key) + (number.group(1).count(".") if number else 0)
            while above and above[-1].level >= draft.level:
                above.pop()
            apart = _MOSTLY * others[setting] <= labelled[setting]
            above.append(_Open(draft.level, setting, key in _CONTAINERS, apart))
            continue
        rank = min(ranks[setting], _DEEPEST)
        while above and (
            (setting[0] > above[-1].setting[0] and not above[-1].contains)
            or (setting == above[-1].setting and above[-1].sets_apart)
        ):
            above.pop()
        draft.level = above[-1].level + 1 + rank if above else rank


def _class_of(draft: Draft, classes: list[str]) -> str:
    label = LABEL.match(draft.text)
    if label and label["word"].lower() in classes:
        return label["word"].lower()
    return "#" if "#" in classes and NUMBER.match(draft.text) else ""


def _ranks(settings: Counter[Setting]) -> dict[Setting, int]:
    """Depth by setting, larger type first. A setting used once shares the depth of the next.

    Otherwise a single large heading (of a preface or a part) would hold everything after it.
    """
    ranks: dict[Setting, int] = {}
    depth = 0
    for setting in sorted(settings, reverse=True):
        ranks[setting] = depth
        depth += settings[setting] > 1
    return ranks


def _setting(draft: Draft) -> Setting:
    line = draft.lines[0]
    capitals = draft.text.upper() == draft.text
    return round(line.size), capitals, line.style.bold, not line.style.italic


def section_paths(drafts: list[Draft], texts: list[str]) -> list[tuple[str, ...]]:
    """The section path of each block, in order. Furniture belongs to no section.

    ``texts`` are the blocks' final texts, without note marks and with words rejoined: a section is
    named by its heading's text.
    """
    stack: list[tuple[int, str]] = []
    paths: list[tuple[str, ...]] = []
    for draft, text in zip(drafts, texts, strict=True):
        opened = list(draft.starts)
        if draft.kind is BlockKind.HEADING and draft.level >= 0:
            opened.append((draft.level, draft.title or text))
        for level, title in opened:
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, title))
        furniture = draft.kind is BlockKind.FURNITURE
        paths.append(() if furniture else tuple(title for _, title in stack))
    return paths
