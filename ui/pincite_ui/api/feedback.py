"""The API's feedback: what readers said of answers, and the question set that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from pincite_ui.api import schemas
from pincite_ui.http.threads import Workers

if TYPE_CHECKING:
    from pincite import Assistant

LINES = "application/x-ndjson"
QUESTIONS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {LINES: {"schema": {"type": "string"}}},
        "description": "A question set: a JSON object a line.",
    }
}


def add_routes(api: FastAPI, assistant: Assistant, workers: Workers) -> None:
    @api.post("/feedback", summary="Judge an answer", responses={200: {"model": schemas.Feedback}})
    async def judge(body: schemas.Judgement) -> Response:
        """What was said of the same answer before is replaced."""
        said = await workers.run(
            lambda: assistant.judge(body.question, body.quotes, body.opinion, keep=body.keep)
        )
        return JSONResponse(said.to_dict())

    @api.get(
        "/feedback", summary="List the judgements", responses={200: {"model": schemas.AllFeedback}}
    )
    async def list_feedback() -> Response:
        found = await workers.run(assistant.feedback)
        return JSONResponse({"feedback": [said.to_dict() for said in found]})

    @api.get(
        "/feedback/questions",
        summary="The judgements as a question set",
        response_class=Response,
        responses=QUESTIONS,
    )
    async def questions() -> Response:
        """What `pincite eval` runs; judgements of removed documents are left out."""
        found = await workers.run(assistant.feedback_questions)
        return Response(found.jsonl, media_type=LINES)
