"""Lazy loading: a value is made when it is first needed, or ahead of that in the background."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar, runtime_checkable

Value = TypeVar("Value")


class Lazy(Generic[Value]):
    """A value that is made once, by whichever thread needs it first.

    >>> number = Lazy(lambda: 6 * 7)
    >>> number.start()
    >>> number()
    42
    """

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._made: list[Value] = []
        self._lock = Lock()
        self._started = False

    def __call__(self) -> Value:
        """The value. Raises what making it raises, at each call, until it can be made."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def start(self) -> None:
        """Begin to make it in a thread. An error there is ignored: the next call tries again and
        raises it."""
        if not self._started:
            self._started = True
            Thread(target=self._make_ahead).start()

    def _make_ahead(self) -> None:
        with contextlib.suppress(Exception):
            self()


@runtime_checkable
class Preparable(Protocol):
    """Something that can be loaded ahead of its first use."""

    def prepare(self) -> None:
        """Begin to load in the background; a use meanwhile waits."""


def prepare(*things: object) -> None:
    """Begin to load those of the things that can be, all at once."""
    for thing in things:
        if isinstance(thing, Preparable):
            thing.prepare()
