"""The document card: title, authors, date, contents, and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.overviews.abbreviations import abbreviations
from pincite.overviews.citing import Group
from pincite.overviews.digest import summary
from pincite.overviews.headings import APART, IMPRINT, Part, parts
from pincite.overviews.lines import Line, lines, prose, whole
from pincite.types import Detail
from pincite_index.storage.base import DocumentInfo, Snapshot
from pincite_ingest.document import Block, BlockKind, Document

COVER_PAGES = 4
"""Pages that may hold the cover and the imprint."""
COVER_CHARACTERS = 3000
"""The same for a text without pages."""
LONGEST_COVER_LINE = 40
"""Words of a block that can be part of a cover."""
SUBJECT_WORDS = 100
"""Words of a summary that says what a document is about which does not say so itself."""
MOST_LISTED = 12
"""Headings and abbreviations that are listed."""

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|spring|summer|autumn|winter"
)
_DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}}\s+)?(?:{_MONTHS})(?:\s+\d{{1,2}},)?\s+)?(?:19|20)\d\d\b", re.IGNORECASE
)
_PUBLISHER = re.compile(
    r"(?:published\s+by|publication\s+of|publication\s+issued\s+by|issued\s+by"
    r"|(?:©|\(c\)|copyright)\s*(?:(?:19|20)\d\d)?,?\s*(?:by\s+)?)\s*(?:the\s+)?([A-Z][^.;\n]{2,80})",
    re.IGNORECASE,
)
_BY = re.compile(r"^\s*(?:written\s+)?by:?\s+(.{3,100})$", re.IGNORECASE)
_AUTHOR = re.compile(r"\babout\s+the\s+authors?\b|\bthe\s+authors?\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\b(?:this|the|our|present)\s+(?:\w+\s+){0,4}?(?:report|paper|study|book|handbook|guide|article"
    r"|document|review|collection|volume|briefing|policy|overview|essay|analysis|work)\b"
    r".{0,120}?\b(?:aim|examin|explor|survey|provid|present|describ|analys|analyz|argu|look|assess"
    r"|discuss|offer|outlin|review|investigat|focus|consider|set|show|start|cover|deal|report)"
    r"|\b(?:I|we)\s+(?:argue|show|examine|ask|describe|present|propose|study|explore|investigate)\b"
    r"|\bthe\s+(?:purpose|aim|goal|subject)\s+of\b",
    re.IGNORECASE,
)
EARLY = 0.15
"""Share of a document in which it says what it is about."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a document is."""

    details: tuple[Detail, ...]
    imprint: tuple[Group, ...]
    """Quotes of its cover and imprint."""
    subject: tuple[Group, ...]
    """Quotes that say what it is about."""
    suggestions: tuple[str, ...]
    """Questions that it can be asked."""


def card(view: Snapshot, info: DocumentInfo, language: str = "") -> Card:
    """What a document is, from its metadata, its cover, its outline and its text."""
    document = view.document(info.id)
    cover = list(_cover(document))
    sections = parts(view, info.id)
    contents = [part for part in sections if not APART.search(part.heading)]
    defined = abbreviations(document.text)
    details = [
        Detail("title", info.title, _title_origin(document)),
        *_authors(document, cover),
        *_date(document, cover),
        *_publisher(cover),
        *([Detail("pages", str(info.pages), "file")] if info.pages else []),
        *([Detail("language", language, "text")] if language else []),
        *_listed("contents", [part.heading for part in _top(contents)], "headings"),
        *_listed("abbreviations", [f"{one.short} ({one.long})" for one in defined], "text"),
    ]
    imprint = [Group("", tuple(cover), (), info.id)] if cover else []
    return Card(tuple(details), tuple(imprint), _subject(view, document), _suggestions(contents))


def _cover(document: Document) -> Iterator[Line]:
    """The short lines of the cover, and those that say who published it and when."""
    headings = (block for block in document.blocks if block.kind is BlockKind.HEADING)
    first = next(
        (block.start for block in headings if _text(document, block) != document.title),
        COVER_CHARACTERS,
    )
    for number, block in enumerate(document.blocks):
        words = _text(document, block)
        length = len(words.split())
        front = _is_front(document, block)
        sentence = length > 8 and words.rstrip().endswith(".")
        on_cover = front and block.start < first and length <= LONGEST_COVER_LINE and not sentence
        imprint = 4 <= length <= 3 * LONGEST_COVER_LINE and IMPRINT.search(words)
        of_author = front and bool(block.section) and _AUTHOR.search(block.section[-1])
        if (on_cover or (imprint and (front or _is_back(document, block))) or of_author) and any(
            map(str.isalpha, words)
        ):
            yield whole(document.id, document.text, document.blocks, number)


def _is_front(document: Document, block: Block) -> bool:
    """Whether a block stands where a cover or imprint does."""
    if not document.pages:
        return block.start < COVER_CHARACTERS
    return any(page.touches(block.start, block.end) for page in document.pages[:COVER_PAGES])


def _is_back(document: Document, block: Block) -> bool:
    return any(page.touches(block.start, block.end) for page in document.pages[-1:])


def _text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def _title_origin(document: Document) -> str:
    if document.metadata.get("title", "").strip() == document.title:
        return "metadata"
    return "cover" if document.title.lower() in document.text[:COVER_CHARACTERS].lower() else "file"


def _authors(document: Document, cover: Sequence[Line]) -> Iterator[Detail]:
    if author := document.metadata.get("author", "").strip():
        yield Detail("authors", author, "metadata")
        return
    for line in cover:
        if match := _BY.match(line.text):
            yield Detail("authors", match[1].strip(), "cover")
            return


def _date(document: Document, cover: Sequence[Line]) -> Iterator[Detail]:
    dates = [match[0] for line in cover for match in _DATE.finditer(line.text)]
    if dates:
        yield Detail("date", max(dates, key=lambda date: (date[-4:], len(date))), "cover")
        return
    for key in ("date", "creationdate", "created", "modified", "moddate"):
        if match := re.search(r"(?:19|20)\d\d", document.metadata.get(key, "")):
            yield Detail("date", match[0], "metadata")
            return


def _publisher(cover: Sequence[Line]) -> Iterator[Detail]:
    for line in cover:
        if match := _PUBLISHER.search(line.text):
            yield Detail("publisher", match[1].strip(" ,"), "cover")
            return


def _listed(name: str, values: Sequence[str], origin: str) -> Iterator[Detail]:
    if values:
        rest = len(values) - MOST_LISTED
        more = f"; and {rest} more" if rest > 0 else ""
        yield Detail(name, "; ".join(values[:MOST_LISTED]) + more, origin)


def _top(sections: Sequence[Part]) -> list[Part]:
    """The sections of the highest level that has several."""
    for depth in range(1, 4):
        level = [part for part in sections if len(part.path) == depth]
        if len(level) > 1:
            return level
    return list(sections)


def _subject(view: Snapshot, document: Document) -> tuple[Group, ...]:
    """The sentences that say what the document is about, or else its most central ones."""
    early = max(COVER_CHARACTERS, round(EARLY * len(document.text)))
    found = [
        line for line in prose(lines(view, document.id, 0, early)) if _PURPOSE.search(line.text)
    ]
    if not found:
        return summary(view, document.id, budget=SUBJECT_WORDS).groups
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in found[:4]:
        groups.setdefault(line.section, []).append(line)
    return tuple(
        Group(section[-1] if section else "", tuple(some), (), document.id)
        for section, some in groups.items()
    )


def _suggestions(sections: Sequence[Part]) -> tuple[str, ...]:
    named = [part.heading for part in _top(sections)[1:5]]
    asked = tuple(f"What does the section “{heading}” say?" for heading in named)
    return ("Summarise this document.", *asked[:3])
