"""Headings that the file's own outline (its bookmarks) names."""

from __future__ import annotations

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.extraction.lines import Line
from pincite_ingest.pdf.layout.paragraphs import Draft
from pincite_ingest.pdf.layout.regions import Region
from pincite_ingest.pdf.structure import OutlineEntry

_FOUND = 0.3
"""An outline counts if at least this share of its entries is printed as a heading."""


def letters(text: str) -> str:
    """A title's letters and digits, for comparing it with the printed text.

    >>> letters("17 + 1 = Trouble") == letters("17+1 =  TROUBLE")
    True
    """
    return "".join(character for character in text.casefold() if character.isalnum())


def isolate_titles(page: int, running: list[Region], outline: list[OutlineEntry]) -> list[Region]:
    """Gives lines that print a title of the outline a region of their own."""
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
    """How many of the next lines together print one of the titles; 0 for none."""
    printed = ""
    for count, line in enumerate(lines[:5], start=1):
        printed += letters(line.text)
        if printed in wanted:
            return count
        if not any(title.startswith(printed) for title in wanted):
            return 0
    return 0


def apply_outline(drafts: list[Draft], outline: list[OutlineEntry]) -> bool:
    """Marks the headings that the outline names; returns whether the outline is usable.

    An entry that is not printed starts its section at the first block of its page.
    """
    entries = [entry for entry in outline if entry.page > 0]
    if not entries:
        return False
    by_page: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.lines and draft.kind is not BlockKind.FURNITURE:
            by_page.setdefault(draft.lines[0].page, []).append(draft)
    found = _printed(entries, by_page)
    if not found or len(found) < _FOUND * len(entries):
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


def _printed(entries: list[OutlineEntry], by_page: dict[int, list[Draft]]) -> dict[int, Draft]:
    """The block that prints each entry's title, on its page or a page beside it."""
    found: dict[int, Draft] = {}
    used: set[int] = set()
    for number, entry in enumerate(entries):
        title = letters(entry.title)
        if not title:
            continue
        near = (
            draft
            for page in (entry.page, entry.page + 1, entry.page - 1)
            for draft in by_page.get(page, ())
        )
        match = next(
            (draft for draft in near if id(draft) not in used and letters(draft.text) == title),
            None,
        )
        if match is not None:
            found[number] = match
            used.add(id(match))
    return found
