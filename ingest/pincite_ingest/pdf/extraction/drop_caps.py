"""Drop caps: the large first letter of a chapter belongs to the word that stands beside it."""

from __future__ import annotations

import re

import numpy as np

from pincite_ingest.pdf.extraction.lines import SPACE, Line

_INITIAL = re.compile(r"[\"'“‘«]?\s?[^\W\d_]")
_MOST = 20
"""A page with more large letters has them for something else."""
_WORD = re.compile(r"[^\W\d_]+")


def attach_initials(lines: list[Line]) -> list[Line]:
    """Puts each large single letter before the first of the lines that it stands beside."""
    long = [line for line in lines if len(line.text) > 12]
    least = 1.7 * min((line.size for line in long), default=1e9)
    initials = [
        line
        for line in lines
        if line.size > least and not line.sideways and _INITIAL.fullmatch(line.text.strip())
    ]
    if len(initials) > _MOST:
        return lines
    gone: set[int] = set()
    replaced: dict[int, Line] = {}
    for initial in initials:
        beside = [
            line
            for line in long
            if 1.7 * line.size < initial.size < 9 * line.size
            and initial.top - 0.7 * line.size < line.base < initial.base + 0.4 * line.size
            and -0.3 * line.size < line.left - initial.right < 1.6 * line.size
        ]
        if not beside or (len(beside) < 2 and initial.size > 2.4 * beside[0].size):
            continue  # a number or a letter that stands by itself
        first = min(beside, key=lambda line: line.base)
        if id(first) in replaced:
            continue
        gone.add(id(initial))
        replaced[id(first)] = _opened(initial, first, lines)
    return [replaced.get(id(line), line) for line in lines if id(line) not in gone]


def _opened(initial: Line, line: Line, lines: list[Line]) -> Line:
    """The line with its first letter; with a space after a letter that is a word ("A house")."""
    start = _WORD.match(line.text)
    space = ""
    if start and initial.text[-1] in "AIO":
        words = {
            word for one in lines if one is not line for word in _WORD.findall(one.text.lower())
        }
        rest = start.group().lower()
        space = " " if rest in words and initial.text[-1].lower() + rest not in words else ""
    shift = len(initial.text) + len(space)
    filler = np.full(len(space), SPACE, np.int32)
    return Line(
        line.page, initial.text + space + line.text,
        np.concatenate((initial.glyphs, filler, line.glyphs)),
        line.left, line.right, line.base, line.size, line.style,
        tuple((start + shift, end + shift) for start, end in line.raised),
        line.first, line.last,
    )  # fmt: skip
