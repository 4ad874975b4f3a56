"""The settings of the server: one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field

from pincite_ui.http.auth import Credentials

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Limits and access."""

    credentials: Credentials = field(default_factory=Credentials)
    """The API key and the password."""
    host_names: tuple[str, ...] = ()
    """Accepted host names besides localhost; IP addresses are always accepted."""
    running: int = 4
    """Questions answered at the same time; each keeps a core busy."""
    waiting: int = 32
    """Questions in the queue; further questions get 503 with Retry-After."""
    body_bytes: int = 2 * MEGABYTE
    """Largest request body in bytes, except for uploads."""
    upload_bytes: int = 256 * MEGABYTE
    """Largest upload in bytes."""
    image_cache_bytes: int = 64 * MEGABYTE
    """Size of the cache of page images, in bytes."""
    chat: bool = True
    """Whether to serve the browser chat at "/"."""
