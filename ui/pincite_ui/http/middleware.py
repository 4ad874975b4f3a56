"""The ASGI middleware around the whole application: request checks and response headers.

It is plain ASGI, so that streamed responses stay streamed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from pincite_ui.http.checks import CHECKS, RequestHead, size_limit, too_large
from pincite_ui.http.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pincite_ui.http.settings import ServerSettings

MAX_DRAINED = 16 * 1024 * 1024
"""Bytes of a rejected request that are read and dropped. A client that is still sending would not
read the response."""
PLAIN_PATHS = ("/api/", "/cite/", "/read/")
"""Paths that we serve ourselves: without scripts, and with HEAD for every GET."""

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' blob: data:; media-src 'self' blob: data:; worker-src 'self' blob:; "
    "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Gradio needs inline scripts and styles; nothing may be loaded from or sent to another host."""
PLAIN_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The API and the plain pages need no script."""


class SecurityMiddleware:
    """Checks every request and sets the security headers of every response."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        head = RequestHead(scope.get("method", "GET"), scope["path"], Headers(scope=scope))
        send = _with_headers(send, head.path)
        try:
            for check in CHECKS:
                check(head, self._settings)
        except HTTPException as error:
            await _drain(receive)
            await problem(error.status_code, error.detail, error.headers, kind="http")(
                scope, receive, send
            )
            return
        if head.method == "HEAD" and head.path.startswith(PLAIN_PATHS):
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        await self._app(scope, _limited(receive, size_limit(head.path, self._settings)), send)


async def _drain(receive: Receive) -> None:
    """Read and drop the rest of a rejected request, up to a limit."""
    drained = 0
    while drained < MAX_DRAINED:
        message = await receive()
        drained += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


def _with_headers(send: Send, path: str) -> Send:
    plain = path.startswith(PLAIN_PATHS)

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", PLAIN_POLICY if plain else PAGE_POLICY)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]  # Gradio would let any page on this machine read responses
            if plain:
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_with_headers


def _without_body(send: Send) -> Send:
    """For HEAD: the headers of the GET response, without its body."""

    async def send_without_body(message: Message) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return send_without_body


def _limited(receive: Receive, limit: int) -> Receive:
    """Counts the bytes of the body as they arrive; raises 413 past the limit."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large(limit)
        return message

    return receive_limited
