"""The bodies that the API returns, for its OpenAPI document.

They are derived from the public values, whose ``to_dict`` is what is sent.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from pincite import indexing, types
from pincite_index.storage import base, feedback
from pincite_ui.api.derive import derived, model

Hit = model(types.Hit)
Citation = derived(types.Citation, embed="hit")
QuoteCheck = derived(types.QuoteCheck, embed="place")
Answer = derived(
    types.Answer,
    answer=(str | None, Field(description="The claims as one text with [n] marks; null if none.")),
)
DocumentInfo = derived(base.DocumentInfo, omit={"outdated"})
Added = derived(indexing.Added, status=(Literal["added", "unchanged", "replaced"], ...))
Feedback = model(feedback.Feedback)


class Hits(BaseModel):
    query: str
    hits: list[Hit]  # type: ignore[valid-type]


class Documents(BaseModel):
    documents: list[DocumentInfo]  # type: ignore[valid-type]


class AllFeedback(BaseModel):
    feedback: list[Feedback]  # type: ignore[valid-type]


class Health(BaseModel):
    status: Literal["ok"]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    kind: str | None = Field(None, description="The kind of error, in one word.")
    errors: list[dict[str, Any]] | None = Field(
        None, description="What is wrong, member by member."
    )
