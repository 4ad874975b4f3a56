"""An answer as server-sent events: the rewritten question, each claim, then the whole answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi.responses import StreamingResponse

if TYPE_CHECKING:
    from pincite.types import Answer

MEDIA_TYPE = "text/event-stream"


def event(name: str, data: dict[str, Any]) -> str:
    r"""An event in wire format.

    >>> event("claim", {"text": "So."})
    'event: claim\ndata: {"text": "So."}\n\n'
    """
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def events(answer: Answer) -> Iterator[str]:
    """``question``, then one ``claim`` for each claim, then ``answer`` with everything."""
    yield event("question", {"standalone_question": answer.standalone_question})
    for claim in answer.claims:
        yield event("claim", claim.to_dict())
    yield event("answer", answer.to_dict())


def answer_events(answer: Answer) -> StreamingResponse:
    return StreamingResponse(events(answer), media_type=MEDIA_TYPE)
