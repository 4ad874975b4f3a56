"""Where pictures stand on a page: invisible text over them is what a scan was read as.

Amid text that is seen, nobody sees it, so nobody could check a quote of it.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

MOST_OBJECTS = 20_000
"""No more objects of a page are looked at."""


def over_pictures(page: Any, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point, in the page's own coordinates, lies on an image or a form's drawing."""
    over = np.zeros(len(x), np.bool_)
    sides = [ctypes.c_float() for _ in range(4)]
    for number in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        shape = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(shape) not in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            continue
        if raw.FPDFPageObj_GetBounds(shape, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            over |= (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    return over
