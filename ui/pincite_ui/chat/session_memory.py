"""What a visitor left on the page, for when the page is loaded again.

A browser tab has a key that nobody can guess and that dies with the tab. It holds no words: those
stay here, in this process, and are gone when it ends. A tab that was duplicated has the same key as
the one it was made from: what is remembered may be the other's.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")

MOST = 200
"""Visitors remembered; who was away longest is forgotten first."""
SHORTEST_KEY = 32
"""Characters. A key that could be guessed is nobody's."""

OWN_KEY = """() => sessionStorage.pincite ??= Array.from(
  crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")
).join("")"""
"""The script that tells a tab's key, made at its first visit."""


class Memory(Generic[Value]):
    """One value for each visitor.

    >>> memory = Memory[int]()
    >>> memory.keep("k" * 32, 7)
    >>> memory.find("k" * 32), memory.find("x" * 32)
    (7, None)
    """

    def __init__(self) -> None:
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, key: str, value: Value) -> None:
        if not SHORTEST_KEY <= len(key) <= 2 * SHORTEST_KEY:
            return
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > MOST:
                self._values.popitem(last=False)

    def find(self, key: str) -> Value | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)
