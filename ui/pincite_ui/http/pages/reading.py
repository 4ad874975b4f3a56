"""``/read/<document>/<page index>``: how a page was read, its blocks outlined by kind.

It is the page with which a reading is judged: the image on one side, the text as it was understood
on the other, each block numbered in text order on both. No script, nothing from elsewhere; all
that comes out of a document is escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pincite_ingest.errors import CitationError, DocumentError
from pincite_ui.block_kinds import COLOURS, Part, called, outlines
from pincite_ui.cli.page_tables import parts
from pincite_ui.http.pages.layout import plain_page

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite_ingest.document import Document, Page, Rectangle

PORTION = 200
"""Blocks shown at a time where a format has no pages."""

_STYLE = """
body { max-width: 100rem }
p, ul, ol { margin: .35rem 0; padding: 0 } li { list-style: none }
nav { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; margin-top: .5rem }
nav > span { display: flex; gap: 1.25rem }
nav a, nav .end { padding: .35rem 0 }
.end, .soft { color: var(--soft) } .end { opacity: .7 }
nav strong { font-variant-numeric: tabular-nums }
.legend { display: flex; flex-wrap: wrap; gap: .3rem .5rem; margin: .5rem 0 1rem;
  font-size: .8125rem }
.kind { padding: .1rem .5rem; border-radius: 4px; color: #fff; background: var(--kind);
  font-size: .8125rem; white-space: nowrap }
.kind.none { color: var(--soft); background: none; box-shadow: inset 0 0 0 1.5px var(--kind) }
main { display: grid; gap: 1.5rem } main:not(.two) { max-width: 56rem }
figure { margin: 0; position: relative; border: 1px solid var(--rule); background: #fff }
figure i { position: absolute; border: 2px solid var(--kind); border-radius: 2px }
figure a:is(:hover, :focus-visible) i { background: color-mix(in srgb, var(--kind), #0000 80%) }
figure a:target i { background: color-mix(in srgb, var(--kind), #0000 68%); border-width: 3px }
figure b { position: absolute; right: 100%; top: -2px; padding: 0 3px; margin-right: 1px;
  border-radius: 3px; color: #fff; background: var(--kind); font: 600 11px/15px system-ui,
  sans-serif }
figure a { scroll-margin: 40vh }
.block { padding: .6rem .75rem .7rem; margin-bottom: .6rem; border-left: 4px solid var(--kind);
  border-radius: 0 4px 4px 0; background: var(--leaf); scroll-margin: 1rem }
.block:target { background: var(--found) }
.block header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .6rem;
  font-size: .8125rem; color: var(--soft) }
.block header > :is(a, b) { font-weight: 600; min-width: 1.25rem }
.block header span { overflow-wrap: anywhere }
.block p { font-family: Georgia, "Times New Roman", serif; white-space: pre-wrap;
  overflow-wrap: anywhere }
@media (min-width: 60rem) { main.two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) }
  figure { position: sticky; top: 1rem; align-self: start;
    width: min(100%, max(30rem, calc((100vh - 2rem) * var(--ratio)))) }
  figure + section { margin-top: -.35rem } }
@media (max-width: 30rem) { body { padding: 1rem .75rem 2rem }
  figure i { border-width: 1px } figure b { font-size: 9px; line-height: 11px; padding: 0 2px } }
"""
_KINDS = "".join(
    f".{kind.value} {{ --kind: rgb({red} {green} {blue}) }}\n"
    for kind, (red, green, blue) in COLOURS.items()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of a reading."""

    document: Document
    index: int
    """The page's index, 1-based; of a document without pages, the number of the portion."""
    count: int
    """How many there are."""
    first: int
    """The number that the first block gets."""
    parts: Sequence[Part]
    """The blocks, in text order."""
    page: Page | None
    """The page with its glyphs' boxes; None for a document without pages."""

    @property
    def drawn(self) -> bool:
        return self.page is not None and self.page.width > 0

    @property
    def place(self) -> str:
        if self.page is not None:
            return f"Page {self.page.label} (PDF page {self.index} of {self.count})"
        if self.count > 1:
            last = self.first + len(self.parts) - 1
            return f"Blocks {self.first:,} to {last:,} (part {self.index} of {self.count})"
        return "The whole text; this format has no pages"


def reading_page(assistant: Assistant, id: str, index: str) -> str:
    """The page of a reading.

    Raises:
        CitationError: There is no such document, or it has no such page.
    """
    read = _find(assistant, id, index)
    title = read.document.title
    main = f"<section><h2 hidden>Blocks</h2><ol>{_blocks(read)}</ol></section>"
    if read.drawn:
        main = f'<main class="two">{_figure(read)}{main}</main>'
    else:
        main = f"<main>{main}</main>"
    return _html(
        f"{title}, {read.place}",
        f'<header><h1 dir="auto">{escape(title)}</h1>{_ways(read)}</header>{_legend(read)}{main}',
    )


def no_reading(sentence: str) -> str:
    """The page of what the library does not hold."""
    return _html("No such page", f"<main><h1>No such page</h1><p>{escape(sentence)}</p></main>")


def _find(assistant: Assistant, id: str, wanted: str) -> Reading:
    try:
        document = assistant.document(id)
    except DocumentError as error:
        raise CitationError(f"The library holds no document {id[:40]}.") from error
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 8 else 0
    if document.pages:
        count = len(document.pages)
        if 1 <= number <= count:
            page = assistant.page(document.id, number)
            return Reading(document, number, count, 1, list(parts(document, page)), page)
    else:
        count = max(1, -(-len(document.blocks) // PORTION))
        if 1 <= number <= count:
            first = (number - 1) * PORTION
            shown = list(parts(document))[first : first + PORTION]
            return Reading(document, number, count, first + 1, shown, None)
    raise CitationError(f"{document.title} has no page {wanted[:20]}.")


def _ways(read: Reading) -> str:
    """Where one is, and the ways on."""

    def way(index: int, words: str, rel: str) -> str:
        if not 1 <= index <= read.count:
            return f'<span class="end">{words}</span>'
        return f'<a href="/read/{escape(read.document.id)}/{index}" rel="{rel}">{words}</a>'

    before = way(read.index - 1, "‹ Previous", "prev")
    after = way(read.index + 1, "Next ›", "next")
    ways = f"<span>{before}{after}</span>" if read.count > 1 else ""
    return f'<nav aria-label="Pages"><strong>{escape(read.place)}</strong>{ways}</nav>'


def _legend(read: Reading) -> str:
    """Every kind with its colour, and how many of it are here."""
    numbers = Counter(part.kind for part in read.parts)
    kinds = "".join(
        f'<li class="kind {kind.value}{"" if numbers[kind] else " none"}">'
        f"{called(kind)} {numbers[kind] or ''}</li>"
        for kind in COLOURS
    )
    return f'<ul class="legend" aria-label="Kinds of block">{kinds}</ul>'


def _figure(read: Reading) -> str:
    """The page's image under the outlines, each a link to its block."""
    page = read.page
    if page is None:
        return ""
    address = f"/api/v1/documents/{escape(read.document.id)}/pages/{page.index}/image"
    marks = "".join(
        _mark(number, part, outlines(part, page), page)
        for number, part in enumerate(read.parts, read.first)
    )
    return (
        f'<figure style="--ratio: {page.width / page.height:.4f}">'
        f'<img src="{address}" width="{page.width:.0f}" height="{page.height:.0f}"'
        f' alt="{escape(read.place)}, as printed">{marks}</figure>'
    )


def _mark(number: int, part: Part, boxes: Sequence[Rectangle], page: Page) -> str:
    drawn = "".join(
        f'<i style="left: {100 * (box.left - 1) / page.width:.2f}%;'
        f" top: {100 * (box.top - 1) / page.height:.2f}%;"
        f" width: {100 * (box.right - box.left + 2) / page.width:.2f}%;"
        f' height: {100 * (box.bottom - box.top + 2) / page.height:.2f}%"><b>{number}</b></i>'
        for box in boxes
    )
    name = f"{called(part.kind)}, block {number}"
    return (
        f'<a id="on-page-{number}" class="{part.kind.value}" href="#block-{number}"'
        f' title="{name}" aria-label="{name}">{drawn}</a>'
        if drawn
        else ""
    )


def _blocks(read: Reading) -> str:
    if not read.parts:
        return '<li class="soft">No text was read here.</li>'
    return "".join(_block(number, part, read) for number, part in enumerate(read.parts, read.first))


def _block(number: int, part: Part, read: Reading) -> str:
    section = " › ".join(part.section)
    cut = [
        words
        for holds, words in (
            (part.before, "continued from an earlier page"),
            (part.after, "continues on a later page"),
        )
        if holds
    ]
    target = f'<a href="#on-page-{number}">{number}</a>' if read.drawn else f"<b>{number}</b>"
    return (
        f'<li id="block-{number}" class="block {part.kind.value}">'
        f'<header>{target}<span class="kind">{called(part.kind)}</span>'
        f'<span dir="auto">{escape(section)}</span>'
        f"{''.join(f'<em>{words}</em>' for words in cut)}</header>"
        f'<p dir="auto">{escape(read.document.text[part.start : part.end])}</p></li>'
    )


def _html(title: str, body: str) -> str:
    return plain_page(title, _KINDS + _STYLE, body)
