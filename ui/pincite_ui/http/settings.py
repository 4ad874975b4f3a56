"""How the server behaves: one small value, passed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from pincite_ui.http.auth import Credentials

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The server's limits and who may come in."""

    credentials: Credentials = field(default_factory=Credentials)
    """What opens the door."""
    host_names: tuple[str, ...] = ()
    """Names besides localhost that the server answers to; addresses are always answered to."""
    running: int = 4
    """Questions worked on at once; each keeps a core busy."""
    waiting: int = 32
    """Questions that may wait for their turn; more are told to come back."""
    body_bytes: int = 2 * MEGABYTE
    """The most that a request may send that is not an upload."""
    upload_bytes: int = 256 * MEGABYTE
    """The most that an upload may send."""
    image_cache_bytes: int = 64 * MEGABYTE
    """Memory kept for pages that were drawn before."""
    chat: bool = True
    """Whether the browser chat stands at "/"."""
