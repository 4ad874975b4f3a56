"""No question is said to be taken while the page may not yet know that its stream is closed."""

from __future__ import annotations

import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pincite_ui.chat.event_stream import CLOSE_DELAY, REQUEST, STREAM, StreamGuard


async def stream(request: Request) -> Response:
    last = "close_stream" if request.query_params.get("ends") else "process_completed"
    return StreamingResponse(iter([f'data: {{"msg":"{last}"}}\n\n']))


async def join(request: Request) -> Response:
    return JSONResponse({"length": len(await request.body())})


@pytest.fixture
def client() -> TestClient:
    routes = [Route(STREAM, stream), Route(REQUEST, join, methods=["POST"])]
    return TestClient(StreamGuard(Starlette(routes=routes)))


def taken(client: TestClient, body: bytes) -> float:
    """After how many seconds a request was said to be taken; it arrived whole."""
    began = time.monotonic()
    assert client.post(REQUEST, content=body).json() == {"length": len(body)}
    return time.monotonic() - began


MINE = b'{"session_hash": "mine", "data": ["Who?"]}'


def test_a_request_waits_until_the_closed_stream_is_noticed(client: TestClient) -> None:
    client.get(STREAM + "?session_hash=mine&ends=1")
    assert taken(client, MINE) > 0.8 * CLOSE_DELAY
    assert taken(client, MINE) < 0.5 * CLOSE_DELAY


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("session_hash=mine", MINE),
        ("session_hash=yours&ends=1", MINE),
        ("session_hash=mine&ends=1", b"no JSON"),
        ("session_hash=mine&ends=1", b"[" * 100_000),
        ("session_hash=mine&ends=1", b'["session_hash"]'),
    ],
    ids=["open stream", "another's", "no JSON", "deep JSON", "no object"],
)
def test_nobody_else_waits(client: TestClient, query: str, body: bytes) -> None:
    client.get(f"{STREAM}?{query}")
    assert taken(client, body) < 0.5 * CLOSE_DELAY
