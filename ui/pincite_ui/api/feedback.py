"""The API's feedback: judgements of answers, and their export as a question set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from pincite_ui.api import requests, schemas
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Assistant

LINES = "application/x-ndjson"
QUESTIONS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {LINES: {"schema": {"type": "string"}}},
        "description": "A question set: one JSON object per line.",
    }
}


def add_routes(api: FastAPI, assistant: Assistant, workers: WorkerPool) -> None:
    @api.post("/feedback", summary="Judge an answer", responses={200: {"model": schemas.Feedback}})
    async def judge(body: requests.Judgement) -> Response:
        """Replaces an earlier judgement of the same answer."""
        judgement = await workers.run(
            lambda: assistant.judge(body.question, body.quotes, body.opinion, keep=body.keep)
        )
        return JSONResponse(judgement.to_dict())

    @api.get(
        "/feedback", summary="List the judgements", responses={200: {"model": schemas.AllFeedback}}
    )
    async def list_feedback() -> Response:
        found = await workers.run(assistant.feedback)
        return JSONResponse({"feedback": [judgement.to_dict() for judgement in found]})

    @api.get(
        "/feedback/questions",
        summary="The judgements as a question set",
        response_class=Response,
        responses=QUESTIONS,
    )
    async def questions() -> Response:
        """Input for `pincite eval`. Judgements of removed documents are left out."""
        found = await workers.run(assistant.feedback_questions)
        return Response(found.jsonl, media_type=LINES)
