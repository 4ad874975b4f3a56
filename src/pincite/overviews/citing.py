"""Citing: the lines of an overview as sections of claims, each a verified quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pincite.citations import hit, page_refs
from pincite.overviews.lines import Line, adjoin
from pincite.quotes.matching import verify
from pincite.types import Citation, Claim, DocumentRef, Quote, Section
from pincite_index.storage.base import Snapshot
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import Block, Page, Span


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one heading of an overview."""

    heading: str
    lines: tuple[Line, ...]
    """Shown, in any order."""
    more: tuple[Line, ...] = ()
    """Behind "more", in any order."""
    document: str | None = None
    """The id of the only document that it is about, if there is one."""


@dataclass(slots=True)
class Citer:
    """Turns lines into claims and citations, numbered in order of use."""

    view: Snapshot
    citations: list[Citation] = field(default_factory=list)
    _documents: dict[str, _Source] = field(default_factory=dict)

    def cite(self, groups: Sequence[Group]) -> tuple[Section, ...]:
        """The sections of an overview. Lines whose quote does not verify are left out."""
        shown = [self._claims(group.lines) for group in groups]
        number = len(self.citations)
        sections = []
        for group, claims in zip(groups, shown, strict=True):
            more = []
            for document, span in runs(group.more):
                for citation in self._citation(document, [span], number + 1):
                    more.append(citation)
                    number += 1
            ref = self._source(group.document).ref if group.document else None
            sections.append(Section(group.heading, claims, ref, tuple(more)))
        return tuple(sections)

    def _claims(self, lines: Iterable[Line]) -> tuple[Claim, ...]:
        """Claims for lines, one for each run of neighbours, cited by the block they stand in."""
        claims: list[Claim] = []
        for document, span in runs(lines):
            for citation in self._citation(document, [span], len(self.citations) + 1):
                known = self._same_block(citation)
                if known is None:
                    self.citations.append(citation)
                    number = citation.number
                else:
                    number = known + 1
                    self.citations[known] = _joined(self.citations[known], citation)
                claims.append(Claim(citation.quotes[0].text, (number,)))
        return tuple(claims)

    def _same_block(self, citation: Citation) -> int | None:
        """Where the citation of the same block is in the list."""
        return next(
            (at for at, known in enumerate(self.citations) if known.id == citation.id), None
        )

    def _citation(self, document: str, spans: Sequence[Span], number: int) -> Iterable[Citation]:
        source = self._source(document)
        quotes = []
        for span in spans:
            text = source.text[span.start : span.end]
            verdict = verify(text, source.text, span.start, span.end)
            if verdict.citable:
                pages = page_refs(source.pages, span.start, span.end)
                quotes.append(Quote(span.start, span.end, text, verdict, pages))
        if quotes:
            block = source.around(quotes[0].start, quotes[-1].end)
            passage = Passage(
                block.start, block.end, source.text[block.start : block.end], block.section, (),
                block.kind,
            )  # fmt: skip
            found = hit(source.ref, passage, source.pages, 0.0)
            yield Citation(number, found, tuple(quotes), quotes[0].pages)

    def _source(self, document: str) -> _Source:
        if document not in self._documents:
            info = self.view.find(document)
            title, name = (info.title, info.source) if info else ("", "")
            self._documents[document] = _Source(
                DocumentRef(document, title, name),
                self.view.text(document),
                self.view.blocks(document),
                self.view.pages(document),
            )
        return self._documents[document]


@dataclass(frozen=True, slots=True)
class _Source:
    """What is read of a document once."""

    ref: DocumentRef
    text: str
    blocks: list[Block]
    pages: list[Page]

    def around(self, start: int, end: int) -> Block:
        """The block or blocks that hold a span, as one."""
        touched = [block for block in self.blocks if block.start < end and start < block.end]
        first = touched[0]
        return Block(first.kind, first.section, first.start, max(end, touched[-1].end))


def runs(lines: Iterable[Line]) -> list[tuple[str, Span]]:
    """Lines as quotes in text order, neighbours of one block joined."""
    joined: list[tuple[Line, Span]] = []
    each = {line.key: line for line in lines}
    for line in sorted(each.values(), key=lambda line: line.key):
        if joined and adjoin(joined[-1][0], line):
            joined[-1] = (line, Span(joined[-1][1].start, line.span.end))
        else:
            joined.append((line, line.span))
    return [(line.document, span) for line, span in joined]


def _joined(known: Citation, new: Citation) -> Citation:
    """Two citations of one block as one."""
    quotes = tuple(sorted({*known.quotes, *new.quotes}, key=lambda quote: quote.start))
    pages = {page.index: page for quote in quotes for page in quote.pages}
    return Citation(known.number, known.hit, quotes, tuple(pages[at] for at in sorted(pages)))
