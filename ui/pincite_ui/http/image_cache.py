"""A cache of rendered page images.

A document's id is a hash of its bytes, so a cached image never becomes stale, and a hash of what it
shows serves as its ETag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import astuple, dataclass
from threading import Lock

from cachetools import LRUCache


@dataclass(frozen=True, slots=True)
class PageView:
    """What an image shows."""

    document: str
    """The document's full id."""
    page: int
    """The page's index, 1-based."""
    start: int | None = None
    """First highlighted character, in code points; None for no highlight."""
    end: int | None = None
    """One past the last highlighted character."""
    scale: float = 2.0
    """Pixels per point."""

    @property
    def etag(self) -> str:
        name = repr(astuple(self)).encode()
        return f'"{hashlib.sha256(name).hexdigest()[:24]}"'


class ImageCache:
    """The most recently used images, up to a number of bytes."""

    def __init__(self, draw: Callable[[PageView], bytes], limit: int) -> None:
        self._draw = draw
        self._images: LRUCache[PageView, bytes] = LRUCache(limit, getsizeof=len)
        self._lock = Lock()

    def get(self, view: PageView) -> bytes:
        """The PNG of a view, from the cache or drawn now."""
        with self._lock:
            png: bytes | None = self._images.get(view)
        if png is None:
            png = self._draw(view)
            with self._lock:
                if len(png) <= self._images.maxsize:  # a larger image is never cached
                    self._images[view] = png
        return png
