"""What was typed into a form or onto a page: made part of the page, so that it is read as printed.

PDFium's text leaves annotations out, though its pictures show them.
"""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as raw

_TYPED = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
MOST = 5_000
"""No more annotations of a page are looked at."""


def draw_in(page: Any) -> bool:
    """Draws a page's fields and typed notes into it; True where it must be loaded anew for them.

    The file in memory changes, the file on disk does not. Hidden fields stay hidden.
    """
    if not any(_is_typed(page, number) for number in range(_count(page))):
        return False
    return bool(raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS)


def _count(page: Any) -> int:
    return min(int(raw.FPDFPage_GetAnnotCount(page)), MOST)


def _is_typed(page: Any, number: int) -> bool:
    annotation = raw.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return False
    try:
        return raw.FPDFAnnot_GetSubtype(annotation) in _TYPED
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
