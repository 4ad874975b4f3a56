"""A bounded pool of threads for blocking work.

Under load the server rejects requests with Retry-After instead of slowing down for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from pincite_ui.http.problems import RequestError

Result = TypeVar("Result")


class WorkerPool:
    """Runs some calls at once and queues some more; further calls are rejected."""

    def __init__(self, running: int, waiting: int, retry_after: int = 1) -> None:
        self._running = running
        self._room = running + waiting
        self._retry_after = retry_after
        self._inside = 0
        self._limiter: CapacityLimiter | None = None

    async def run(self, call: Callable[[], Result]) -> Result:
        """The call's result, from a thread.

        Raises:
            RequestError: 503 with Retry-After, when the queue is full.
        """
        if self._inside >= self._room:
            raise RequestError(
                503,
                "Too many requests at once; try again in a moment.",
                {"Retry-After": str(self._retry_after)},
            )
        if self._limiter is None:  # it must be created inside an event loop
            self._limiter = CapacityLimiter(self._running)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._inside -= 1
