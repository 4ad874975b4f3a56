"""The bodies that the API accepts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_DOCUMENTS = 1000
"""Documents that one request can name."""

Count = Annotated[int, Field(ge=1, le=100)]


class Incoming(BaseModel):
    """A request body. Unknown members are errors, and types are strict: "5" is not 5."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Question(Incoming):
    question: str = Field(min_length=1, examples=["Who is building the railway?"])
    history: list[str] = Field([], max_length=50, description="Earlier questions, oldest first.")
    k: Count = Field(5, description="How many passages to answer from.")
    documents: list[str] | None = Field(
        None,
        min_length=1,
        max_length=MAX_DOCUMENTS,
        description="Ids of the documents to search; null for all.",
    )


class Query(Incoming):
    query: str = Field(min_length=1)
    k: Count = Field(5, description="How many passages to find.")
    documents: list[str] | None = Field(
        None,
        min_length=1,
        max_length=MAX_DOCUMENTS,
        description="Ids of the documents to search; null for all.",
    )


class Quotation(Incoming):
    text: str = Field(min_length=1)
    document: str | None = Field(None, description="The document it is attributed to.")
    page: str | None = Field(
        None, max_length=100, description="The page it is attributed to, by its printed label."
    )


class Judgement(Incoming):
    question: str = Field(min_length=1, description="The answer's `standalone_question`.")
    quotes: list[str] = Field(
        [],
        max_length=100,
        description="Citation ids of its quotes, `DOCUMENT:START-END`; none for an abstention.",
    )
    opinion: Literal["right", "wrong", "wrong_page"]
    keep: bool = Field(True, description="False withdraws the judgement of that answer.")
