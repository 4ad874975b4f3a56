"""Sections: from the outline where there is one, else from how the headings are set."""

from __future__ import annotations

import re
from collections import Counter

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.extraction.lines import Line
from pincite_ingest.pdf.layout.paragraphs import Draft
from pincite_ingest.pdf.layout.regions import Region, same_size
from pincite_ingest.pdf.structure import OutlineEntry

_NUMBERING = re.compile(r"(\d+(?:\.\d+)*)\.?\s")


def letters(text: str) -> str:
    """A title's letters and digits, for comparing it with what is printed.

    >>> letters("17 + 1 = Trouble") == letters("17+1 =  TROUBLE")
    True
    """
    return "".join(character for character in text.casefold() if character.isalnum())


def isolate_titles(page: int, running: list[Region], outline: list[OutlineEntry]) -> list[Region]:
    """Cuts lines that print a title of the outline out of their region, into one of their own."""
    wanted = [letters(entry.title) for entry in outline if entry.page == page]
    wanted = [title for title in wanted if title]
    if not wanted:
        return running
    result: list[Region] = []
    for region in running:
        at = 0
        rest_from = 0
        lines = region.lines
        while at < len(lines):
            length = _matches(lines[at:], wanted)
            if length:
                if at > rest_from:
                    result.append(Region(lines[rest_from:at]))
                result.append(Region(lines[at : at + length]))
                at += length
                rest_from = at
            else:
                at += 1
        if rest_from == 0:
            result.append(region)
        elif rest_from < len(lines):
            result.append(Region(lines[rest_from:]))
    return result


def _matches(lines: list[Line], wanted: list[str]) -> int:
    """How many of the next lines print one of the titles; 0 for none."""
    printed = ""
    for count, line in enumerate(lines[:5], start=1):
        printed += letters(line.text)
        if printed in wanted:
            return count
        if not any(title.startswith(printed) for title in wanted):
            return 0
    return 0


def apply_outline(drafts: list[Draft], outline: list[OutlineEntry]) -> bool:
    """Marks the headings that the outline names; an entry that is not printed starts its page.

    False where the outline leads nowhere or names next to nothing that is printed.
    """
    entries = [entry for entry in outline if entry.page > 0]
    if not entries:
        return False
    by_page: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.lines and draft.kind is not BlockKind.FURNITURE:
            by_page.setdefault(draft.lines[0].page, []).append(draft)
    found: dict[int, Draft] = {}
    used: set[int] = set()
    for number, entry in enumerate(entries):
        title = letters(entry.title)
        for page in (entry.page, entry.page + 1, entry.page - 1):
            match = next(
                (
                    draft
                    for draft in by_page.get(page, ())
                    if id(draft) not in used and title and letters(draft.text) == title
                ),
                None,
            )
            if match is not None:
                found[number] = match
                used.add(id(match))
                break
    if not found or len(found) < 0.3 * len(entries):
        return False
    for number, entry in enumerate(entries):
        heading = found.get(number)
        if heading is not None:
            heading.kind, heading.level, heading.title = BlockKind.HEADING, entry.level, entry.title
            continue
        opening = next(
            (
                draft
                for page in range(entry.page, entry.page + 3)
                for draft in by_page.get(page, ())
            ),
            None,
        )
        if opening is not None:
            opening.starts.append((entry.level, entry.title))
    return True


def merge_broken(drafts: list[Draft]) -> list[Draft]:
    """Puts headings together that are the lines of one: set alike, right under each other."""
    result: list[Draft] = []
    for draft in drafts:
        last = result[-1] if result else None
        if last is not None and _is_rest_of(last, draft):
            last.lines += draft.lines
            last.starts += draft.starts
            last.after += draft.after
        else:
            result.append(draft)
    return result


def _is_rest_of(last: Draft, draft: Draft) -> bool:
    if last.kind is not BlockKind.HEADING or draft.kind is not BlockKind.HEADING:
        return False
    if last.level >= 0 or draft.level >= 0 or len(last.lines) + len(draft.lines) > 6:
        return False
    one, two = last.lines[-1], draft.lines[0]
    return (
        one.page == two.page
        and same_size(one.size, two.size)
        and one.style == two.style
        and 0 < two.base - one.base < 1.5 * two.size
        and min(one.right, two.right) > max(one.left, two.left)
        and not _NUMBERING.match(draft.text)
    )


def cover_pages(drafts: list[Draft], pages: int) -> int:
    """How many pages at the start hold titles only: those before the first real paragraph."""
    first = next(
        (
            draft.lines[0].page
            for draft in drafts
            if draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
            and draft.lines
            and len(draft.text) > 220
        ),
        1,
    )
    return min(first - 1, 5, max(pages - 2, 0))


APART = 90
"""Level of a title: the next heading of any level ends its section."""


def rank_by_setting(drafts: list[Draft], base: int, cover: int, contents: set[int]) -> None:
    """Gives headings without a level one by their size and weight, under ``base``.

    Numbered headings ("3.1") take their depth from their number. Titles on the cover are no
    headings (that of a contents page is), and a title over the first page's text, alone in its
    size, holds no sections.
    """
    headings = [draft for draft in drafts if draft.kind is BlockKind.HEADING and draft.level < 0]
    for draft in headings:
        if draft.lines[0].page <= cover and draft.lines[0].page not in contents:
            draft.kind = BlockKind.PARAGRAPH
    headings = [draft for draft in headings if draft.kind is BlockKind.HEADING]
    if not headings:
        return
    for draft in headings[1:]:
        same_page = draft.lines[0].page == headings[0].lines[0].page
        if same_page and draft.text.count(",") >= 2 and any(line.raised for line in draft.lines):
            draft.kind = BlockKind.PARAGRAPH  # authors with the marks of their affiliations
    headings = [draft for draft in headings if draft.kind is BlockKind.HEADING]
    first = headings[0]
    keys: Counter[tuple[float, bool, bool]] = Counter(_setting(draft) for draft in headings)
    if (
        base == 0
        and first.lines[0].page == cover + 1
        and keys[_setting(first)] == 1
        and _setting(first) == max(keys)
        and len(headings) > 2
    ):
        first.level = APART
        headings = headings[1:]
        del keys[_setting(first)]
    rank = _ranks(keys)
    numbered = sum(bool(_NUMBERING.match(draft.text)) for draft in headings) >= 3
    for draft in headings:
        number = _NUMBERING.match(draft.text) if numbered else None
        if number:
            draft.level = base + number.group(1).count(".")
        else:
            draft.level = base + min(rank[_setting(draft)], 5)


def _ranks(keys: Counter[tuple[float, bool, bool]]) -> dict[tuple[float, bool, bool], int]:
    """Depth by setting, larger type first; a setting used once shares the depth of the next.

    Otherwise one large heading (a preface's, a part's) would hold all that follows it.
    """
    ranks: dict[tuple[float, bool, bool], int] = {}
    depth = 0
    for key in sorted(keys, reverse=True):
        ranks[key] = depth
        depth += keys[key] > 1
    return ranks


def _setting(draft: Draft) -> tuple[float, bool, bool]:
    line = draft.lines[0]
    return round(line.size), draft.text.upper() == draft.text, line.style.bold


def section_paths(drafts: list[Draft], texts: list[str]) -> list[tuple[str, ...]]:
    """The section path of each block, in order. Furniture stands outside of all sections.

    ``texts`` are the blocks as they are read: a heading is called by its words without note marks
    and broken hyphens.
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
