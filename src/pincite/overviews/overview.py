"""Overview: the answer to a broad question, by its kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pincite.overviews import comparison, digest, headings, mentions
from pincite.overviews.abbreviations import abbreviations
from pincite.overviews.card import card
from pincite.overviews.citing import Citer, Group
from pincite.overviews.digest import Digest
from pincite.overviews.framing import FRAME
from pincite.overviews.lines import Line, lines
from pincite.overviews.relevance import READ, Relevant, relevant
from pincite.query.languages import NAMES, SAMPLE, language
from pincite.query.terms import stem
from pincite.query.understanding import Kind, Understanding
from pincite.types import AnswerKind, Citation, Claim, Detail, Section
from pincite_index.models.cross_encoder import Reranker
from pincite_index.models.encoder import Encoder, Vectors
from pincite_index.search.bm25 import words
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import Span

SHOWN_MENTIONS = 40
"""Mentions that are shown at first."""
SIDE_READ = 24
"""Passages that the cross-encoder reads for each side."""
SIDE_WORDS = 170
"""Words shown of each side of a comparison."""
FEW_WORDS = 260
"""Words shown of a list or of reasons."""
PART_READ = 12
"""Passages that the cross-encoder reads for each part of a question with several."""
ABSENT = 4.0
"""How fast confidence falls with the share of a question that no document has words for."""
SURE = 1.0
"""Confidence where nothing needs to be found out."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What an answer to a broad question consists of."""

    kind: AnswerKind
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    note: str = ""
    count: int | None = None
    details: tuple[Detail, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = SURE
    collected: bool = False
    """Whether its quotes were collected by relevance, so that it may miss the question."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Those of its sections, in order."""
        return tuple(claim for section in self.sections for claim in section.claims)


@dataclass(frozen=True, slots=True)
class Overviews:
    """Makes overviews of the documents of a snapshot."""

    view: Snapshot
    encoder: Encoder
    reranker: Reranker | None
    documents: tuple[str, ...]
    """The ids of the documents to draw on."""
    limited: bool = True
    """Whether these are not all documents of the library."""

    def digest(self) -> Overview:
        """The main points of each document."""
        return self._digest([digest.summary(self.view, one) for one in self.documents])

    def conclusions(self) -> Overview:
        """What each document concludes."""
        made = [digest.summary(self.view, one, conclusions=True) for one in self.documents]
        return self._digest(made)

    def section(self, question: str) -> Overview | None:
        """What a section says that is asked for by name, or None where there is none."""
        sections = [part for one in self.documents for part in headings.parts(self.view, one)]
        part = headings.find(question, sections, self.encoder.encode)
        return None if part is None else self._digest([digest.section(self.view, part)])

    def topic(
        self,
        question: str,
        vector: Vectors,
        kind: AnswerKind = AnswerKind.DIGEST,
        without: Collection[Span] = (),
    ) -> Overview:
        """What the documents say about a subject; a list or reasons likewise. Lines that overlap
        the spans ``without`` are left out."""
        found = self._relevant(question, vector)
        for part in parts_of(question):
            own = self.encoder.encode([part])[0]
            found = found.joined(self._relevant(part, own, PART_READ))
        if without:
            found = found.where(
                [not any(line.span.overlaps(span) for span in without) for line in found.lines]
            )
        budget = FEW_WORDS if kind is AnswerKind.LIST else digest.SHORT
        made = self._digest([digest.topic(found, budget)])
        return Overview(
            kind,
            made.sections,
            made.citations,
            made.note,
            confidence=found.confidence,
            collected=True,
        )

    def comparison(self, sides: comparison.Sides) -> Overview:
        """Two sides, each searched for by itself: one section for each."""
        groups: list[Group] = []
        sure = 1.0
        taken: set[tuple[str, int]] = set()
        for side, other in ((sides.first, sides.second), (sides.second, sides.first)):
            question = f"{side} {sides.aspect}".strip()
            found = self._relevant(question, self.encoder.encode([question])[0], SIDE_READ)
            sure = min(sure, found.confidence)
            own = found.where(
                [
                    line.key not in taken
                    and comparison.is_about(side, other, line.section, line.text)
                    for line in found.lines
                ]
            )
            made = digest.topic(own, SIDE_WORDS).groups
            shown = tuple(line for group in made for line in group.lines)
            more = tuple(line for group in made for line in group.more)
            taken |= {line.key for line in shown}
            groups.append(Group(side[:1].upper() + side[1:], shown, more))
        citer = Citer(self.view)
        sections = citer.cite(groups)
        note = "" if all(one.claims for one in sections) else "Nothing was found about one side."
        return Overview(
            AnswerKind.COMPARISON,
            sections,
            tuple(citer.citations),
            note,
            confidence=sure,
            collected=True,
        )

    def mentions(self, name: str) -> Overview:
        """Every place that speaks of a name or word."""
        found = mentions.mentions(self.view, name, self.documents)
        if not found.count:
            note = f"The documents do not mention “{name}”."
            return Overview(AnswerKind.MENTIONS, note=note, count=0)
        citer = Citer(self.view)
        sections = citer.cite(self._by_document(found.lines))
        times = "once" if found.count == 1 else f"{found.count} times"
        others = [form for form in found.spellings if form.lower() != name.lower()]
        also = f" (also as {', '.join(f'“{one}”' for one in others[:4])})" if others else ""
        note = f"“{name}”{also} is mentioned {times}."
        return Overview(AnswerKind.MENTIONS, sections, tuple(citer.citations), note, found.count)

    def definitions(self, question: str) -> Overview | None:
        """What abbreviations stand for that a question asks about, or None without any."""
        asked = {_singular(word) for word in question.replace(",", " ").split() if _short(word)}
        groups = []
        details = []
        for document in self.documents:
            text = self.view.text(document)
            known = [one for one in abbreviations(text) if _singular(one.short) in asked]
            found: list[Line] = []
            for one in known:
                found += [
                    line
                    for line in lines(self.view, document)
                    if line.span.start <= one.span.start and one.span.end <= line.span.end
                ]
                details.append(Detail(one.short, one.long, "text"))
            groups += _by_section(found)
        if not groups:
            return None
        citer = Citer(self.view)
        sections = citer.cite(groups)
        return Overview(AnswerKind.ABOUT, sections, tuple(citer.citations), details=tuple(details))

    def about(self, *, subject: bool = True, imprint: bool = True) -> Overview:
        """What each document is: its title, authors, date and contents."""
        citer = Citer(self.view)
        groups: list[Group] = []
        details: list[Detail] = []
        suggestions: list[str] = []
        for document in self.documents:
            info = self.view.find(document)
            if info is None:
                continue
            made = card(self.view, info, _language(self.view.text(document)))
            groups += made.imprint if imprint else made.imprint[:1]
            groups += made.subject if subject else ()
            details += made.details
            suggestions += made.suggestions
        sections = citer.cite(groups)
        return Overview(
            AnswerKind.ABOUT, sections, tuple(citer.citations), details=tuple(details),
            suggestions=tuple(dict.fromkeys(suggestions)),
        )  # fmt: skip

    def absent(self, question: str, vector: Vectors) -> float:
        """The share of a question's meaning that is in words that no document has, 0 to 1.

        What a word means to the question is how far its vector moves without the word.
        """
        subject = [word for word in dict.fromkeys(words(question)) if word not in FRAME]
        present = {stem(word) for one in self.documents for word in words(self.view.text(one))}
        lacking = [word for word in subject if stem(word) not in present]
        if not lacking:
            return 0.0
        without = [re.sub(rf"\b{re.escape(word)}\b", "", question, flags=re.I) for word in subject]
        moved = 1 - self.encoder.encode(without) @ vector
        share = sum(float(one) for word, one in zip(subject, moved, strict=True) if word in lacking)
        return min(1.0, share / max(1e-6, float(moved.sum())))

    def _relevant(self, question: str, vector: Vectors, read: int = READ) -> Relevant:
        documents = self.documents if self.limited else None
        return relevant(self.view, question, vector, self.reranker, documents, read)

    def _digest(self, made: Sequence[Digest]) -> Overview:
        citer = Citer(self.view)
        sections = citer.cite([group for one in made for group in one.groups])
        own = list(dict.fromkeys(one.own for one in made if one.own))
        number = len(sections)
        note = f"Overview of {number} section{'s' * (number != 1)}" if number else ""
        note += f", from {', '.join(f'“{one}”' for one in own)}" if own else ""
        return Overview(
            AnswerKind.DIGEST, sections, tuple(citer.citations), f"{note}." if note else ""
        )

    def _by_document(self, found: Sequence[Line]) -> list[Group]:
        """Mentions under their headings; those beyond the first few behind "more"."""
        shown = {line.key for line in found[:SHOWN_MENTIONS]}
        groups = _by_section([line for line in found if line.key in shown])
        rest = tuple(line for line in found if line.key not in shown)
        if rest:
            last = groups[-1]
            groups[-1] = Group(last.heading, last.lines, rest, last.document)
        return groups


LEAST = 0.5
"""Probability of a kind under which a question counts as one of fact."""
LEAST_UNCHECKED = 0.7
"""The same of the kinds that are answered whatever the documents say."""
COLLECTED = frozenset({Kind.LIST, Kind.WHY, Kind.COMPARE, Kind.TOPIC})
"""The kinds whose answers have to reach a confidence."""
SHAPES: dict[Kind, AnswerKind] = {
    Kind.LIST: AnswerKind.LIST,
    Kind.WHY: AnswerKind.LIST,
    Kind.COMPARE: AnswerKind.DIGEST,
    Kind.TOPIC: AnswerKind.DIGEST,
    Kind.SUMMARY: AnswerKind.DIGEST,
    Kind.SECTION: AnswerKind.DIGEST,
}
"""The kinds whose answers are collected by relevance."""


def overview(
    make: Overviews, question: str, vector: Vectors, understood: Understanding
) -> Overview | None:
    """The overview that answers a question of this kind, or None for a narrow question."""
    kind = understood.kind
    if understood.kind_probability < (LEAST if kind in COLLECTED else LEAST_UNCHECKED):
        kind = Kind.FACT
    if kind is Kind.SUMMARY and not _subject(question):
        concluding = headings.CONCLUDES.search(question) or "conclu" in question.lower()
        return make.conclusions() if concluding else make.digest()
    if kind in (Kind.SECTION, Kind.LIST) and headings.CONCLUDES.search(question):
        kind = Kind.SECTION
    if kind is Kind.SECTION and (made := make.section(question)):
        return made
    if kind is Kind.COMPARE and (sides := comparison.sides(question)):
        return make.comparison(sides)
    if kind is Kind.MENTION and (name := mentions.term_of(question)):
        return make.mentions(name)
    if kind is Kind.ABOUT:
        person = sum(understood.wants[one] for one in ("person", "date", "organisation"))
        return make.about(subject=person < 0.5)
    if kind is Kind.DEFINITION and (made := make.definitions(question)):
        return made
    if kind is Kind.FACT and parts_of(question):
        return make.topic(question, vector, AnswerKind.LIST)
    if kind not in SHAPES:
        return None
    made = make.topic(question, vector, SHAPES[kind])
    if kind in (Kind.TOPIC, Kind.SUMMARY):
        absent = make.absent(question, vector)
        made = replace(made, confidence=made.confidence * (1 - absent) ** ABSENT)
    return made


_PARTS = re.compile(
    r",?\s+and\s+(?=(?:on |in |over |by |for )?(?:who|whom|what|which|how|why|when|where)\b)"
    r"|(?<=\w)[:;]\s+|\?\s+(?=\w)",
    re.IGNORECASE,
)
"""Between the parts of a question that asks several things."""


def parts_of(question: str) -> list[str]:
    """The parts of a question that asks several things, each with its subject; else none.

    >>> parts_of("Who built the dam, and what did it cost?")
    ['Who built the dam', 'what did it cost? (Who built the dam)']
    >>> parts_of("Who built the dam?")
    []
    """
    if question.endswith(")"):  # a follow-up has its subject behind it
        return []
    parts = [part.strip() for part in _PARTS.split(question) if part and part.strip()]
    if len(parts) < 2:
        return []
    return [parts[0], *(f"{part} ({parts[0]})" for part in parts[1:4])]


def _subject(question: str) -> bool:
    """Whether a question for a summary names a subject of its own."""
    return any(word not in FRAME for word in words(question))


def _language(text: str) -> str:
    """The name of a text's language, or an empty string where it is not certain."""
    middle = max(0, len(text) // 2 - SAMPLE // 2)
    return NAMES.get(language(text[middle : middle + SAMPLE]) or "", "")


def _by_section(found: Sequence[Line]) -> list[Group]:
    groups: dict[tuple[str, tuple[str, ...]], list[Line]] = {}
    for line in found:
        groups.setdefault((line.document, line.section), []).append(line)
    return [
        Group(section[-1] if section else "", tuple(some), (), document)
        for (document, section), some in groups.items()
    ]


def _short(word: str) -> bool:
    return sum(map(str.isupper, word)) >= 2


def _singular(word: str) -> str:
    return word.strip("?.,;:()“”\"'").rstrip("s")
