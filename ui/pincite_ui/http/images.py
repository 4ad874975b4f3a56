"""Page images, kept in memory once drawn.

A document's id is a hash of its bytes, so an image is named by what it shows and never grows
stale: its name serves as its ETag.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import astuple, dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class View:
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
    """Pixels a point."""

    @property
    def etag(self) -> str:
        name = repr(astuple(self)).encode()
        return f'"{hashlib.sha256(name).hexdigest()[:24]}"'


class ImageCache:
    """The images that were asked for last, up to a number of bytes."""

    def __init__(self, draw: Callable[[View], bytes], limit: int) -> None:
        self._draw = draw
        self._limit = limit
        self._images: OrderedDict[View, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, view: View) -> bytes:
        """The PNG of a view: from memory, else drawn now."""
        with self._lock:
            if view in self._images:
                self._images.move_to_end(view)
                return self._images[view]
        png = self._draw(view)
        with self._lock:
            self._keep(view, png)
        return png

    def _keep(self, view: View, png: bytes) -> None:
        self._size += len(png) - len(self._images.pop(view, b""))
        self._images[view] = png
        while self._size > self._limit and self._images:
            _, dropped = self._images.popitem(last=False)
            self._size -= len(dropped)
