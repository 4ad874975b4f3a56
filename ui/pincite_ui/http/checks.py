"""The checks that every request must pass: host, origin, credentials, method, size."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pincite_ui.http.problems import RequestError

if TYPE_CHECKING:
    from starlette.datastructures import Headers

    from pincite_ui.http.settings import ServerSettings

OPEN_PATHS = ("/api/v1/health",)
"""Paths that need no credentials, so that a supervisor needs no key. They reveal nothing about the
documents."""
UPLOAD_PATHS = ("/api/v1/documents", "/gradio_api/upload")
MAX_HEADER_SHOWN = 100
"""Characters of a header that an error message repeats."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
METHODS = {"/cite/": ("GET", "HEAD"), "/read/": ("GET", "HEAD"), "/mcp": ("POST",)}
"""Allowed methods by path. Without this table the chat, which is mounted at "/", would answer 404.
MCP is stateless here, so it has nothing to send on GET."""


@dataclass(frozen=True, slots=True)
class RequestHead:
    """The part of a request that the checks look at."""

    method: str
    path: str
    headers: Headers


Check = Callable[[RequestHead, "ServerSettings"], None]


def check_host(request: RequestHead, settings: ServerSettings) -> None:
    """Against DNS rebinding: accept IP addresses and known host names only."""
    name = _host_name(f"//{request.headers.get('host', '')}")
    if name == "localhost" or name in settings.host_names or _is_ip_address(name):
        return
    raise RequestError(
        421, f"This server does not answer to the name {name!r}; start it with --allow-host {name}."
    )


def _host_name(address: str) -> str:
    """The host name in an address; empty if the address is malformed."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def check_origin(request: RequestHead, settings: ServerSettings) -> None:
    """Against cross-site request forgery: other sites may only link here.

    They may not read or change anything. Another port of this machine counts as another site.
    """
    foreign = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    if request.method in SAFE_METHODS:
        allowed = not foreign or request.headers.get("sec-fetch-mode") == "navigate"
    else:
        same = origin is None or origin.partition("://")[2] == host
        allowed = same and not foreign
    if not allowed:
        compared = (
            f" ({origin[:MAX_HEADER_SHOWN]!r}, to {host[:MAX_HEADER_SHOWN]!r})" if origin else ""
        )
        raise RequestError(403, f"A page of another site{compared} sent this request.")


def check_credentials(request: RequestHead, settings: ServerSettings) -> None:
    """Require the API key or the password, if one is set."""
    if request.path in OPEN_PATHS or settings.credentials.accept(request.headers):
        return
    raise RequestError(
        401,
        "This server requires its API key or password.",
        {"WWW-Authenticate": 'Basic realm="Pincite", charset="UTF-8"'},
    )


def check_method(request: RequestHead, settings: ServerSettings) -> None:
    """Reject methods that a path does not support; the API does this itself."""
    for path, methods in METHODS.items():
        if request.path.startswith(path) and request.method not in methods:
            raise RequestError(405, "Method Not Allowed.", {"Allow": ", ".join(methods)})


def check_size(request: RequestHead, settings: ServerSettings) -> None:
    """Reject a Content-Length that is too large; the actual bytes are counted as they come."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > size_limit(request.path, settings):
        raise too_large(size_limit(request.path, settings))


CHECKS: tuple[Check, ...] = (check_host, check_origin, check_credentials, check_method, check_size)
"""In the order in which they run."""


def size_limit(path: str, settings: ServerSettings) -> int:
    """The largest body, in bytes, that this path accepts."""
    return settings.upload_bytes if path in UPLOAD_PATHS else settings.body_bytes


def too_large(limit: int) -> RequestError:
    return RequestError(413, f"The request is too large: the limit is {limit:,} bytes.")
