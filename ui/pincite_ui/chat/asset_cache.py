"""Gradio's own files, compressed once instead of at every visit.

The page is made of some sixty small scripts and sheets. Compressing them again for each visitor
doubled the processor time of a visit (0.4 s against 0.2 s), just when the page should appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREVER = "private, max-age=31536000, immutable"
"""Their names change with their content, so a browser need never ask again."""


@dataclass(frozen=True, slots=True)
class _File:
    start: Message
    body: bytes


class Kept:
    """Keeps what lies under ``/assets/``: the scripts and sheets of the installed Gradio."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files: dict[tuple[str, str], _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_asset(scope):
            await self._app(scope, receive, send)
            return
        name = (scope["path"], _encoding(scope))
        if name not in self._files:
            found = _Caught()
            await self._app(scope, receive, found)
            if found.start["status"] != 200:
                await found.pass_on(send)
                return
            MutableHeaders(scope=found.start)["Cache-Control"] = FOREVER
            self._keep(name, _File(found.start, b"".join(found.body)))
        file = self._files[name]
        await send({**file.start, "headers": list(file.start["headers"])})
        await send({"type": "http.response.body", "body": file.body})

    def _keep(self, name: tuple[str, str], file: _File) -> None:
        size = sum(len(kept.body) for kept in self._files.values()) + len(file.body)
        if len(self._files) >= MOST or size > MOST_BYTES:
            self._files.clear()
        self._files[name] = file


MOST, MOST_BYTES = 500, 64 * 1024 * 1024
"""Files kept at most, and their size: whoever asks can write an address in many ways."""
ENCODINGS = ("br", "gzip")
"""What Gradio compresses with: the first of them that is in the request's words."""


def _encoding(scope: Scope) -> str:
    accepted = Headers(scope=scope).get("accept-encoding", "")
    return next((encoding for encoding in ENCODINGS if encoding in accepted), "")


def _is_asset(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"].startswith("/assets/")
        and "range" not in Headers(scope=scope)
    )


class _Caught:
    """A response that is held back instead of being sent."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body.append(message.get("body", b""))

    async def pass_on(self, send: Send) -> None:
        await send(self.start)
        await send({"type": "http.response.body", "body": b"".join(self.body)})
