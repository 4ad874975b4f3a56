"""What every request passes before anything reads it, and what every response carries.

Plain ASGI, so that streamed answers stay streamed. The checks are one ordered table.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from pincite_ui.http.problems import Refused, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pincite_ui.http.settings import ServerSettings

OPEN_PATHS = ("/api/v1/health",)
"""What anybody may ask, so that a supervisor needs no key. It says nothing about the documents."""
UPLOAD_PATHS = ("/api/v1/documents", "/gradio_api/upload")
HEARD_OUT = 16 * 1024 * 1024
"""Bytes of a refused request that are read and dropped, so that the refusal is heard."""
MOST_TOLD = 100
"""Characters of a header that a refusal repeats."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
PLAIN_PATHS = ("/api/", "/cite/", "/read/")
"""What is ours to the last byte: no script, and a HEAD for every GET."""
METHODS = {"/cite/": ("GET", "HEAD"), "/read/": ("GET", "HEAD"), "/mcp": ("POST",)}
"""Without these the chat, which stands behind everything, would call such an address unknown. MCP
keeps no session, so it has nothing to send to whoever only listens."""

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' blob: data:; media-src 'self' blob: data:; worker-src 'self' blob:; "
    "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Gradio builds its page with inline scripts and styles; nothing may come from or go elsewhere."""
PLAIN_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The API and the pages of a citation and of a reading need no script at all."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as far as the checks look at it."""

    method: str
    path: str
    headers: Headers


Check = Callable[[Visit, "ServerSettings"], None]


def host_is_ours(visit: Visit, settings: ServerSettings) -> None:
    """Against DNS rebinding: a hostile page can point its own name here, but not an address."""
    name = _host_of(f"//{visit.headers.get('host', '')}")
    if name == "localhost" or name in settings.host_names or _is_address(name):
        return
    raise Refused(
        421, f"This server does not answer to the name {name!r}; start it with --allow-host {name}."
    )


def _host_of(address: str) -> str:
    """The name in an address; none where it is not one."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def comes_from_here(visit: Visit, settings: ServerSettings) -> None:
    """Against forged requests: another site's page may link here, but neither change anything nor
    look at anything, not even one that this same machine serves on another port."""
    foreign = visit.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    origin, host = visit.headers.get("origin"), visit.headers.get("host", "")
    if visit.method in SAFE_METHODS:
        allowed = not foreign or visit.headers.get("sec-fetch-mode") == "navigate"
    else:
        same = origin is None or origin.partition("://")[2] == host
        allowed = same and not foreign
    if not allowed:
        compared = f" ({origin[:MOST_TOLD]!r}, to {host[:MOST_TOLD]!r})" if origin else ""
        raise Refused(403, f"A page of another site{compared} sent this request.")


def may_come_in(visit: Visit, settings: ServerSettings) -> None:
    """The key or the password, where one is set."""
    if visit.path in OPEN_PATHS or settings.credentials.accept(visit.headers):
        return
    raise Refused(
        401,
        "This server asks for its API key or password.",
        {"WWW-Authenticate": 'Basic realm="Pincite", charset="UTF-8"'},
    )


def body_fits(visit: Visit, settings: ServerSettings) -> None:
    """What the request says about its size; what it really sends is counted as it comes."""
    length = visit.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit_of(visit.path, settings):
        raise too_large(limit_of(visit.path, settings))


def method_fits(visit: Visit, settings: ServerSettings) -> None:
    """What can be done at an address that is not the API's, which says so itself."""
    for path, methods in METHODS.items():
        if visit.path.startswith(path) and visit.method not in methods:
            raise Refused(405, "Method Not Allowed.", {"Allow": ", ".join(methods)})


CHECKS: tuple[Check, ...] = (host_is_ours, comes_from_here, may_come_in, method_fits, body_fits)


def limit_of(path: str, settings: ServerSettings) -> int:
    """The most bytes that a request to this path may send."""
    return settings.upload_bytes if path in UPLOAD_PATHS else settings.body_bytes


def too_large(limit: int) -> Refused:
    return Refused(413, f"The request is too large: at most {limit:,} bytes are taken here.")


class Guard:
    """The door of the whole application."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        visit = Visit(scope.get("method", "GET"), scope["path"], Headers(scope=scope))
        send = _with_headers(send, visit.path)
        try:
            for check in CHECKS:
                check(visit, self._settings)
        except HTTPException as refusal:
            await _hear_out(receive)
            await problem(refusal.status_code, refusal.detail, refusal.headers, kind="http")(
                scope, receive, send
            )
            return
        if visit.method == "HEAD" and visit.path.startswith(PLAIN_PATHS):
            scope, send = {**scope, "method": "GET"}, _headers_only(send)
        await self._app(scope, _counted(receive, limit_of(visit.path, self._settings)), send)


async def _hear_out(receive: Receive) -> None:
    """Let a visitor finish what it is sending, within bounds: who still sends hears no answer."""
    heard = 0
    while heard < HEARD_OUT:
        message = await receive()
        heard += len(message.get("body", b""))
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
                del headers[name]  # Gradio would let every page of this machine read along
            if plain:
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_with_headers


def _headers_only(send: Send) -> Send:
    """For HEAD: what a GET would say about itself, without it."""

    async def send_headers_only(message: Message) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return send_headers_only


def _counted(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def receive_counted() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                raise too_large(limit)
        return message

    return receive_counted
