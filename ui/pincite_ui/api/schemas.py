"""The shapes of the HTTP API, for its documentation and for checking what comes in.

What goes out is each value's own ``to_dict``, the same JSON as the command line's; the models
below describe it and a test holds them to it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=1, le=100)]


MOST_DOCUMENTS = 1000
"""Documents that can be named in one request."""


class Incoming(BaseModel):
    """A body that is sent to us: a misspelt member is an error, not silence, and "5" is no 5."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Question(Incoming):
    question: str = Field(min_length=1, examples=["Who is building the railway?"])
    history: list[str] = Field([], max_length=50, description="Earlier questions, oldest first.")
    k: Count = Field(5, description="How many passages to answer from.")
    documents: list[str] | None = Field(
        None,
        min_length=1,
        max_length=MOST_DOCUMENTS,
        description="Ids of documents to ask; null for all.",
    )


class Query(Incoming):
    query: str = Field(min_length=1)
    k: Count = Field(5, description="How many passages to find.")
    documents: list[str] | None = Field(
        None, min_length=1, max_length=MOST_DOCUMENTS, description="Ids of documents; null for all."
    )


class Quotation(Incoming):
    text: str = Field(min_length=1)
    document: str | None = Field(None, description="The document that it is said to be from.")
    page: str | None = Field(
        None, max_length=100, description="The page that it is said to be on, by its printed label."
    )


class Judgement(Incoming):
    question: str = Field(min_length=1, description="The answer's `standalone_question`.")
    quotes: list[str] = Field(
        [],
        max_length=100,
        description="Citation ids of its quotes, `DOCUMENT:START-END`; none for a refusal.",
    )
    opinion: Literal["right", "wrong", "wrong_page"]
    keep: bool = Field(True, description="False takes back what was said of that answer.")


class DocumentRef(BaseModel):
    id: str
    title: str
    source: str


class PageRef(BaseModel):
    index: int = Field(description="1-based, as a PDF viewer counts.")
    label: str = Field(description="As printed.")


class Quote(BaseModel):
    start: int
    end: int
    text: str
    status: Literal["exact", "normalised"]
    pages: list[PageRef]


class Hit(BaseModel):
    id: str = Field(description="Its citation id.")
    document: DocumentRef
    section: list[str]
    pages: list[PageRef]
    start: int = Field(description="First character, in code points of the document's text.")
    end: int = Field(description="One past the last character.")
    text: str
    score: float


class Citation(BaseModel):
    number: int
    id: str
    document: DocumentRef
    section: list[str]
    pages: list[PageRef]
    start: int
    end: int
    text: str
    quotes: list[Quote]
    score: float


class Claim(BaseModel):
    text: str
    citations: list[int]


class Section(BaseModel):
    heading: str
    claims: list[Claim]
    document: DocumentRef | None
    more: list[Citation]


class Detail(BaseModel):
    name: str
    value: str
    origin: str


class Answer(BaseModel):
    question: str
    standalone_question: str
    status: Literal["answered", "abstained"]
    confidence: float
    kind: Literal["fact", "list", "digest", "comparison", "mentions", "about", "written"]
    answer: str | None
    note: str
    count: int | None
    claims: list[Claim]
    sections: list[Section]
    details: list[Detail]
    suggestions: list[str]
    citations: list[Citation]
    closest: list[Hit]
    timings_ms: dict[str, float]


class Hits(BaseModel):
    query: str
    hits: list[Hit]


class Place(BaseModel):
    document: DocumentRef
    pages: list[PageRef]
    start: int
    end: int
    text: str


class Difference(BaseModel):
    quoted: str
    printed: str


class QuoteCheck(BaseModel):
    quote: str
    status: Literal["exact", "normalised", "altered", "misattributed", "not_found"]
    document: DocumentRef | None
    pages: list[PageRef]
    start: int | None
    end: int | None
    text: str | None
    differences: list[Difference]
    places: list[Place]


class DocumentInfo(BaseModel):
    id: str
    title: str
    source: str
    media_type: str
    pages: int
    passages: int
    characters: int
    warnings: list[str]
    added: str


class Documents(BaseModel):
    documents: list[DocumentInfo]


class Added(BaseModel):
    document: DocumentInfo
    status: Literal["added", "unchanged", "replaced"]


class Cited(BaseModel):
    document: str
    start: int
    end: int
    pages: list[str]


class Feedback(BaseModel):
    question: str
    quotes: list[Cited]
    opinion: Literal["right", "wrong", "wrong_page"]
    given: str


class AllFeedback(BaseModel):
    feedback: list[Feedback]


class Health(BaseModel):
    status: Literal["ok"]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    kind: str | None = Field(None, description="Which kind of error it is, in one word.")
    errors: list[dict[str, Any]] | None = Field(
        None, description="What is wrong, member by member."
    )
