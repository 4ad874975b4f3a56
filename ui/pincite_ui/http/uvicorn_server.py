"""Running the application with uvicorn.

The socket is opened first, so that a port in use is reported before anything else happens.
"""

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
"""Time that open requests get to finish when the server stops."""


class ListenError(PinciteError):
    """The server cannot listen on the given host and port."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        ListenError: The address cannot be used; the message says why.
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
    # The socket module adds the address to the system's message; an unknown host has no errno.
    number = error.errno or 0
    reason = os.strerror(number) if number > 0 else error.strerror or str(error)
    return f"Cannot listen on {host}, port {port}: {reason}."


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser on this machine.

    >>> with listen("127.0.0.1", 0) as found: address_of(found).startswith("http://127.0.0.1:")
    True
    """
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # compared, not bound
    return f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    """Calls ``ready`` once it accepts connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def run(app: FastAPI, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until stopped; Ctrl-C raises KeyboardInterrupt, SIGTERM raises SystemExit."""
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS, server_header=False
    )
    signal.signal(signal.SIGTERM, _terminate)
    _Server(config, ready).run(sockets=[listening])


def _terminate(number: int, frame: FrameType | None) -> None:
    raise SystemExit(STATUS_TERMINATED)
