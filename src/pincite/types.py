"""The values that every door gives out. Each one's ``to_dict`` is its JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Whether the documents answer."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"


class Verdict(StrEnum):
    """How a quotation stands against the stored text. Only the first two may be cited."""

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
    """Which document something stands in."""

    id: str
    """The document's id, 32 hexadecimal digits."""
    title: str
    """As its reader knows it."""
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
    """A verified stretch of a document's canonical text."""

    start: int
    """First character, in code points."""
    end: int
    """One past the last character."""
    text: str
    """The characters, verbatim."""
    status: Verdict
    """``exact`` or ``normalised``."""
    pages: tuple[PageRef, ...] = ()
    """The pages that it stands on; none where the format has no pages."""

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
    """A passage that a search found."""

    id: str
    """Its citation id, ``<document id prefix>:<start>-<end>``."""
    document: DocumentRef
    section: tuple[str, ...]
    """Headings that it stands under, outermost first."""
    pages: tuple[PageRef, ...]
    """The pages that it stands on; none where the format has no pages."""
    start: int
    """First character, in code points of the document's canonical text."""
    end: int
    """One past the last character."""
    text: str
    """The passage, verbatim."""
    score: float
    """How well it fits the question; comparable within one question only."""

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
    """A numbered passage with the quotes that are taken from it."""

    number: int
    """1-based, in order of first mention in the answer; 0 for one looked up by its id."""
    hit: Hit
    """The passage, its document, section and pages."""
    quotes: tuple[Quote, ...]
    """The verified quotes, in text order."""
    pages: tuple[PageRef, ...]
    """The pages that the quotes stand on: the passage may begin or end on others."""

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
    """One statement of an answer: a verified quote and where it comes from."""

    text: str
    """The quote, verbatim."""
    citations: tuple[int, ...]
    """Numbers of the citations that hold it."""

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they do not say."""

    question: str
    """As it was asked, but for white space and halves of characters."""
    standalone_question: str
    """As it was searched for, made to stand alone from the conversation."""
    status: Status
    confidence: float
    """How likely it is that the documents answer, 0 to 1, where half of what is asked is answered;
    given also when it abstains. ``pincite eval --html`` shows how well it is calibrated."""
    claims: tuple[Claim, ...] = ()
    """In reading order; none when it abstains."""
    citations: tuple[Citation, ...] = ()
    """By number; none when it abstains."""
    closest: tuple[Hit, ...] = ()
    """The nearest passages, best first, only when it abstains. They are not citations."""
    timings_ms: dict[str, float] = field(default_factory=dict)
    """Milliseconds each step took, by its name."""

    @property
    def text(self) -> str | None:
        """The claims as one text with [n] marks, or None when it abstains."""
        if self.status is Status.ABSTAINED:
            return None
        return " ".join(
            claim.text + "".join(f" [{number}]" for number in claim.citations)
            for claim in self.claims
        )

    @property
    def quote_ids(self) -> tuple[str, ...]:
        """The citation id of each quote, by the citations' numbers and in text order."""
        return tuple(id for citation in self.citations for id in citation.quote_ids)

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status.value,
            "confidence": round(self.confidence, 4),
            "answer": self.text,
            "claims": [claim.to_dict() for claim in self.claims],
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
    """What stands there, verbatim."""

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
    """Words that the quotation and the document do not share, at one place."""

    quoted: str
    """The quotation's words; empty where it left some out."""
    printed: str
    """The document's words; empty where the quotation added some."""

    def to_dict(self) -> dict[str, Any]:
        return {"quoted": self.quoted, "printed": self.printed}


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The verdict on a quotation."""

    quote: str
    """As it was given."""
    status: Verdict
    place: Place | None
    """Where it stands, or where the nearest text stands; None when nothing is near."""
    differences: tuple[Difference, ...] = ()
    """Word by word, when it is altered."""
    places: tuple[Place, ...] = ()
    """The occurrences, at most 100, body text before pull quotes."""

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
