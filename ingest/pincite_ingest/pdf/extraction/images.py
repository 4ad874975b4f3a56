"""Where pictures stand on a page: a scan is one, and invisible text over it is its words.

Amid text that is seen, nobody sees it, so nobody could check a quote of it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

MOST_OBJECTS = 20_000
"""No more objects of a page are looked at."""


def over_pictures(page: Any, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point, in the page's own coordinates, lies on an image or a form's drawing."""
    over = np.zeros(len(x), np.bool_)
    for left, bottom, right, top in _bounds(page, (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)):
        over |= (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    return over


def largest_picture(page: Any) -> float:
    """The area of a page's largest image, in square points of the page's own coordinates."""
    bounds = _bounds(page, (raw.FPDF_PAGEOBJ_IMAGE,))
    areas = ((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    return max(areas, default=0.0)


def _bounds(page: Any, kinds: tuple[int, ...]) -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each object of these kinds."""
    sides = [ctypes.c_float() for _ in range(4)]
    for number in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        shape = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(shape) not in kinds:
            continue
        if raw.FPDFPageObj_GetBounds(shape, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            yield left, bottom, right, top
