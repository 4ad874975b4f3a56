"""What costs time to make is made when it is first needed, or ahead of that in the background."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar, runtime_checkable

Made = TypeVar("Made")


class Later(Generic[Made]):
    """A value that is made once, whichever thread needs it first.

    >>> number = Later(lambda: 6 * 7)
    >>> number.start()
    >>> number()
    42
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: list[Made] = []
        self._lock = Lock()
        self._started = False

    def __call__(self) -> Made:
        """The value. Raises what making it raises, to each who asks, until it can be made."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def start(self) -> None:
        """Begin to make it, in a thread. An error is passed over: who asks for the value
        tries again, and hears it."""
        if not self._started:
            self._started = True
            Thread(target=self._ahead).start()

    def _ahead(self) -> None:
        with contextlib.suppress(Exception):
            self()


@runtime_checkable
class Preparable(Protocol):
    """What can be told that it will be needed soon."""

    def prepare(self) -> None:
        """Begin to load, in the background; who needs it meanwhile waits."""


def prepare(*things: object) -> None:
    """Begin to load what can be, all at once."""
    for thing in things:
        if isinstance(thing, Preparable):
            thing.prepare()
