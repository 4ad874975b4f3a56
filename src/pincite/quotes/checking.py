"""Checking a quotation against a library: where it stands, or how it was changed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pincite.citations import page_refs
from pincite.quotes.matching import bare, best_near, differences, find_all
from pincite.types import DocumentRef, Place, QuoteCheck, Verdict
from pincite_index.models.encoder import Encoder
from pincite_index.search.bm25 import content_words
from pincite_index.storage.base import DocumentInfo, Snapshot
from pincite_ingest.document import BlockKind, Page, Span
from pincite_ingest.errors import CitationError, UsageError

NEIGHBOURS = 20
"""Passages in which the nearest text to an altered quotation is looked for."""
MOST_PLACES = 100
"""Occurrences that are given out: a word like "the" has thousands."""
_WRITTEN = re.compile(
    r"(?:(?:pp?|pgs?|pages?)(?:\b\.?|(?=\d)) ?)?(?P<label>\S+?)(?: \(pdf (?P<index>\d+)\))?[.,]?"
)
"""A page as people write it, and as Pincite does."""
_AND = re.compile(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+")
_TO = re.compile(r"\s*[–-]\s*|\s+to\s+")
_LEFT_OUT = re.compile(r"\s*[\[(]?(?:…|\.\s?\.\s?\.)[\])]?\s*")
"""Where a quotation leaves words out."""
_LAST = frozenset({BlockKind.PULL_QUOTE, BlockKind.FURNITURE})


@dataclass(frozen=True, slots=True)
class _Occurrence:
    info: DocumentInfo
    span: Span
    text: str
    """What stands there."""
    verdict: Verdict
    last: bool
    """In a pull quote or in furniture, which repeat what the body says."""
    claimed: bool
    """Where the quotation is said to stand."""


def check_quote(
    view: Snapshot,
    encoder: Encoder,
    quote: str,
    *,
    document: DocumentInfo | None = None,
    page: str | None = None,
) -> QuoteCheck:
    """The verdict on a quotation; ``document`` and ``page`` (a label) say where it should be.
    Raises CitationError where that document has no such page.

    At most ``MOST_PLACES`` places come back: the claimed one, and body text before pull quotes.
    Quotation marks around it are taken for the writer's, unless it stands there with them.
    """
    if document and page is not None and not _called(view.pages(document.id), page):
        raise CitationError(f"{document.title} has no page {page}.")
    found = _found(view, quote, document, page)
    if not found and (words := bare(quote)) != quote.strip():
        return replace(check_quote(view, encoder, words, document=document, page=page), quote=quote)
    if found and page is not None and document is None and not _is_a_page(view, page):
        raise CitationError(f"No document here has a page {page}.")
    claimed = next((one for one in found if one.claimed), None)
    shown = found[:MOST_PLACES]
    if claimed is not None and claimed not in shown:
        shown[-1] = claimed
    places = tuple(_place(view, one.info, one.span, one.text) for one in shown)
    if claimed is not None:
        place = places[shown.index(claimed)]
        return QuoteCheck(quote, claimed.verdict, place, (), places)
    if found:
        return QuoteCheck(quote, Verdict.MISATTRIBUTED, places[0], (), places)
    if len([part for part in _LEFT_OUT.split(quote) if any(map(str.isalnum, part))]) > 1:
        raise UsageError("The quotation leaves words out (…); check its parts one by one.")
    near = _nearest(view, encoder, quote, document)
    if near is None:
        return QuoteCheck(quote, Verdict.NOT_FOUND, None)
    return QuoteCheck(quote, Verdict.ALTERED, near, differences(quote, near.text))


def _found(
    view: Snapshot, quote: str, document: DocumentInfo | None, page: str | None
) -> list[_Occurrence]:
    """Where the quotation stands, body text before what repeats it, exact before normalised."""
    return sorted(
        _occurrences(view, quote, document, page),
        key=lambda one: (one.last, one.verdict is not Verdict.EXACT),
    )


def _is_a_page(view: Snapshot, name: str) -> bool:
    return any(_called(view.pages(one), name) for one in view.ids())


def _occurrences(
    view: Snapshot, quote: str, document: DocumentInfo | None, page: str | None
) -> Iterator[_Occurrence]:
    """Every place that has the quotation; each document's text and pages are read once."""
    for info in view.documents():
        text = view.text(info.id)
        matches = list(find_all(quote, text))
        if not matches:
            continue
        aside = sorted(
            (block.start, block.end) for block in view.blocks(info.id) if block.kind in _LAST
        )
        here = document is None or document.id == info.id
        pages = [] if page is None else _called(view.pages(info.id), page)
        for match in matches:
            start, end = match.span.start, match.span.end
            at = bisect_right(aside, start, key=lambda block: block[0])
            yield _Occurrence(
                info,
                match.span,
                text[start:end],
                match.verdict,
                at > 0 and start < aside[at - 1][1],
                here and (page is None or any(each.touches(start, end) for each in pages)),
            )


def _called(pages: Sequence[Page], name: str) -> list[Page]:
    """The pages that somebody calls so, by the printed label; of several, any of them.

    "p. 10", "Page 10" and "p. 10 (PDF 12)", as Pincite writes it, are all the page printed 10;
    "3, 5-7" are four pages.
    """
    said = " ".join(name.split()).casefold()
    alone = _one_called(pages, said)
    parts = [_run_called(pages, part) for part in _AND.split(said)]
    return [page for part in parts for page in part] if not alone and all(parts) else alone


def _run_called(pages: Sequence[Page], said: str) -> list[Page]:
    """One page, or those from a page to a page."""
    alone = _one_called(pages, said)
    ends = [_one_called(pages, end) for end in _TO.split(said)]
    if alone or not all(ends):
        return alone
    return [page for page in pages if ends[0][0].index <= page.index <= ends[-1][-1].index]


def _one_called(pages: Sequence[Page], said: str) -> list[Page]:
    written = _WRITTEN.fullmatch(said)
    labels = {said, written["label"] if written else said}
    printed = [page for page in pages if page.label.casefold() in labels]
    index = written["index"] if written else None
    return [page for page in printed if index in (None, str(page.index))]


def _nearest(
    view: Snapshot, encoder: Encoder, quote: str, document: DocumentInfo | None
) -> Place | None:
    """The stretch most like the quotation, looked for in the passages that are most like it."""
    candidates = view.candidates(
        content_words(quote)[:64],
        encoder.encode([quote])[0],
        NEIGHBOURS,
        None if document is None else [document.id],
    )
    stretches: list[tuple[str, Span]] = []
    for one in sorted(candidates, key=lambda one: (one.document, one.passage.start)):
        # a little before and behind: a quotation may run over a passage's end
        span = Span(max(0, one.passage.start - len(quote)), one.passage.end + len(quote))
        if stretches and stretches[-1][0] == one.document and span.start <= stretches[-1][1].end:
            _, last = stretches.pop()
            span = Span(last.start, max(last.end, span.end))
        stretches.append((one.document, span))
    texts = [(view.text(id)[span.start : span.end], span.start) for id, span in stretches]
    best = best_near(quote, texts)
    if best is None:
        return None
    at, span = best
    info = view.find(stretches[at][0])
    text = texts[at][0][span.start - texts[at][1] : span.end - texts[at][1]]
    return _place(view, info, span, text) if info else None


def _place(view: Snapshot, info: DocumentInfo, span: Span, text: str) -> Place:
    return Place(
        DocumentRef(info.id, info.title, info.source),
        page_refs(view.pages(info.id), span.start, span.end),
        span.start,
        span.end,
        text,
    )
