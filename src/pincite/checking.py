"""Checking a quotation against a library: where it stands, or how it was changed."""

from __future__ import annotations

from collections.abc import Iterator

from pincite.answer import DocumentRef, Place, QuoteCheck, Verdict
from pincite.citations import page_refs
from pincite.quotes import Match, best_near, differences, end_of, find_all
from pincite_index.encoder import Encoder
from pincite_index.lexical import content_words
from pincite_index.store import DocumentInfo, Snapshot
from pincite_ingest.document import BlockKind, Span

NEIGHBOURS = 20
"""Passages in which the nearest text to an altered quotation is looked for."""
PIECE = 500
"""Characters of a longer quotation by which its beginning and its end are looked for. The time that
looking for the nearest text takes grows with the cube of what is looked for."""
_LAST = frozenset({BlockKind.PULL_QUOTE, BlockKind.FURNITURE})


def check_quote(
    view: Snapshot,
    encoder: Encoder,
    quote: str,
    *,
    document: DocumentInfo | None = None,
    page: str | None = None,
) -> QuoteCheck:
    """The verdict on a quotation; ``document`` and ``page`` (a label) say where it should be."""
    found = sorted(_occurrences(view, quote), key=lambda one: one[:2])
    places = tuple(place for _, _, place, _ in found)
    claimed = [one for one in found if _claimed(one[2], document, page)]
    if claimed:
        _, _, place, match = claimed[0]
        return QuoteCheck(quote, match.verdict, place, (), places)
    if found:
        return QuoteCheck(quote, Verdict.MISATTRIBUTED, places[0], (), places)
    near = _nearest(view, encoder, quote, document)
    if near is None:
        return QuoteCheck(quote, Verdict.NOT_FOUND, None)
    return QuoteCheck(quote, Verdict.ALTERED, near, differences(quote, near.text))


def _occurrences(view: Snapshot, quote: str) -> Iterator[tuple[bool, bool, Place, Match]]:
    """Every place that has the quotation; those sort first that are body text, and exact."""
    for info in view.documents():
        text = view.text(info.id)
        matches = list(find_all(quote, text))
        if not matches:
            continue
        aside = [block for block in view.document(info.id).blocks if block.kind in _LAST]
        for match in matches:
            last = any(b.start <= match.span.start < b.end for b in aside)
            inexact = match.verdict is not Verdict.EXACT
            yield last, inexact, _place(view, info, match.span), match


def _claimed(place: Place, document: DocumentInfo | None, page: str | None) -> bool:
    if document is not None and place.document.id != document.id:
        return False
    return page is None or any(page == ref.label for ref in place.pages)


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
    head = quote[:PIECE]
    texts = []
    for one in candidates:
        # a little before and behind: a quotation may run over a passage's end
        start = max(0, one.passage.start - len(head))
        whole = view.text(one.document)
        texts.append((whole[start : one.passage.end + len(head)], start))
    best = best_near(head, texts)
    if best is None:
        return None
    at, span, _ = best
    if len(quote) > PIECE:
        end = end_of(quote, view.text(candidates[at].document), span.start, PIECE)
        if end is None:
            return None
        span = Span(span.start, end)
    info = view.find(candidates[at].document)
    return _place(view, info, span) if info else None


def _place(view: Snapshot, info: DocumentInfo, span: Span) -> Place:
    return Place(
        DocumentRef(info.id, info.title, info.source),
        page_refs(view.pages(info.id), span.start, span.end),
        span.start,
        span.end,
        view.text(info.id)[span.start : span.end],
    )
