"""PDFium, opened safely: one lock, one error vocabulary, handles that always get closed.

PDFium alone reads a file: its glyphs, labels, outline and metadata come from the same parse, so
they cannot disagree about what page 7 is.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as raw

from pincite_ingest.errors import DocumentError, PasswordError
from pincite_ingest.pdf.extraction.form_fields import draw_in

LOCK = threading.RLock()
"""PDFium is not safe for threads: whoever calls it in this process holds this."""

MAX_PAGE_POINTS = 200_000.0
"""A side longer than this (70 metres) is taken for damage."""


@contextmanager
def opened(data: bytes, source: str, password: str | None = None) -> Iterator[Any]:
    """A PDFium document handle, under the lock; raises a sentence when it cannot be had."""
    with LOCK:
        secret = password.encode("utf-8") if password is not None else None
        handle = raw.FPDF_LoadMemDocument64(data, len(data), secret)
        if not handle:
            raise _refusal(source, raw.FPDF_GetLastError(), given=password is not None)
        try:
            yield handle
        finally:
            raw.FPDF_CloseDocument(handle)


def _refusal(source: str, code: int, *, given: bool) -> DocumentError:
    if code == raw.FPDF_ERR_PASSWORD:
        if given:
            return PasswordError(source, "the password is wrong", "Give the right password.")
        return PasswordError(source, "it is encrypted", "Give its password.")
    if code == raw.FPDF_ERR_SECURITY:
        return DocumentError(
            source, "it is encrypted in a way that is not supported", "Add an unlocked copy."
        )
    return DocumentError(
        source,
        "it is not a whole PDF file",
        "It may be cut off or damaged: fetch it again, or save it anew from a PDF viewer.",
    )


@contextmanager
def opened_page(document: Any, index: int) -> Iterator[Any]:
    """The handle of the page with this 0-based index, or None where the page is broken.

    What was typed into its fields is part of it, for reading and for drawing.
    """
    page = raw.FPDF_LoadPage(document, index)
    if page and draw_in(page):
        raw.FPDF_ClosePage(page)
        page = raw.FPDF_LoadPage(document, index)
    try:
        yield page or None
    finally:
        if page:
            raw.FPDF_ClosePage(page)


def utf16(buffer: Any, size: int) -> str:
    """The text in a buffer that PDFium filled with ``size`` bytes, its closing zero dropped."""
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le", "replace")


def pointer(handle: Any) -> int:
    """A handle's address, for the prototypes below."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def fast(function: Any, result: Any) -> Any:
    """The same C function at half the cost of a checked call, for those that are called per glyph.

    Nothing is converted: each argument must be a small integer or an instance of a ctypes type
    (a handle or an address as ``c_void_p``).
    """
    return ctypes.PYFUNCTYPE(result)(pointer(function))
