"""Holds an answer back until Gradio's page is sure to hear it.

The page hears of its events over one stream, which the server closes after the last of them. A page
that asks in that moment hears that its question was taken before it notices that the stream is
closed: it opens no other, and waits for ever. On a busy machine that was one question in twenty of
those that were asked as soon as the page was there. So no request is said to be taken while the
word that the stream is closed may still be on its way.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ON_ITS_WAY = 0.2
"""Seconds that the word of a closed stream may take to be noticed."""
STREAM, REQUEST = "/gradio_api/queue/data", "/gradio_api/queue/join"
CLOSED = b'"msg":"close_stream"'


class Streams:
    """Keeps the two apart, for each visitor's page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._closed: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path")
        if path == STREAM:
            session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
            await self._app(scope, receive, self._minding(session, send))
        elif path == REQUEST:
            body = _Body(receive)
            await self._app(scope, body, self._patient(body, send))
        else:
            await self._app(scope, receive, send)

    def _minding(self, session: str, send: Send) -> Send:
        async def send_minding(message: Message) -> None:
            if CLOSED in message.get("body", b""):
                now = time.monotonic()
                late = now - ON_ITS_WAY
                self._closed = {who: at for who, at in self._closed.items() if at > late}
                self._closed[session] = now
            await send(message)

        return send_minding

    def _patient(self, body: _Body, send: Send) -> Send:
        async def send_patiently(message: Message) -> None:
            if message["type"] == "http.response.start":
                closed = self._closed.get(body.session(), float("-inf"))
                await asyncio.sleep(max(0.0, closed + ON_ITS_WAY - time.monotonic()))
            await send(message)

        return send_patiently


class _Body:
    """A request's body, overheard."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._heard = bytearray()

    async def __call__(self) -> Message:
        message = await self._receive()
        self._heard += message.get("body", b"")
        return message

    def session(self) -> str:
        """Whose request it is; nobody's, if it does not say."""
        try:
            said = json.loads(self._heard)
        except (ValueError, RecursionError):
            return ""
        return str(said.get("session_hash")) if isinstance(said, dict) else ""
