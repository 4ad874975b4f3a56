"""Evidence: which sentences of the found passages answer, and no more than those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile

from pincite.query.answer_type import answer_type, asks, holds
from pincite.query.block_kinds import LABEL, kinds
from pincite.query.entities import Name, countries, is_place, missing
from pincite.query.terms import coverage, stem
from pincite.retrieval.ranking import Ranked, asked_above
from pincite_index.search.bm25 import content_words, words
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import BETWEEN_BLOCKS, BlockKind, Span

COVERAGE_WEIGHT = 0.4
"""What the share of the question's idf adds that a sentence's words cover."""
CONTEXT_WEIGHT = 0.2
"""What it adds that the sentence before covers more, where a sentence leans on that ("It ...")."""
PASSAGE_WEIGHT = 1.0
"""What its passage's score adds to a sentence's."""
ANSWER_WEIGHT = 0.1
"""What one unit of the reranker's log-odds adds that the sentence is the answer."""
ASIDE_PENALTY = 0.1
"""What a caption, note, table or pull quote loses: it is quoted when the body does not say it."""
TYPE_PENALTY = 0.15
"""What a sentence loses that has nothing of the sort asked for: for "how many", no number."""
ECHO_PENALTY = 0.3
"""What a sentence loses that has no word but the question's, unless a yes or no is asked for."""
FRAGMENT_PENALTY = 0.3
"""What a line of running text loses that ends like no sentence: a byline, an address, a title."""
ASKING_PENALTY = 0.3
"""What a sentence loses that asks, which tells nothing."""
CLOSE = 0.15
"""A sentence is quoted beside the best if its score is no further below the best's."""
BEHIND = 0.4
"""The sentence behind a quoted one is quoted with it if its score is no further below the best's:
an answer runs on, and often tells only there what it is."""
FAR = 0.8
"""A sentence on a name that the others pass over is quoted if it is no further below."""
MOST = 2
"""Sentences quoted for being the best; other names, lists and pronouns may bring more."""
HEADER_PENALTY = 0.5
"""What a table's first row loses, which says what the others mean; it is quoted with them."""
LONGEST_HEADER = 1000
"""Characters within which a table's first row begins, a heading right above it among them."""
ITEMS = 12
"""Items of a list quoted at the most."""
LONGEST_ITEM = 400
"""Characters of an item, on average, at the most."""

_END = re.compile(r"[.!?:;…。！？]['\"”’»)\]\d]*\s*$")
_UNITS = re.compile(r"\((?:in\b[^()]*|[^()\d]*)\)", re.IGNORECASE)
"""Where a caption tells them, in brackets."""
_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_BACK = "it|its|they|their|he|his|she|her|by contrast|in contrast|conversely|the former|the latter"
_LEANS = re.compile(
    rf"(?:{_BACK}|this|these|that|those|such|both|but|and|yet|however)\b", re.IGNORECASE
)
_PRONOUN = re.compile(rf"(?:{_BACK})\b", re.IGNORECASE)
"""Begins a sentence that says nothing without the one before."""
_BODY = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that speaks to the question."""

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
    """How well it speaks to the question; comparable within one question."""
    coverage: float
    """Share of the question's idf that its words cover, 0 to 1."""


def gather(
    view: Snapshot, ranked: Sequence[Ranked], question: str, weights: Mapping[str, float]
) -> list[Evidence]:
    """Every sentence of each of the ranked passages, best first."""
    wanted, asked = answer_type(question), kinds(question)
    known = None if _YES_OR_NO.match(question) else {stem(term) for term in weights}
    found: list[Evidence] = []
    for at, one in enumerate(ranked):
        passage = one.candidate.passage
        before = asked_above(passage)
        for sentence, alone in zip(one.sentences, worth(one), strict=True):
            span = sentence.span
            text = passage.text[span.start - passage.start : span.end - passage.start]
            context, before = before if leans(text) or asks(before) else "", text
            covered = coverage(text, weights)
            score = alone + COVERAGE_WEIGHT * covered
            if context:
                score += CONTEXT_WEIGHT * (coverage(f"{context} {text}", weights) - covered)
            score -= ASIDE_PENALTY * (sentence.kind not in _BODY and sentence.kind not in asked)
            score -= TYPE_PENALTY * (not holds(told(text, sentence.kind), wanted))
            score -= HEADER_PENALTY * (
                sentence.kind is BlockKind.TABLE and _heads(view.text(one.candidate.document), span)
            )
            score -= ASKING_PENALTY * asks(text)
            score -= ECHO_PENALTY * (known is not None and known.issuperset(_stems(text)))
            score -= FRAGMENT_PENALTY * (
                sentence.kind is BlockKind.PARAGRAPH and not _END.search(text)
            )
            found.append(
                Evidence(one.candidate.document, span, text, sentence.kind, at, score, covered)
            )
    return sorted(found, key=lambda one: -one.score)


def once(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Each sentence once, where it came off best: passages overlap."""
    first: dict[tuple[str, int], Evidence] = {}
    for one in evidence:
        first.setdefault((one.document, one.span.start), one)
    return list(first.values())


def worth(one: Ranked) -> list[float]:
    """Of each of its sentences, by what finding brought up: how near it is to the question, how
    likely the reranker thinks it to be the answer, and how well its passage came off."""
    answers = one.answers or (None,) * len(one.cosines)
    return [
        cosine + ANSWER_WEIGHT * (answer or 0.0) + PASSAGE_WEIGHT * one.score
        for cosine, answer in zip(one.cosines, answers, strict=True)
    ]


def leans(text: str) -> bool:
    """Whether a sentence hangs on the one before it ("It ...")."""
    return _LEANS.match(text) is not None


def _heads(text: str, row: Span) -> bool:
    """Whether a row is the first of several."""
    first = row.start == 0 or text.endswith(BETWEEN_BLOCKS, 0, row.start)
    return first and row.end < len(text) and not text.startswith(BETWEEN_BLOCKS, row.end)


def told(text: str, kind: BlockKind) -> str:
    """What a sentence tells; of a caption, what it says beside its number and its units."""
    return _UNITS.sub("", LABEL.sub("", text)) if kind is BlockKind.CAPTION else text


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, and those that come close to it; of none, none. One that says again what
    is said, as a pull quote does, is passed over."""
    found: list[Evidence] = []
    for one in takewhile(lambda one: one.score >= evidence[0].score - CLOSE, evidence):
        if len(found) == MOST:
            break
        if not any(_says_again(one, other) or _says_again(other, one) for other in found):
            found.append(one)
    return found


def _says_again(one: Evidence, other: Evidence) -> bool:
    """Whether a sentence has no word but another's: a pull quote has those of the body. Of the
    body itself only one of the very same words, in their order, is no news."""
    if one.kind in _BODY and other.kind in _BODY:
        return words(one.text) == words(other.text)
    return set(words(one.text)) <= set(words(other.text))


def choose(
    view: Snapshot, ranked: Sequence[Ranked], evidence: Sequence[Evidence], asked: Sequence[Name]
) -> list[Evidence]:
    """The sentences to quote: the best, and those that come close to it, with what comes less close
    behind them, in reading order.

    One on another country than those asked about is left out. A question that names several is
    answered for each of them, if it can be: for a name that the passages of the best sentences do
    not speak of, the best sentence that does is quoted too. A sentence that leads into a list is
    quoted with the list, a table's row with the first one, and what begins with a pronoun with the
    sentence before it: "It was opened in 2018" alone could be said of anything. The passage of the
    best sentence comes first.
    """
    chosen = _on_the_same(ranked, best(evidence), [name for name in asked if is_place(name)])
    for name in asked if len(asked) > 1 else ():
        around = (ranked[one.passage].candidate.passage for one in chosen)
        if all(missing([name], " ".join([there.text, *there.section])) for there in around):
            speaking = (one for one in evidence if not missing([name], one.text))
            chosen += [one for one in islice(speaking, 1) if one.score >= evidence[0].score - FAR]
    chosen += [behind for one in chosen for behind in _behind(ranked[one.passage], one, evidence)]
    listed = [item for one in chosen for item in _items(view, one)]
    before = [lead for one in chosen for lead in _before(ranked[one.passage], one)]
    headers = [header for one in chosen for header in _header(view, one)]
    every = (*reversed(headers), *before, *listed, *chosen)
    together = {(one.document, one.span.start): one for one in every}
    order = list(dict.fromkeys(one.passage for one in chosen))
    return sorted(together.values(), key=lambda one: (order.index(one.passage), one.span.start))


def _on_the_same(
    ranked: Sequence[Ranked], chosen: Sequence[Evidence], places: Sequence[Name]
) -> list[Evidence]:
    """Where a passage speaks of every country that is asked about, only the sentences of passages
    that do: a share in Serbia is no answer about Hungary. A heading that names several countries
    speaks of none."""
    lacking = [missing(places, _own(ranked[one.passage])) for one in chosen]
    return [one for one, lacks in zip(chosen, lacking, strict=True) if not lacks or all(lacking)]


def _own(ranked: Ranked) -> str:
    """A passage with the headings that name its country alone."""
    passage = ranked.candidate.passage
    return " ".join([passage.text, *(one for one in passage.section if len(countries(one)) == 1)])


def _header(view: Snapshot, row: Evidence) -> Iterator[Evidence]:
    """The first row of the table that a row stands in, unless it is the first."""
    if row.kind is not BlockKind.TABLE:
        return
    text = view.text(row.document)
    begin = max(0, text.rfind(BETWEEN_BLOCKS, 0, row.span.start))
    above = view.sentences(row.document, begin, min(row.span.start, begin + LONGEST_HEADER))
    for header in islice((one for one in above if one.kind is BlockKind.TABLE), 1):
        yield replace(row, span=header.span, text=text[header.span.start : header.span.end])


def _before(ranked: Ranked, one: Evidence) -> Iterator[Evidence]:
    """The sentence before one that begins with a pronoun, where the passage has it."""
    if not _PRONOUN.match(one.text):
        return
    passage = ranked.candidate.passage
    for sentence, behind in pairwise(ranked.sentences):
        if behind.span == one.span and sentence.kind is behind.kind:
            start, end = sentence.span.start - passage.start, sentence.span.end - passage.start
            text = passage.text[start:end]
            yield replace(one, span=sentence.span, text=text, kind=sentence.kind)


def _behind(ranked: Ranked, one: Evidence, evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """The sentence of running text behind one, where it comes near the best."""
    for sentence, behind in pairwise(ranked.sentences):
        if sentence.span == one.span and sentence.kind is behind.kind is BlockKind.PARAGRAPH:
            for other in takewhile(lambda it: it.score >= evidence[0].score - BEHIND, evidence):
                if (other.document, other.span) == (one.document, behind.span):
                    yield other


def _items(view: Snapshot, lead: Evidence) -> Iterator[Evidence]:
    """The list that a sentence leads into: the list items right behind its colon, or where it is
    written as no list, the sentence there; and what a caption says behind its number."""
    numbered = lead.kind is BlockKind.CAPTION and not words(told(lead.text, lead.kind))
    if not numbered and not lead.text.rstrip().endswith(":"):
        return
    text = view.text(lead.document)
    start = lead.span.end
    behind = view.sentences(lead.document, start, start + ITEMS * LONGEST_ITEM)[:ITEMS]
    listed = list(takewhile(lambda one: one.kind is BlockKind.LIST_ITEM, behind))
    told_there = BlockKind.CAPTION if numbered else BlockKind.PARAGRAPH
    for sentence in listed or [one for one in behind[:1] if one.kind is told_there]:
        span = sentence.span
        yield replace(lead, span=span, text=text[span.start : span.end], kind=sentence.kind)
