"""What each region of a page is: running text, or something that stands beside or between it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite_ingest.captions import CAPTION, SOURCE
from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.extraction.lines import MIXED, Line
from pincite_ingest.pdf.layout.regions import Region, over_gutter, same_size
from pincite_ingest.pdf.layout.tables import Table

NOTE_LABEL = re.compile(r"(\d{1,3}|[*†‡§¶∗]+|[a-z])(?=[\s.)\]A-Z“\"‘(]|$)")

_SAID = re.compile(r"\.$|[.!?…][”\"»]$")
"""How a sentence ends; a heading may end with a word in quotation marks, or ask a question."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a page's running text is set."""

    size: float
    family: str
    colour: int
    bold: bool
    italic: bool
    sizes: tuple[float, ...]
    """Sizes that count as running text on this page."""


def page_setting(lines: list[Line], body_size: float) -> Setting:
    """The setting of most characters of a page, given that of the whole document."""
    weights: dict[tuple[float, str, int, bool, bool], int] = {}
    for line in lines:
        key = (
            round(line.size, 1),
            line.style.family,
            line.style.colour,
            line.style.bold,
            line.style.italic,
        )
        weights[key] = weights.get(key, 0) + len(line.text)
    total = sum(weights.values())
    body = {key: n for key, n in weights.items() if same_size(key[0], body_size)}
    if not weights:
        return Setting(body_size, "", 0, False, False, (body_size,))
    most = max(weights, key=lambda key: weights[key])
    if body and sum(body.values()) >= max(150, 0.2 * total):
        main = max(body, key=lambda key: body[key])
    elif weights[most] >= 300:
        main = most
    else:
        return Setting(body_size, most[1], most[2], most[3], most[4], (body_size,))
    sizes = {body_size, main[0]}
    if weights[most] >= 0.6 * total and weights[most] > 300:
        sizes.add(most[0])
    return Setting(main[0], main[1], main[2], main[3], main[4], tuple(sorted(sizes)))


Gutters = list[tuple[float, float, float]]


def assign_roles(
    regions: list[Region], setting: Setting, gutters: Gutters, tables: list[Table]
) -> dict[int, BlockKind]:
    """The kind of each region that is not running text, by the region's ``id``."""
    roles: dict[int, BlockKind] = {}
    main = [region for region in regions if _is_main(region, setting)]
    narrow: set[int] = set()
    for region in regions:
        text = region.text.strip()
        if len(text) <= 3 and region.size > 1.25 * setting.size:
            roles[id(region)] = BlockKind.FURNITURE  # a chapter's large number
        elif _is_captioned(region, text, setting):
            roles[id(region)] = BlockKind.CAPTION
        elif _is_marked_note(region, regions, setting):
            roles[id(region)] = BlockKind.NOTE
        elif region not in main and _stands_beside(region, main, setting, gutters):
            roles[id(region)] = BlockKind.PULL_QUOTE
        elif region not in main and _is_narrow(region, main):
            roles[id(region)] = BlockKind.PULL_QUOTE
            narrow.add(id(region))
        elif not any(same_size(region.size, size) for size in setting.sizes):
            if region.size < setting.size:
                kind = _small(region, regions, setting)
                if kind is not None:
                    roles[id(region)] = kind
            elif _is_quotation(region, setting):
                roles[id(region)] = BlockKind.PULL_QUOTE
    _carry_on(regions, roles, setting)
    clear_figures(regions, roles, main, tables, narrow)
    for region in regions:
        apart = roles.get(id(region)) in (BlockKind.PULL_QUOTE, BlockKind.NOTE)
        marked = any(opens_note(line) for line in region.lines)
        if apart and region.lines and not marked and _is_lettering(region):
            roles[id(region)] = BlockKind.FURNITURE
    return roles


def clear_figures(
    regions: list[Region],
    roles: dict[int, BlockKind],
    main: list[Region],
    tables: list[Table],
    narrow: set[int],
) -> None:
    """What stands between a figure's caption and what closes it is lettering.

    Where the caption stands under its figure, the figure reaches up to the text over it.
    """
    beside = {at for at, role in roles.items() if role is BlockKind.PULL_QUOTE} - narrow
    stops = [
        region
        for region in main
        if id(region) not in roles and len(region.lines) >= 2 and region.characters > 120
    ]
    captions = [region for region in regions if roles.get(id(region)) is BlockKind.CAPTION]
    openers = [region for region in captions if region.lines and CAPTION.match(region.text)]
    sources = [region for region in captions if region.lines and SOURCE.match(region.text)]
    for caption in openers:
        ends = [
            other
            for other in (*stops, *openers, *sources)
            if other is not caption and other.overlap(caption) > 0
        ]
        under = [table for table in tables if -5 < table.top - caption.bottom < 60]
        after = [other for other in ends if other.top > caption.bottom - 2]
        end = min(after, key=lambda other: other.top, default=None)
        below = min([table.bottom + 2 for table in under], default=end.top if end else 1e9)
        above = max((o.bottom for o in ends if o.bottom < caption.top + 2), default=0.0)
        inside = _lettering(regions, beside, stops, captions, caption.bottom - 2, below)
        if not inside and not under and end not in sources:
            inside = _lettering(regions, beside, stops, captions, above, caption.top + 2)
        elif end is not None and not under and end in stops:
            inside = _without_headings(inside, end)
        if end is None and not under and not any(_is_lettering(region) for region in inside):
            continue  # nothing closes the figure: the rest of the page may be text
        for region in inside:
            roles[id(region)] = BlockKind.FURNITURE


def _without_headings(inside: list[Region], text: Region) -> list[Region]:
    """Leaves out the headings that stand right over the text under a figure."""
    kept = sorted(inside, key=lambda region: region.bottom)
    top = text.top
    while kept:
        last = kept[-1]
        heavy = last.size > 1.05 * text.size or last.lines[0].style.bold
        if not heavy or abs(last.left - text.left) > 4 or top - last.bottom > 3 * last.size:
            break
        top = last.top
        kept.pop()
    return kept


def _lettering(
    regions: list[Region],
    beside: set[int],
    stops: list[Region],
    captions: list[Region],
    top: float,
    bottom: float,
) -> list[Region]:
    """Regions of short lines between two heights that are neither text nor pull quote."""
    return [
        region
        for region in regions
        if region.lines
        and top <= region.top
        and region.bottom <= bottom + 4
        and region not in stops
        and id(region) not in beside
        and not (region in captions and (CAPTION.match(region.text) or SOURCE.match(region.text)))
        and region.characters < 60 * len(region.lines)
    ]


def _is_captioned(region: Region, text: str, setting: Setting) -> bool:
    if CAPTION.match(text):
        return not _reads_on(region, setting)
    return SOURCE.match(text) is not None and region.size < 0.97 * setting.size


def _is_main(region: Region, setting: Setting) -> bool:
    """Whether a region is set as the page's running text is."""
    if not any(same_size(region.size, size) for size in setting.sizes):
        return False
    same_ink = sum(
        len(line.text)
        for line in region.lines
        if line.style.colour in (setting.colour, MIXED)
        and (line.style.bold == setting.bold or line.style.family == setting.family)
    )
    return same_ink >= 0.5 * region.characters


def _reads_on(region: Region, setting: Setting) -> bool:
    """Whether what opens like a caption is a sentence of the text ("Table 1 shows that ...")."""
    first = region.lines[0]
    return (
        _is_main(region, setting)
        and first.style.bold == setting.bold
        and first.style.italic == setting.italic
        and re.match(r"\S+\s*\S+\s+[a-z]", first.text) is not None
    )


def _stands_beside(region: Region, main: list[Region], setting: Setting, gutters: Gutters) -> bool:
    """Whether a region in another setting stands beside the running text, as a pull quote does."""
    if region.characters > 700 or not main:
        return False
    style = region.lines[0].style
    odd = (
        not same_size(region.size, setting.size)
        or style.colour != setting.colour
        or style.italic != setting.italic
        or style.bold != setting.bold
        or style.family != setting.family
    )
    if not odd:
        return False
    main = [other for other in main if not over_gutter(region, other, gutters)]
    if not main:
        return False
    span = region.bottom - region.top
    covered = 0.0
    for other in main:
        for line in other.lines:
            if line.right <= region.left + 2 or line.left >= region.right - 2:
                covered += max(0.0, min(region.bottom, line.bottom) - max(region.top, line.top))
            elif line.top < region.bottom - 2 and line.bottom > region.top + 2:
                return False
    if covered >= 0.4 * span and (len(region.lines) > 1 or region.characters > 12):
        return True
    left = min(other.left for other in main)
    right = max(other.right for other in main)
    outside = region.right <= left + 2 or region.left >= right - 2
    return outside and len(region.lines) > 1 and region.width < 0.5 * (right - left)


def _is_narrow(region: Region, main: list[Region]) -> bool:
    """Whether a region is a narrow column of words, as set in a margin or over a picture."""
    wide = max((other.width for other in main if len(other.lines) > 1), default=0.0)
    return len(region.lines) >= 4 and region.width < 0.3 * wide and region.characters > 30


def _is_quotation(region: Region, setting: Setting) -> bool:
    """Whether large type between paragraphs is a quotation rather than a heading."""
    text = region.text.strip()
    return (
        len(region.lines) >= 2
        and region.characters > 60
        and region.size < 2.6 * setting.size
        and (text[0] in '“"«‘' or _SAID.search(text) is not None)
    )


def _small(region: Region, regions: list[Region], setting: Setting) -> BlockKind | None:
    """Small type: a note, a caption, letters in a figure; or text after all (None)."""
    if _is_note(region, regions, setting):
        return BlockKind.NOTE
    if _is_lettering(region):
        return BlockKind.FURNITURE
    if region.characters > 300 and len(region.lines) >= 4 and region.size > 0.8 * setting.size:
        return None  # an abstract, a long quotation
    return BlockKind.CAPTION


def _is_note(region: Region, regions: list[Region], setting: Setting) -> bool:
    first = region.lines[0]
    labelled = bool(NOTE_LABEL.match(first.text) and not first.text[:1].isalpha())
    if not labelled and not any(opens_note(line) for line in region.lines):
        return False  # the rest of a note may stand over the page's own
    return at_foot(region, regions, setting)


def _is_marked_note(region: Region, regions: list[Region], setting: Setting) -> bool:
    """A note beyond doubt, however narrow: small, with a raised mark, at the foot of the text."""
    small = region.size < 0.97 * setting.size
    return small and opens_note(region.lines[0]) and at_foot(region, regions, setting)


def opens_note(line: Line) -> bool:
    """Whether a line opens with a raised mark."""
    return bool(line.raised and line.raised[0][0] == 0)


def at_foot(region: Region, regions: list[Region], setting: Setting) -> bool:
    """Whether no running text stands under a region."""
    return not any(
        other.top > region.top
        and other.overlap(region) > 5
        and same_size(other.size, setting.size)
        and other.characters > 60
        for other in regions
    )


def _is_lettering(region: Region) -> bool:
    """Whether a region is only letters of a figure: axis numbers, a legend's single words."""
    words = region.text.split()
    letters = sum(character.isalpha() for character in region.text)
    return len(words) < 4 or letters < 0.5 * region.characters


def _carry_on(regions: list[Region], roles: dict[int, BlockKind], setting: Setting) -> None:
    """Notes and captions go on over the regions right under them that are set alike."""
    for region in sorted(regions, key=lambda region: region.top):
        role = roles.get(id(region))
        if role not in (BlockKind.NOTE, BlockKind.CAPTION):
            continue
        for other in regions:
            if other is region or not other.lines or other.top < region.top:
                continue
            if other.overlap(region) <= 0:
                continue
            gap = other.top - region.bottom
            small = same_size(other.size, region.size) and other.size < 0.97 * setting.size
            if (role is BlockKind.NOTE and gap < 1.5 * region.size and small) or (
                role is BlockKind.CAPTION
                and CAPTION.match(region.text)
                and gap < 0.9 * other.size
                and abs(other.left - region.left) < 4
                and not _is_main(other, setting)
                and other.characters < 400
            ):
                region.lines += other.lines
                region.measure()
                other.lines = []
                roles[id(other)] = BlockKind.FURNITURE
