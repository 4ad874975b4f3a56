"""What a visitor had on the page, for when the page is reloaded.

A browser tab has a random key that ends with the tab. The browser stores only the key; the words
stay in this process. A duplicated tab has the same key as its original, so the two share what is
remembered.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")

MAX_VISITORS = 200
"""Visitors remembered; the least recently active one is forgotten first."""
MIN_KEY_LENGTH = 32
"""Characters. A shorter key could be guessed, so it is ignored."""

TAB_KEY = """() => sessionStorage.pincite ??= Array.from(
  crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")
).join("")"""
"""The script that returns the tab's key and creates it on the first visit."""


class SessionMemory(Generic[Value]):
    """One value for each visitor.

    >>> memory = SessionMemory[int]()
    >>> memory.save("k" * 32, 7)
    >>> memory.get("k" * 32), memory.get("x" * 32)
    (7, None)
    """

    def __init__(self) -> None:
        self._values: LRUCache[str, Value] = LRUCache(MAX_VISITORS)
        self._lock = threading.Lock()

    def save(self, key: str, value: Value) -> None:
        if MIN_KEY_LENGTH <= len(key) <= 2 * MIN_KEY_LENGTH:
            with self._lock:
                self._values[key] = value

    def get(self, key: str) -> Value | None:
        with self._lock:
            return self._values.get(key)
