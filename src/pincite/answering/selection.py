"""Selection: which sentences of the ranked passages are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile

from pincite.query.entities import Name, countries, is_place, missing
from pincite.retrieval.features import BODY
from pincite.retrieval.ranking import RankedPassage, RankedSentence
from pincite_index.search.bm25 import words
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import BETWEEN_BLOCKS, BlockKind, Span

MOST_QUOTES = 2
"""Sentences quoted for their score; names, lists, tables and pronouns may bring more."""
MOST_ITEMS = 12
"""Items of one list that are quoted."""
ITEM_CHARACTERS = 400
"""Characters of an item, on average, at the most."""
HEADER_CHARACTERS = 1000
"""Characters within which a table's first row begins, a heading right above it among them."""

_PRONOUN = re.compile(
    r"(?:it|its|they|their|he|his|she|her|(?:by|in) contrast|conversely|the (?:former|latter))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may be quoted."""

    document: str
    """The document's id."""
    span: Span
    """Where the sentence stands in the canonical text."""
    text: str
    """The sentence, verbatim."""
    kind: BlockKind
    """Of the block that it stands in."""
    passage: int
    """Which of the ranked passages it was found in, 0 the best."""
    score: float
    """Comparable within one question."""
    coverage: float = 0.0
    """Share of the question's idf that it covers, 0 to 1."""


def evidence(ranked: Sequence[RankedPassage]) -> list[Evidence]:
    """Every sentence of the ranked passages, best first. A sentence of two overlapping passages
    counts once, where it scores best."""
    every = sorted(
        (_evidence(at, one, found) for at, one in enumerate(ranked) for found in one.sentences),
        key=lambda sentence: -sentence.score,
    )
    first: dict[tuple[str, int], Evidence] = {}
    for sentence in every:
        first.setdefault((sentence.document, sentence.span.start), sentence)
    return list(first.values())


def _evidence(at: int, one: RankedPassage, found: RankedSentence) -> Evidence:
    span, kind = found.sentence.span, found.sentence.kind
    score = one.score + found.score
    return Evidence(one.document, span, found.text, kind, at, score, found.features.coverage)


def choose(
    snapshot: Snapshot,
    ranked: Sequence[RankedPassage],
    sentences: Sequence[Evidence],
    names: Sequence[Name],
    margins: Mapping[str, float],
) -> list[Evidence]:
    """The sentences to quote, in reading order, the passage of the best sentence first.

    They are the best sentences; for each name that was asked about and is still missing, the best
    sentence that has it; and what these cannot be understood without: the sentence before a
    pronoun, the list behind a colon, the first row of a table.
    """
    best = sentences[0].score if sentences else 0.0
    chosen = _same_subject(ranked, close_to_best(sentences, margins["quote"]), names)
    for name in names if len(names) > 1 else ():
        around = (ranked[sentence.passage].passage for sentence in chosen)
        if all(missing([name], " ".join([there.text, *there.section])) for there in around):
            having = (sentence for sentence in sentences if not missing([name], sentence.text))
            chosen += [one for one in islice(having, 1) if one.score >= best - margins["name"]]
    floor = best - margins["next"]
    chosen += [
        after
        for sentence in chosen
        for after in _next(ranked[sentence.passage], sentence, sentences, floor)
    ]
    items = [item for sentence in chosen for item in _items(snapshot, sentence)]
    before = [one for sentence in chosen for one in _before(ranked[sentence.passage], sentence)]
    headers = [row for sentence in chosen for row in _header_row(snapshot, sentence)]
    together = {
        (one.document, one.span.start): one
        for one in (*reversed(headers), *before, *items, *chosen)
    }
    order = list(dict.fromkeys(one.passage for one in chosen))
    return sorted(together.values(), key=lambda one: (order.index(one.passage), one.span.start))


def close_to_best(sentences: Sequence[Evidence], margin: float) -> list[Evidence]:
    """The best sentence and those that come close to it, without repetitions."""
    found: list[Evidence] = []
    for one in takewhile(lambda one: one.score >= sentences[0].score - margin, sentences):
        if len(found) == MOST_QUOTES:
            break
        if not any(_repeats(one, other) or _repeats(other, one) for other in found):
            found.append(one)
    return found


def _repeats(one: Evidence, other: Evidence) -> bool:
    """Whether a sentence has no word but another's, as a pull quote has those of the body. Within
    the body only the very same words in their order are a repetition."""
    if one.kind in BODY and other.kind in BODY:
        return words(one.text) == words(other.text)
    return set(words(one.text)) <= set(words(other.text))


def _same_subject(
    ranked: Sequence[RankedPassage], chosen: Sequence[Evidence], names: Sequence[Name]
) -> list[Evidence]:
    """Where a passage speaks of every country that was asked about, only the sentences of passages
    that do: a share in Serbia is no answer about Hungary."""
    places = [name for name in names if is_place(name)]
    lacking = [missing(places, _subject(ranked[one.passage])) for one in chosen]
    return [one for one, lacks in zip(chosen, lacking, strict=True) if not lacks or all(lacking)]


def _subject(one: RankedPassage) -> str:
    """A passage with those of its headings that name one country alone."""
    headings = (heading for heading in one.passage.section if len(countries(heading)) == 1)
    return " ".join([one.passage.text, *headings])


def _header_row(snapshot: Snapshot, row: Evidence) -> Iterator[Evidence]:
    """The first row of the table that a row stands in, unless it is the first itself."""
    if row.kind is not BlockKind.TABLE:
        return
    text = snapshot.text(row.document)
    begin = max(0, text.rfind(BETWEEN_BLOCKS, 0, row.span.start))
    above = snapshot.sentences(row.document, begin, min(row.span.start, begin + HEADER_CHARACTERS))
    for header in islice((one for one in above if one.kind is BlockKind.TABLE), 1):
        yield replace(row, span=header.span, text=text[header.span.start : header.span.end])


def _before(ranked: RankedPassage, one: Evidence) -> Iterator[Evidence]:
    """The sentence before one that begins with a pronoun, where the passage has it."""
    if not _PRONOUN.match(one.text):
        return
    for found, after in pairwise(ranked.sentences):
        same_kind = found.sentence.kind is after.sentence.kind
        if after.sentence.span == one.span and same_kind:
            kind = found.sentence.kind
            yield replace(one, span=found.sentence.span, text=found.text, kind=kind)


def _next(
    ranked: RankedPassage, one: Evidence, sentences: Sequence[Evidence], floor: float
) -> Iterator[Evidence]:
    """The sentence of running text behind a quoted one, where it scores at least ``floor``."""
    for found, after in pairwise(ranked.sentences):
        kinds = {found.sentence.kind, after.sentence.kind}
        if found.sentence.span == one.span and kinds == {BlockKind.PARAGRAPH}:
            for other in takewhile(lambda it: it.score >= floor, sentences):
                if (other.document, other.span) == (one.document, after.sentence.span):
                    yield other


def _items(snapshot: Snapshot, lead: Evidence) -> Iterator[Evidence]:
    """The list that a sentence leads into with a colon, or where it is not set as a list, the
    sentence behind the colon."""
    if not lead.text.rstrip().endswith(":"):
        return
    text = snapshot.text(lead.document)
    start = lead.span.end
    behind = snapshot.sentences(lead.document, start, start + MOST_ITEMS * ITEM_CHARACTERS)
    items = list(takewhile(lambda one: one.kind is BlockKind.LIST_ITEM, behind[:MOST_ITEMS]))
    for item in items or [one for one in behind[:1] if one.kind is BlockKind.PARAGRAPH]:
        span = item.span
        yield replace(lead, span=span, text=text[span.start : span.end], kind=item.kind)
