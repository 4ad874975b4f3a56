"""The values that every interface returns. The ``to_dict`` of each value is its JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Whether the documents answer."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"


class AnswerKind(StrEnum):
    """The shape of an answer, chosen by what the question asks for."""

    FACT = "fact"
    """One or a few quotes that answer a narrow question."""
    LIST = "list"
    """Several items or reasons, as complete as the documents have them."""
    DIGEST = "digest"
    """The main points of a document, a section or a topic, under their headings."""
    COMPARISON = "comparison"
    """One section for each side; a side without quotes has an empty section."""
    MENTIONS = "mentions"
    """Every place that speaks of a name or word, with their number."""
    ABOUT = "about"
    """The document itself: title, authors, date, contents."""
    WRITTEN = "written"
    """Sentences in our own words, each proved by quotes."""


class Verdict(StrEnum):
    """How a quotation compares with the stored text. Only the first two may be cited."""

    EXACT = "exact"
    NORMALISED = "normalised"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    NOT_FOUND = "not_found"

    @property
    def citable(self) -> bool:
        return self in (Verdict.EXACT, Verdict.NORMALISED)


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A reference to a document."""

    id: str
    """The document's id, 32 hexadecimal digits."""
    title: str
    """Its title, from its metadata, cover or file name."""
    source: str
    """Where it came from: a full path or a given name."""

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "source": self.source}


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page by both its numbers.

    >>> str(PageRef(12, "10")), str(PageRef(3, "3"))
    ('p. 10 (PDF 12)', 'p. 3')
    """

    index: int
    """1-based, as a PDF viewer counts."""
    label: str
    """As printed."""

    def __str__(self) -> str:
        return f"p. {self.label}" + (
            f" (PDF {self.index})" if self.label != str(self.index) else ""
        )

    def to_dict(self) -> dict[str, Any]:
        return {"index": self.index, "label": self.label}


@dataclass(frozen=True, slots=True)
class Quote:
    """A verified span of a document's canonical text."""

    start: int
    """First character, in code points."""
    end: int
    """One past the last character."""
    text: str
    """The characters, verbatim."""
    status: Verdict
    """``exact`` or ``normalised``."""
    pages: tuple[PageRef, ...] = ()
    """The pages that it is on; empty for formats without pages."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "status": self.status.value,
            "pages": [page.to_dict() for page in self.pages],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by a search."""

    id: str
    """Its citation id, ``<document id prefix>:<start>-<end>``."""
    document: DocumentRef
    section: tuple[str, ...]
    """The headings above it, outermost first."""
    pages: tuple[PageRef, ...]
    """The pages that it is on; empty for formats without pages."""
    start: int
    """First character, in code points of the document's canonical text."""
    end: int
    """One past the last character."""
    text: str
    """The passage, verbatim."""
    score: float
    """Relevance to the question; only comparable between hits for the same question."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "document": self.document.to_dict(),
            "section": list(self.section),
            "pages": [page.to_dict() for page in self.pages],
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered passage with the quotes taken from it."""

    number: int
    """1-based, in order of first use in the answer; 0 for a citation looked up by its id."""
    hit: Hit
    """The passage, its document, section and pages."""
    quotes: tuple[Quote, ...]
    """The verified quotes, in text order."""
    pages: tuple[PageRef, ...]
    """The pages that the quotes are on; the passage itself may begin or end on other pages."""

    @property
    def id(self) -> str:
        return self.hit.id

    @property
    def quote_ids(self) -> tuple[str, ...]:
        """The citation id of each of its quotes, in text order."""
        document = self.id.rpartition(":")[0]
        return tuple(f"{document}:{quote.start}-{quote.end}" for quote in self.quotes)

    @property
    def document(self) -> DocumentRef:
        return self.hit.document

    @property
    def section(self) -> tuple[str, ...]:
        return self.hit.section

    @property
    def start(self) -> int:
        return self.hit.start

    @property
    def end(self) -> int:
        return self.hit.end

    @property
    def text(self) -> str:
        """The passage, verbatim; the quotes are parts of it."""
        return self.hit.text

    @property
    def score(self) -> float:
        return self.hit.score

    def to_dict(self) -> dict[str, Any]:
        body = self.hit.to_dict() | {"pages": [page.to_dict() for page in self.pages]}
        score = body.pop("score")
        quotes = [quote.to_dict() for quote in self.quotes]
        return {"number": self.number, **body, "quotes": quotes, "score": score}


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of an answer: a verified quote and the citations that contain it."""

    text: str
    """The quote, verbatim."""
    citations: tuple[int, ...]
    """Numbers of the citations that contain it."""

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Section:
    """A group of claims under one heading: a section of a document, or a side of a comparison."""

    heading: str
    """The document's own heading, or the name of the side; empty for text without a heading."""
    claims: tuple[Claim, ...]
    """The quotes shown under it, in reading order; empty when there are none for this heading."""
    document: DocumentRef | None = None
    """The document that all of its claims come from, or None when they come from several."""
    more: tuple[Citation, ...] = ()
    """Further quotes under this heading, to show on request. Their numbers continue those of
    ``Answer.citations``, which does not include them."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "heading": self.heading,
            "claims": [claim.to_dict() for claim in self.claims],
            "document": self.document.to_dict() if self.document else None,
            "more": [citation.to_dict() for citation in self.more],
        }


@dataclass(frozen=True, slots=True)
class Detail:
    """A fact about a document as a whole, such as its title or its date."""

    name: str
    """What it is: "title", "authors", "date", "publisher", "pages", "language", "contents",
    "abbreviations"."""
    value: str
    """The fact, as text to show."""
    origin: str
    """Where it was found: "metadata", "cover", "outline", "headings", "text" or "file"."""

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "value": self.value, "origin": self.origin}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say about a question, or that they do not answer it."""

    question: str
    """The question as asked, with white space and broken characters cleaned up."""
    standalone_question: str
    """The question that was searched for, rewritten so that it needs no earlier question."""
    status: Status
    confidence: float
    """The calibrated probability that the documents answer, 0 to 1; also given when it abstains.
    ``pincite eval --html`` shows the calibration."""
    claims: tuple[Claim, ...] = ()
    """All claims shown, in reading order; empty when it abstains."""
    citations: tuple[Citation, ...] = ()
    """The citations of the claims, by number; empty when it abstains."""
    closest: tuple[Hit, ...] = ()
    """The nearest passages, best first, only when it abstains. They are not citations."""
    timings_ms: dict[str, float] = field(default_factory=dict)
    """Milliseconds that each step took, by name."""
    kind: AnswerKind = AnswerKind.FACT
    """The shape of the answer."""
    note: str = ""
    """A sentence in Pincite's own words about what is shown, such as "Overview of 6 sections." or
    "No document mentions “Taiwan”."; empty for a plain answer."""
    count: int | None = None
    """How many mentions there are, for kind ``mentions``; 0 is the answer "no"."""
    sections: tuple[Section, ...] = ()
    """The same claims grouped under headings; empty for an answer without sections."""
    details: tuple[Detail, ...] = ()
    """Facts about a document as a whole, for kind ``about``."""
    suggestions: tuple[str, ...] = ()
    """Questions that could be asked next, for kind ``about``."""

    @property
    def text(self) -> str | None:
        """The claims as one text with [n] marks, or None when it abstains.

        An answer without claims is its details, or its note.

        >>> Answer("Is Oz mentioned?", "Is Oz mentioned?", Status.ANSWERED, 1.0,
        ...        kind=AnswerKind.MENTIONS, note="No document mentions “Oz”.", count=0).text
        'No document mentions “Oz”.'
        """
        if self.status is Status.ABSTAINED:
            return None
        marked = [
            claim.text + "".join(f" [{number}]" for number in claim.citations)
            for claim in self.claims
        ]
        stated = [f"{detail.name.capitalize()}: {detail.value}" for detail in self.details]
        return " ".join(marked) or "\n".join(stated) or self.note

    @property
    def quote_ids(self) -> tuple[str, ...]:
        """The citation id of each quote, by citation number and then in text order."""
        return tuple(id for citation in self.citations for id in citation.quote_ids)

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status.value,
            "confidence": round(self.confidence, 4),
            "kind": self.kind.value,
            "answer": self.text,
            "note": self.note,
            "count": self.count,
            "claims": [claim.to_dict() for claim in self.claims],
            "sections": [section.to_dict() for section in self.sections],
            "details": [detail.to_dict() for detail in self.details],
            "suggestions": list(self.suggestions),
            "citations": [citation.to_dict() for citation in self.citations],
            "closest": [hit.to_dict() for hit in self.closest],
            "timings_ms": {step: round(ms, 2) for step, ms in self.timings_ms.items()},
        }


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence of a quotation."""

    document: DocumentRef
    pages: tuple[PageRef, ...]
    start: int
    """First character, in code points of the document's canonical text."""
    end: int
    """One past the last character."""
    text: str
    """The text there, verbatim."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "document": self.document.to_dict(),
            "pages": [page.to_dict() for page in self.pages],
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the words of the quotation and of the document differ."""

    quoted: str
    """The quotation's words; empty where it leaves words out."""
    printed: str
    """The document's words; empty where the quotation adds words."""

    def to_dict(self) -> dict[str, Any]:
        return {"quoted": self.quoted, "printed": self.printed}


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The verdict on a quotation."""

    quote: str
    """The quotation as given."""
    status: Verdict
    place: Place | None
    """Where it was found, or the nearest text; None when no text is similar."""
    differences: tuple[Difference, ...] = ()
    """Word by word, when the quotation is altered."""
    places: tuple[Place, ...] = ()
    """All occurrences, at most 100, body text before pull quotes."""

    def to_dict(self) -> dict[str, Any]:
        place = self.place.to_dict() if self.place else dict.fromkeys(_PLACE_KEYS)
        return {
            "quote": self.quote,
            "status": self.status.value,
            "document": place["document"],
            "pages": place["pages"] or [],
            "start": place["start"],
            "end": place["end"],
            "text": place["text"],
            "differences": [difference.to_dict() for difference in self.differences],
            "places": [occurrence.to_dict() for occurrence in self.places],
        }


_PLACE_KEYS = ("document", "pages", "start", "end", "text")
