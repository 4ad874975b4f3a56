"""A workaround for a race in Gradio's client that could leave a question without an answer.

The page receives its events over one stream, which the server closes after the last event. If the
page asks at that moment, it gets the reply to its request before it notices that the stream is
closed. It then opens no new stream and waits forever. On a busy machine this happened to one
question in twenty that was asked right after the page loaded. So the reply to a request is delayed
while a stream of the same page may still look open.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSE_DELAY = 0.2
"""Seconds until a page has surely noticed that its stream is closed."""
STREAM, REQUEST = "/gradio_api/queue/data", "/gradio_api/queue/join"
CLOSED = b'"msg":"close_stream"'


class StreamGuard:
    """Delays the reply to a new request until the page has noticed a closed stream."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._closed: dict[str, float] = {}
        """When each session's last stream was closed, on the monotonic clock."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path")
        if path == STREAM:
            session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
            await self._app(scope, receive, self._noting_close(session, send))
        elif path == REQUEST:
            body = _RecordedBody(receive)
            await self._app(scope, body, self._delayed(body, send))
        else:
            await self._app(scope, receive, send)

    def _noting_close(self, session: str, send: Send) -> Send:
        async def send_noting_close(message: Message) -> None:
            if CLOSED in message.get("body", b""):
                now = time.monotonic()
                expired = now - CLOSE_DELAY
                self._closed = {key: at for key, at in self._closed.items() if at > expired}
                self._closed[session] = now
            await send(message)

        return send_noting_close

    def _delayed(self, body: _RecordedBody, send: Send) -> Send:
        async def send_delayed(message: Message) -> None:
            if message["type"] == "http.response.start":
                closed = self._closed.get(body.session(), float("-inf"))
                await asyncio.sleep(max(0.0, closed + CLOSE_DELAY - time.monotonic()))
            await send(message)

        return send_delayed


class _RecordedBody:
    """A request's body, recorded while the application reads it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._body = bytearray()

    async def __call__(self) -> Message:
        message = await self._receive()
        self._body += message.get("body", b"")
        return message

    def session(self) -> str:
        """The session that sent the request; empty if it does not say."""
        try:
            value = json.loads(self._body)
        except (ValueError, RecursionError):
            return ""
        return str(value.get("session_hash")) if isinstance(value, dict) else ""
