"""Which blocks are headings: repairs what the setting of a single block cannot tell.

Labelled headings ("Item 7.", "Note 3 -") are put together and recognised although they end in a
full stop. Column heads of tables and the lines of a cover page are bold and short as well, but no
section stands under them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pincite_ingest.document import BlockKind
from pincite_ingest.pdf.extraction.lines import Line
from pincite_ingest.pdf.layout.paragraphs import Draft
from pincite_ingest.pdf.layout.regions import same_size

NUMBER = re.compile(r"(\d+(?:\.\d+)*)\.?\s")
"""The number of a numbered heading: "3.1 Methods"."""
LABEL = re.compile(
    r"(?P<word>(?i:part|title|chapter|item|article|section|note))\s+"
    r"(?P<number>(?i:\d{1,3}[a-z]?|[ivxlc]{1,6}|[a-z]))(?=[\s.:()—–-]|$)[\s.:)—–-]*+(?![a-z])"
)
"""The label of a labelled heading: "Item 7A.", "PART II", "Note 3 -"."""
_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_LONG = 220
"""Characters of a paragraph that is certainly running text."""
_PERIOD_WORDS = re.compile(
    r"(january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|first|second|third|fourth|one|two|three|four"
    r"|six|nine|twelve|thirteen|fiscal|calendar|ended|ending|as|of|at|for|the|and|in|to|from|by"
    r"|days?|weeks?|months?|quarters?|years?|ytd|qtd|millions?|thousands?|billions?|dollars?"
    r"|except|per|shares?|data|amounts?|unaudited|audited|balances?|totals?|change|increase"
    r"|decrease|approved|level|page|no|u\.?s|usd|eur)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_])*")


def is_column_head(text: str) -> bool:
    """Whether a line only names periods, units or totals, as the head of a column does.

    >>> is_column_head("52 Weeks Ended September 1, 2019"), is_column_head("($ in millions)")
    (True, True)
    >>> is_column_head("Fiscal 2021 overview"), is_column_head("2019 Outlook")
    (False, False)
    """
    words = _WORD.findall(text)
    return all(_PERIOD_WORDS.fullmatch(word) for word in words)


def join_labels(drafts: list[Draft]) -> list[Draft]:
    """Recognises labelled headings, and joins a label with the title that stands beside it."""
    dropped: set[int] = set()
    drafts = [part for draft in drafts for part in _split_labels(draft)]
    for at, draft in enumerate(drafts):
        label = LABEL.match(draft.text)
        if label is None or draft.level >= 0 or not _is_set_as_heading(draft):
            continue
        if label.end() == len(draft.text):
            title = next(
                (
                    other
                    for other in drafts[at + 1 : at + 4]
                    if other.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
                    and other.level < 0
                    and _is_beside(draft.lines[-1], other.lines[0])
                    and _is_set_as_heading(other)
                    and not LABEL.match(other.text)
                ),
                None,
            )
            if title is not None:
                draft.lines += title.lines
                draft.after += title.after
                dropped.add(id(title))
        draft.kind, draft.skip = BlockKind.HEADING, 0
    return [draft for draft in drafts if id(draft) not in dropped]


def _split_labels(draft: Draft) -> list[Draft]:
    """The parts of a heading in which a later line starts with a label: "Part I" over "Item 1"."""
    at = [at for at, line in enumerate(draft.lines) if at and LABEL.match(line.text)]
    if draft.kind is not BlockKind.HEADING or draft.level >= 0 or not at:
        return [draft]
    parts = [
        Draft(draft.kind, draft.lines[start:end])
        for start, end in pairwise([0, *at, len(draft.lines)])
    ]
    parts[0].skip, parts[0].starts, parts[-1].after = draft.skip, draft.starts, draft.after
    return parts


def _is_set_as_heading(draft: Draft) -> bool:
    if draft.kind is BlockKind.HEADING:
        return True
    bold = all(line.style.bold and line.last.bold for line in draft.lines)
    return draft.kind in _TEXT and len(draft.text) < _LONG and (bold or draft.text.isupper())


def _is_beside(label: Line, title: Line) -> bool:
    return (
        label.page == title.page
        and abs(label.base - title.base) < 0.3 * label.size
        and title.left > label.left
    )


def drop_repeated(drafts: list[Draft]) -> None:
    """A labelled heading that repeats the open one ("Item 7 (continued)") is a running head."""
    last: dict[str, str] = {}
    for draft in drafts:
        label = LABEL.match(draft.text) if draft.kind is BlockKind.HEADING else None
        if label is None or draft.level >= 0:
            continue
        word, number = label["word"].lower(), label["number"].lower()
        words = draft.text.lower()
        again = last.get(f"{word} {number}")
        if again is not None and ("continued" in words or words == again):
            draft.kind = BlockKind.FURNITURE
        else:
            if word in ("part", "title", "chapter"):
                last.clear()
            last[f"{word} {number}"] = words


def demote_table_heads(drafts: list[Draft], contents: set[int], body_size: float) -> None:
    """Demotes what is set like a heading but is a column head or an entry of the contents.

    A column head names only a period or a unit, or stands in a row of cells with no text under it
    and is not larger than the running text (``body_size``, in points).
    """
    pages: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.lines and draft.kind is not BlockKind.FURNITURE:
            pages.setdefault(draft.lines[0].page, []).append(draft)
    for page, together in pages.items():
        for draft in together:
            if draft.kind is not BlockKind.HEADING or draft.level >= 0:
                continue
            if page in contents and (LABEL.match(draft.text) or is_column_head(draft.text)):
                draft.kind = BlockKind.FURNITURE
            elif is_column_head(draft.text) or (
                draft.lines[0].size < 1.1 * body_size
                and _shares_row(draft, together)
                and not _heads_text(draft, together)
            ):
                draft.kind = BlockKind.PARAGRAPH


def _shares_row(draft: Draft, together: list[Draft]) -> bool:
    last = draft.lines[-1]
    return any(
        other is not draft
        and len(other.text) < 100
        and any(abs(line.base - last.base) < 0.3 * last.size for line in other.lines)
        for other in together
    )


def _heads_text(draft: Draft, together: list[Draft]) -> bool:
    """Whether running text or a list starts right under a heading."""
    last = draft.lines[-1]
    return any(
        other.kind in _TEXT
        and (other.kind is BlockKind.LIST_ITEM or len(other.text) > 60)
        and 0 < other.lines[0].base - last.base < 4 * last.size
        and min(other.lines[0].right, last.right) > max(other.lines[0].left, last.left)
        for other in together
    )


def merge_broken(drafts: list[Draft]) -> list[Draft]:
    """Joins the lines of one heading that were taken for several: set alike, close together."""
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
    above, below = last.lines[-1], draft.lines[0]
    return (
        above.page == below.page
        and same_size(above.size, below.size)
        and above.style == below.style
        and 0 < below.base - above.base < 1.5 * below.size
        and min(above.right, below.right) > max(above.left, below.left)
        and not NUMBER.match(draft.text)
        and not LABEL.match(draft.text)
        and not LABEL.fullmatch(last.text)
    )


def cover_pages(drafts: list[Draft], pages: int, contents: set[int]) -> int:
    """How many pages at the start are a cover: those before the first real paragraph.

    A first page right before the contents, or with many titles and few paragraphs, as a form has,
    is a cover as well.
    """
    first = next(
        (
            draft.lines[0].page
            for draft in drafts
            if draft.kind in _TEXT and draft.lines and len(draft.text) > _LONG
        ),
        1,
    )
    if first == 1:
        opening = [draft for draft in drafts if draft.lines and draft.lines[0].page == 1]
        titles = sum(draft.kind is BlockKind.HEADING for draft in opening)
        texts = sum(draft.kind in _TEXT and len(draft.text) > _LONG for draft in opening)
        first += bool(contents & {2, 3, 4}) or (titles >= 6 and titles > texts)
    return min(first - 1, 5, max(pages - 2, 0))
