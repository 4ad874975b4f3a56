"""Mentions: every place that speaks of a name or word, with inflections and other names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pincite.overviews.abbreviations import abbreviations
from pincite.overviews.lines import Line, lines, whole
from pincite.query.entities import is_place, names
from pincite.query.terms import folded, stem
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import BlockKind, Span

LONGEST = 2000
"""Characters of a block that is shown whole because it has no sentences, such as a heading."""
_TOKEN = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[“\"„«‘']([^“”\"„«»‘’']{2,80})[”\"»’']")
_PARENTHESES = re.compile(r"\s*\([^)]*\)")
_ASKING = frozenset(
    "a all an any anything anywhere anybody anyone appear appears at author book bring brings "
    "called cite cited cites come comes count cite contain contains could did discuss discussed do "
    "document documents does ever every everywhere file files find for from guide handbook he her "
    "his how i in is it its list many mention mentioned mentioning mentions me minister name named "
    "names occur occurrence occurrences occurs of often on or out page pages paper passage "
    "passages pdf place places please pls refer reference references referred refers report "
    "reports say says search see she show somewhere speak speaks spoken study talk talks term text "
    "that the their there they this time times to touch touches up was were what when where which "
    "word words work write writes you can are about be been s chapter chapters make made bible "
    "the phrase name's whole at contract speech diary article manual thesis agreement act letter "
    "essay lecture minutes policy series library".split()
)
"""Words with which people ask for mentions."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where documents speak of something."""

    term: str
    """What was looked for."""
    count: int
    """Occurrences, in all documents."""
    lines: tuple[Line, ...]
    """The sentences that have them, in reading order."""
    spellings: tuple[str, ...]
    """The forms that occur, most frequent first."""


def term_of(question: str) -> str:
    """The name or word that a question asks mentions of.

    >>> term_of("Does the report mention the fire of London at all?")
    'fire of London'
    >>> term_of('How often is the word "duty" used?')
    'duty'
    """
    if quoted := _QUOTED.search(question):
        return quoted[1].strip()
    text = _PARENTHESES.sub(" ", question)
    best: list[re.Match[str]] = []
    run: list[re.Match[str]] = []
    held: list[re.Match[str]] = []
    for token in re.finditer(r"[^\s,.;:?!]+|[,.;:?!]", text):
        plain = token[0].lower().removesuffix("'s").removesuffix("’s")
        if not any(map(str.isalnum, plain)):
            run, held = [], []
        elif plain not in _ASKING:
            run, held = [*run, *held, token], []
        elif run and plain in ("of", "the", "and", "for", "in", "to"):
            held.append(token)  # part of the name, if more of it follows
        else:
            run, held = [], []
        if run and len(run) >= len(best):
            best = list(run)
    return text[best[0].start() : best[-1].end()].strip("'’\"") if best else ""


def mentions(view: Snapshot, term: str, documents: Iterable[str]) -> Mentions:
    """Every occurrence of a name or word in some documents, whatever its inflection.

    A country is found by its other names and people too, an abbreviation by what a document says
    that it stands for, and the other way round.
    """
    found: list[Line] = []
    forms: dict[str, int] = {}
    for document in documents:
        text = view.text(document)
        spans = list(_occurrences(text, _spellings(term, text)))
        for span in spans:
            form = " ".join(text[span.start : span.end].split())
            forms[form] = forms.get(form, 0) + 1
        found += _lines(view, document, text, spans)
    ordered = sorted(forms, key=lambda form: (-forms[form], form))
    return Mentions(term, sum(forms.values()), tuple(found), tuple(ordered))


def _spellings(term: str, text: str) -> list[str]:
    """A term and what else stands for it: other names of a country, long and short forms."""
    spellings = [term]
    for name in names(term):
        if is_place(name) and any(one.lower() == term.lower() for one in name):
            spellings += [one for one in sorted(name) if "." not in one]
    for one in abbreviations(text):
        forms = {one.short, one.short.rstrip("s"), one.long}
        if term.lower() in {form.lower() for form in forms}:
            spellings += sorted(forms)
    return list(dict.fromkeys(spellings))


def _occurrences(text: str, spellings: Sequence[str]) -> Iterator[Span]:
    """Where any spelling occurs, inflected or not; an acronym only in capitals."""
    tokens = list(_TOKEN.finditer(text))
    plain = [stem(token[0].lower()) for token in tokens]
    places: dict[str, list[int]] = {}
    for at, word in enumerate(plain):
        places.setdefault(word, []).append(at)
    taken: set[int] = set()
    spans: list[Span] = []
    for spelling in sorted(spellings, key=len, reverse=True):
        wanted = [stem(folded(word).lower()) for word in _TOKEN.findall(spelling)]
        capitals = spelling.isupper() and len(spelling) <= 6
        for at in places.get(wanted[0], ()) if wanted else ():
            here = range(at, at + len(wanted))
            if plain[at : at + len(wanted)] != wanted or taken.intersection(here):
                continue
            if capitals and not tokens[at][0].isupper():
                continue
            taken.update(here)
            spans.append(Span(tokens[at].start(), tokens[here[-1]].end()))
    yield from sorted(spans, key=lambda span: span.start)


def _lines(view: Snapshot, document: str, text: str, spans: Sequence[Span]) -> list[Line]:
    """The sentences that hold some spans, each once; a heading or the like as a whole."""
    sentences = lines(view, document)
    starts = [line.span.start for line in sentences]
    blocks = view.blocks(document)
    block_starts = [block.start for block in blocks]
    found: dict[int, Line] = {}
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and sentences[at].span.end >= span.end:
            found.setdefault(sentences[at].span.start, sentences[at])
            continue
        number = bisect_right(block_starts, span.start) - 1
        block = blocks[number]
        holds = block.start <= span.start and span.end <= block.end
        if holds and block.end - block.start <= LONGEST and block.kind is not BlockKind.FURNITURE:
            found.setdefault(block.start, whole(document, text, blocks, number))
    return [found[start] for start in sorted(found)]
