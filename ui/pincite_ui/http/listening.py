"""Listening: the socket first, so that a port in use is said before anything else is done."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from pincite_ingest.errors import PinciteError

if TYPE_CHECKING:
    from fastapi import FastAPI

STATUS_TERMINATED = 128 + signal.SIGTERM
GRACE_SECONDS = 3
"""How long open requests may still take when the server is told to stop."""


class ListenError(PinciteError):
    """The server cannot listen where it was told to."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        ListenError: one sentence that says why it cannot.
    """
    address = host.strip("[]")
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((address, port), family=family)
    except OSError as error:
        raise ListenError(_sentence(host, port, error)) from error


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop what listens there or choose another --port."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user: choose a --port above 1023."
    # The socket module adds where it tried to the system's own words; a name that is not found
    # has no number of the system's.
    number = error.errno or 0
    reason = os.strerror(number) if number > 0 else error.strerror or str(error)
    return f"Cannot listen on {host}, port {port}: {reason}."


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser on this machine.

    >>> with listen("127.0.0.1", 0) as found: address_of(found).startswith("http://127.0.0.1:")
    True
    """
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # read, not bound
    return f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def run(app: FastAPI, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until told to stop; Ctrl-C comes out as KeyboardInterrupt, SIGTERM as SystemExit."""
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS, server_header=False
    )
    signal.signal(signal.SIGTERM, _terminate)
    _Server(config, ready).run(sockets=[listening])


def _terminate(number: int, frame: FrameType | None) -> None:
    raise SystemExit(STATUS_TERMINATED)
