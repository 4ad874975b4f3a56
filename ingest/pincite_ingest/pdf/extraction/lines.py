"""Glyphs become lines: words with single spaces, each character still tied to its glyph."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite_ingest.pdf.extraction.accents import join_accents
from pincite_ingest.pdf.extraction.glyphs import ASCENT, DESCENT, PLAIN, Floats, PageGlyphs, Style

SPACE = -1
"""Stands for a character that no glyph draws."""

MIXED = -1
"""The colour of a line that has several."""

A_GAP = 0.5
"""A space wider than this, in sizes, may lie between two cells."""

WIDE_GAP = 1.2
"""Two glyphs of one base line further apart than this, in sizes, are not of one run of words."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

Indices = NDArray[np.int32]


@dataclass(slots=True, eq=False)
class Line:
    """A run of words on one base line. A row of a table, or of two columns, is several lines."""

    page: int
    """1-based."""
    text: str
    glyphs: Indices
    """For each character of ``text`` its glyph on the page, or SPACE."""
    left: float
    right: float
    base: float
    """Distance of the base line from the top of the page (in the direction of reading)."""
    size: float
    """Font size of most of its characters."""
    style: Style = PLAIN
    raised: tuple[tuple[int, int], ...] = ()
    """Stretches of ``text`` that are set smaller and higher."""
    first: Style = PLAIN
    """Style of its first glyph."""
    last: Style = PLAIN
    """Style of its last glyph: a bold opening ends in plain text, a bold heading does not."""
    sideways: bool = False
    """Runs up or down a page whose other lines run across."""
    gaps: tuple[tuple[int, float, float], ...] = ()
    """Spaces wider than in running text: where what follows starts in ``text``, and the left and
    right edge of the space. Cells of a table that stand close are parted there."""

    @property
    def top(self) -> float:
        return self.base - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.base + DESCENT * self.size


@dataclass(slots=True)
class PageLines:
    """The lines of a page, with the measures of the page in the direction of its reading."""

    index: int
    width: float
    height: float
    lines: list[Line]


def read_lines(page: PageGlyphs) -> PageLines:
    """The lines of a page in the order of its content stream."""
    if not len(page.boxes):
        return PageLines(page.index, page.width, page.height, [])
    join_accents(page)
    drawn = page.boxes[:, 2] > page.boxes[:, 0]
    drawn &= (page.boxes[:, 2] > 0) & (page.boxes[:, 0] < page.width)
    drawn &= (page.boxes[:, 3] > 0) & (page.boxes[:, 1] < page.height)
    across = np.flatnonzero(drawn & page.upright)
    other = np.flatnonzero(drawn & ~page.upright)
    if len(other) > len(across):
        if not _runs_across(page, other):
            return _turned(page, other, across)
        across, other = other, across  # all of it is turned by 180 degrees
    left, right, base = page.boxes[:, 0], page.boxes[:, 2], page.feet[:, 1]
    if _is_upside_down(page, across):
        left, right, base = page.width - right, page.width - left, page.height - base
    lines = _merged(_runs(page, across, left, right, base))
    for line in lines:
        if _SPACED_OUT.match(line.text):
            _draw_together(line, left, right)
    if _RIGHT_TO_LEFT.search(page.text):
        for line in lines:
            _turn_round(line)
    lines += _sideways(page, other)
    return PageLines(page.index, page.width, page.height, lines)


_SPACED_OUT = re.compile(r"(?:\S{1,2} ){4,}\S{1,2}(?: |$)")


def _draw_together(line: Line, left: Floats, right: Floats) -> None:
    """Takes the spaces out of a letter-spaced line, but for those that are wider than the rest."""
    drawn = np.flatnonzero(line.glyphs != SPACE)
    if line.raised or len(drawn) < 0.45 * len(line.text) or sum(map(str.isalpha, line.text)) < 5:
        return
    glyphs = line.glyphs[drawn]
    gaps = left[glyphs[1:]] - right[glyphs[:-1]]
    usual = float(np.median(gaps))
    if usual < 0.12 * line.size or np.mean(np.diff(drawn) > 1) < 0.7:
        return  # single letters, as in a formula or a row of a table
    wide = gaps > usual + 0.2 * line.size
    keep = np.ones(len(line.text), np.bool_)
    for before, after, is_wide in zip(drawn[:-1], drawn[1:], wide, strict=True):
        if not is_wide:
            keep[before + 1 : after] = False
    line.gaps = ()  # they were places in the text as it was
    line.glyphs = line.glyphs[keep]
    line.text = "".join(c for c, kept in zip(line.text, keep.tolist(), strict=True) if kept)


_LEFT_TO_RIGHT = re.compile(
    r"[A-Za-z0-9À-ɏͰ-ӿ](?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]*[A-Za-z0-9À-ɏͰ-ӿ%])?"
)


def _turn_round(line: Line) -> None:
    """Puts a line of Hebrew or Arabic, which stands here as it is seen, in the order of reading.

    What runs from left to right within it (numbers, Latin words) keeps its own order; brackets
    PDFium has mirrored.
    """
    letters = sum(character.isalpha() for character in line.text)
    if 2 * len(_RIGHT_TO_LEFT.findall(line.text)) < letters or not letters:
        return
    order = list(range(len(line.text)))[::-1]
    for match in _LEFT_TO_RIGHT.finditer(line.text[::-1]):
        order[match.start() : match.end()] = order[match.start() : match.end()][::-1]
    line.text = "".join(line.text[at] for at in order)
    line.glyphs = line.glyphs[order]
    line.raised = line.gaps = ()
    line.first, line.last = line.last, line.first


def _runs_across(page: PageGlyphs, glyphs: NDArray[np.intp]) -> bool:
    """Whether most glyphs stand beside the one before, not under or over it."""
    across, down = np.abs(np.diff(page.feet[glyphs], axis=0)).T
    return 2 * int(np.count_nonzero(across > down)) > len(across)


def _is_upside_down(page: PageGlyphs, glyphs: NDArray[np.intp]) -> bool:
    """Whether the text runs from right to left though its script does not."""
    x, y, sizes = page.feet[glyphs, 0], page.feet[glyphs, 1], page.sizes[glyphs]
    across, down = x[1:] - x[:-1], np.abs(y[1:] - y[:-1])
    near = (np.abs(across) < 1.5 * sizes[1:]) & (down < 0.2 * sizes[1:])
    if float(across[near].sum()) >= 0:
        return False
    return not _RIGHT_TO_LEFT.search(page.text)


def _turned(page: PageGlyphs, main: NDArray[np.intp], rest: NDArray[np.intp]) -> PageLines:
    """A page whose text runs up or down: read as if turned, so that its lines run across."""
    middle = (page.boxes[main, 1] + page.boxes[main, 3]) / 2
    steps = np.diff(middle)
    near = steps[np.abs(steps) < 1.5 * float(np.median(page.sizes[main]))]
    if float(near.sum()) < 0:  # upwards
        left, right = page.height - page.boxes[:, 3], page.height - page.boxes[:, 1]
        base = page.feet[:, 0]
    else:
        left, right = page.boxes[:, 1], page.boxes[:, 3]
        base = page.width - page.feet[:, 0]
    lines = _merged(_runs(page, main, left, right, base)) + _sideways(page, rest)
    return PageLines(page.index, page.height, page.width, lines)


def _sideways(page: PageGlyphs, glyphs: NDArray[np.intp]) -> list[Line]:
    """Text that runs against the page's direction (a credit along a photograph)."""
    if not len(glyphs):
        return []
    centres = (page.boxes[glyphs, :2] + page.boxes[glyphs, 2:]) / 2
    far = np.abs(np.diff(centres, axis=0)).max(axis=1) > 3 * page.sizes[glyphs[1:]]
    lines = []
    for part in np.split(glyphs, np.flatnonzero(far) + 1):
        order: list[int] = []
        for before, glyph in zip([int(part[0]) - 1, *part.tolist()], part.tolist(), strict=False):
            if glyph - before > 1:
                order.append(SPACE)
            order.append(glyph)
        text = "".join(" " if glyph == SPACE else page.text[glyph] for glyph in order)
        boxes = page.boxes[part]
        lines.append(
            Line(
                page.index,
                text,
                np.array(order, np.int32),
                float(boxes[:, 0].min()),
                float(boxes[:, 2].max()),
                float(boxes[:, 3].max()),
                float(page.sizes[part].max()),
                page.palette[int(page.styles[part[0]])],
                sideways=True,
            )
        )
    return lines


def _runs(
    page: PageGlyphs, glyphs: NDArray[np.intp], left: Floats, right: Floats, base: Floats
) -> list[Line]:
    """Cuts the glyphs, in stream order, where the next one is not beside the last on its line."""
    if not len(glyphs):
        return []
    x0, x1, y, size = left[glyphs], right[glyphs], base[glyphs], page.sizes[glyphs]
    gap = x0[1:] - x1[:-1]
    larger, smaller = np.maximum(size[1:], size[:-1]), np.minimum(size[1:], size[:-1])
    shift = np.abs(y[1:] - y[:-1])
    level = (shift <= 0.2 * larger) | ((shift <= 0.6 * larger) & (smaller < 0.85 * larger))
    back = (gap < -0.7 * larger) & (x0[1:] != x0[:-1])  # a ligature's letters share its box
    if _RIGHT_TO_LEFT.search(page.text):  # which is put in order from its places, line by line
        back |= x0[1:] < x0[:-1]
    cut = ~level | (gap > WIDE_GAP * smaller) | back
    codes = np.frombuffer(page.text.encode("utf-32-le"), np.uint32)
    apart = glyphs[1:] - glyphs[:-1] > 1
    spaced = apart & _has_blank(codes, glyphs) & (gap > -0.1 * smaller)
    spaced |= (gap > 0.22 * smaller) | (apart & (gap > 0.12 * smaller))

    starts = np.flatnonzero(np.concatenate(([True], cut)))
    counts = np.diff(np.append(starts, len(glyphs)))
    rank = np.repeat(np.arange(len(starts)), counts)
    most = np.maximum.reduceat(size, starts)
    full = size > 0.9 * most[rank]
    number = np.add.reduceat(full.astype(np.float64), starts)
    for run in np.flatnonzero(number < 0.5 * counts).tolist():
        part = size[starts[run] : starts[run] + counts[run]]
        most[run] = np.median(part)
        inside = slice(starts[run], starts[run] + counts[run])
        full[inside] = (part > 0.9 * most[run]) & (part < 1.1 * most[run])
        number[run] = max(full[inside].sum(), 1)
    level_base = np.add.reduceat(np.where(full, y, 0.0), starts) / number
    raised = (size < 0.85 * most[rank]) & (level_base[rank] - y > 0.1 * most[rank])
    bold = np.array([style.bold for style in page.palette])[page.styles[glyphs]]
    italic = np.array([style.italic for style in page.palette])[page.styles[glyphs]]
    bold_share = np.add.reduceat(bold.astype(np.float64), starts) / counts
    italic_share = np.add.reduceat(italic.astype(np.float64), starts) / counts
    lefts, rights = np.minimum.reduceat(x0, starts), np.maximum.reduceat(x1, starts)
    styled = page.styles[glyphs]
    ends_styles = np.stack(
        (styled[starts + counts // 2], styled[starts], styled[starts + counts - 1]), axis=1
    ).tolist()

    spaced &= ~cut
    places = np.arange(len(glyphs)) + np.cumsum(np.concatenate(([False], spaced)))
    order = np.full(len(glyphs) + int(spaced.sum()), SPACE, np.int32)
    order[places] = glyphs
    shown = codes[order]
    shown[order == SPACE] = 32
    text = shown.tobytes().decode("utf-32-le", "replace")
    begins = places[starts].tolist()
    ends = [*begins[1:], len(order)]
    raised_at = places[raised].tolist() if raised.any() else []
    wide = np.flatnonzero(~cut & (gap > A_GAP * smaller)) + 1
    gaps = list(zip(places[wide].tolist(), x1[wide - 1].tolist(), x0[wide].tolist(), strict=True))
    gaps.reverse()
    lines = []
    at = 0
    for run, (start, end) in enumerate(zip(begins, ends, strict=True)):
        spaces: list[tuple[int, float, float]] = []
        while gaps and gaps[-1][0] < end:
            place, edge, other = gaps.pop()
            spaces.append((place - start, edge, other))
        marks: list[tuple[int, int]] = []
        while at < len(raised_at) and raised_at[at] < end:
            place = raised_at[at] - start
            if marks and marks[-1][1] == place:
                marks[-1] = (marks[-1][0], place + 1)
            else:
                marks.append((place, place + 1))
            at += 1
        style, first, last = (page.palette[number] for number in ends_styles[run])
        style = Style(
            style.family,
            bool(bold_share[run] > 0.6),
            bool(italic_share[run] > 0.6),
            style.colour if style.colour in (first.colour, last.colour) else MIXED,
        )
        lines.append(
            Line(
                page.index,
                text[start:end],
                order[start:end],
                float(lefts[run]),
                float(rights[run]),
                float(level_base[run]),
                float(most[run]),
                style,
                tuple(marks),
                first,
                last,
                gaps=tuple(spaces),
            )
        )
    return lines


def _has_blank(codes: NDArray[np.uint32], glyphs: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a real space (not a line end that PDFium made up) lies before each next glyph."""
    inked, wide = codes > 32, codes >= 0xA0
    spaces = np.cumsum((codes != 13) & (codes != 10) & (wide | ~inked), dtype=np.int32)[glyphs]
    letters = np.cumsum(inked, dtype=np.int32)[glyphs]
    real = spaces[1:] - spaces[:-1] - wide[glyphs[1:]]
    return (real > 0) | (letters[1:] - letters[:-1] > 1)


def _merged(runs: list[Line]) -> list[Line]:
    """Joins runs that the stream drew apart though they stand beside each other on one line."""
    rows: dict[int, list[Line]] = {}
    gone: set[int] = set()
    for run in sorted(runs, key=lambda run: run.left):
        reach = 0.6 * run.size
        best, nearest = None, 1e9
        for key in range(int((run.base - reach) // 8), int((run.base + reach) // 8) + 1):
            for line in rows.get(key, ()):
                gap = run.left - line.right
                if gap < nearest and id(line) not in gone and _beside(line, run, gap):
                    best, nearest = line, gap
        if best is None:
            rows.setdefault(int(run.base // 8), []).append(run)
        else:
            _join(best, run, nearest)
            gone.add(id(run))
    return [run for run in runs if id(run) not in gone]


def _beside(line: Line, run: Line, gap: float) -> bool:
    smaller, larger = sorted((line.size, run.size))
    shift = abs(line.base - run.base)
    if gap < -0.35 * smaller or gap > WIDE_GAP * smaller:
        return False
    if smaller < 0.85 * larger:  # a note mark beside its word
        mark, _ = sorted((line, run), key=lambda one: one.size)
        if smaller < 0.6 * larger and len(mark.text) > 8:
            return False  # a drop cap beside a line of its paragraph
        return shift <= 0.6 * larger and gap <= 0.35 * larger and smaller > 0.4 * larger
    if line.style.colour != run.style.colour or smaller < 0.95 * larger:
        return shift <= 0.1 * larger and gap <= 0.5 * smaller
    return shift <= 0.15 * larger


def _join(line: Line, run: Line, gap: float) -> None:
    """Puts a run at the end of a line."""
    smaller = min(line.size, run.size)
    space = gap > 0.12 * smaller
    begin = len(line.text) + space
    marks = line.raised
    if run.size < 0.85 * line.size and line.base - run.base > 0.1 * line.size:
        marks += ((begin, begin + len(run.text)),)
    elif line.size < 0.85 * run.size and run.base - line.base > 0.1 * run.size:
        marks = ((0, len(line.text)), *((a + begin, b + begin) for a, b in run.raised))
    else:
        marks += tuple((a + begin, b + begin) for a, b in run.raised)
    line.gaps += ((begin, line.right, run.left),) if gap > A_GAP * smaller else ()
    line.gaps += tuple((a + begin, left, right) for a, left, right in run.gaps)
    if len(run.text) > len(line.text) or run.size > 1.15 * line.size:
        line.base, line.size, line.style = run.base, run.size, run.style
    filler = np.array([SPACE] if space else [], np.int32)
    line.glyphs = np.concatenate((line.glyphs, filler, run.glyphs))
    line.text += (" " if space else "") + run.text
    line.last = run.last
    line.right = max(line.right, run.right)
    line.left = min(line.left, run.left)
    line.raised = marks


def joined(first: Line, second: Line) -> Line:
    """Two pieces of one row as one line; the pieces stay as they are."""
    line = Line(
        first.page, first.text, first.glyphs, first.left, first.right, first.base, first.size,
        first.style, first.raised, first.first, first.last, gaps=first.gaps,
    )  # fmt: skip
    _join(line, second, max(second.left - first.right, 0.2 * first.size))
    return line


def parted(line: Line, cuts: list[tuple[int, float, float]]) -> list[Line]:
    """A line cut at some of its gaps, in order."""
    pieces: list[Line] = []
    begin, left = 0, line.left
    for end, edge, following in (*cuts, (len(line.text), line.right, line.right)):
        text = line.text[begin:end].rstrip()
        raised = tuple((a - begin, b - begin) for a, b in line.raised if begin <= a and b <= end)
        pieces.append(
            Line(
                line.page, text, line.glyphs[begin : begin + len(text)], left, edge, line.base,
                line.size, line.style, raised, line.first if not pieces else line.style,
                line.last if end == len(line.text) else line.style,
            )
        )  # fmt: skip
        begin, left = end, following
    return [piece for piece in pieces if piece.text]
