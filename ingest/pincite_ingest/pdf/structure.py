"""What a PDF says of itself: page labels, outline, metadata."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from pincite_ingest.pdf.pdfium import pointer, utf16

_MOST_ENTRIES = 5_000
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One bookmark."""

    title: str
    level: int
    """0 for the outermost."""
    page: int
    """1-based index; 0 where it leads nowhere."""


def page_labels(document: Any, count: int) -> list[str]:
    """The label that the file states for each page, "" where it states none."""
    labels = []
    for index in range(count):
        size = raw.FPDF_GetPageLabel(document, index, None, 0)
        if not 2 < size <= 400:
            labels.append("")
            continue
        buffer = ctypes.create_string_buffer(size)
        raw.FPDF_GetPageLabel(document, index, buffer, size)
        labels.append(utf16(buffer, size).strip())
    return labels


def outline(document: Any) -> list[OutlineEntry]:
    """The bookmarks in order; a damaged tree that loops ends at a bound."""
    entries: list[OutlineEntry] = []
    seen: set[int] = set()

    def walk(parent: Any, level: int) -> None:
        mark = raw.FPDFBookmark_GetFirstChild(document, parent)
        while mark and len(entries) < _MOST_ENTRIES and level < _DEEPEST:
            address = pointer(mark)
            if address in seen:
                return
            seen.add(address)
            size = raw.FPDFBookmark_GetTitle(mark, None, 0)
            title = ""
            if 2 < size <= 4_000:
                buffer = ctypes.create_string_buffer(size)
                raw.FPDFBookmark_GetTitle(mark, buffer, size)
                title = " ".join(utf16(buffer, size).split())
            target = raw.FPDFBookmark_GetDest(document, mark)
            page = raw.FPDFDest_GetDestPageIndex(document, target) + 1 if target else 0
            if title:
                entries.append(OutlineEntry(title, level, max(page, 0)))
            walk(mark, level + 1)
            mark = raw.FPDFBookmark_GetNextSibling(document, mark)

    walk(None, 0)
    return entries


_KEYS = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")


def metadata(document: Any) -> dict[str, str]:
    """The file's information dictionary, keys in lower case, empty values left out."""
    values = {}
    for key in _KEYS:
        size = raw.FPDF_GetMetaText(document, key.encode(), None, 0)
        if not 2 < size <= 20_000:
            continue
        buffer = ctypes.create_string_buffer(size)
        raw.FPDF_GetMetaText(document, key.encode(), buffer, size)
        value = " ".join(utf16(buffer, size).replace("\x00", " ").split())
        if value:
            values[key.lower()] = value
    return values
