"""Looking up the pages of a span."""

from __future__ import annotations

from pincite_ingest.document import Document, Page, Span
from pincite_ingest.errors import PinciteError, UsageError


def test_the_pages_of_a_span_are_found_where_pages_interleave() -> None:
    spans = [(Span(0, 9), Span(20, 30)), (), (Span(10, 19), Span(31, 40), Span(5, 7))]
    pages = tuple(Page(at, str(at), of) for at, of in enumerate(spans, start=1))
    document = Document("0", "", "", "text/plain", "x" * 40, (), pages)
    for start in range(41):
        for end in range(start, 42):
            touched = tuple(page for page in pages if page.touches(start, end))
            assert document.pages_of(start, end) == touched
    assert issubclass(UsageError, PinciteError)
