"""Blocking work in threads, a bounded amount of it at once.

A server that takes everything slows down for everybody; this one answers those it has room for and
tells the others when to come back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from pincite_ui.http.problems import Refused

Result = TypeVar("Result")


class Workers:
    """So many calls at once, so many waiting, the rest refused."""

    def __init__(self, running: int, waiting: int, retry_after: int = 1) -> None:
        self._running = running
        self._room = running + waiting
        self._retry_after = retry_after
        self._inside = 0
        self._limiter: CapacityLimiter | None = None

    async def run(self, call: Callable[[], Result]) -> Result:
        """The call's result, from a thread.

        Raises:
            Refused: 503 with Retry-After, when too many wait already.
        """
        if self._inside >= self._room:
            raise Refused(
                503,
                "Too many requests at once; try again in a moment.",
                {"Retry-After": str(self._retry_after)},
            )
        if self._limiter is None:  # it belongs to an event loop, so it is made inside one
            self._limiter = CapacityLimiter(self._running)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._inside -= 1
