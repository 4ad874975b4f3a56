"""Detects the format of a file by its content, and names the formats that are not supported."""

from __future__ import annotations

import io
import zipfile

from pincite_ingest.errors import DocumentError

PDF, TEXT, HTML, DOCX, PPTX, EPUB = "pdf", "text", "html", "docx", "pptx", "epub"

_ADVICE = "Add it as PDF, text, Markdown, HTML, DOCX, PPTX or EPUB."
_REFUSED = (
    (b"\x89PNG\r\n", "it is an image"),
    (b"\xff\xd8\xff", "it is an image"),
    (b"GIF8", "it is an image"),
    (b"II*\x00", "it is an image"),
    (b"MM\x00*", "it is an image"),
    (b"BM", "it is an image"),
    (b"{\\rtf", "it is an RTF document"),
    (b"\xd0\xcf\x11\xe0", "it is an old Office document, or one locked with a password"),
    (b"\x1f\x8b", "it is a compressed archive"),
    (b"BZh", "it is a compressed archive"),
    (b"7z\xbc\xaf", "it is a compressed archive"),
    (b"Rar!", "it is a compressed archive"),
    (b"\xfd7zXZ", "it is a compressed archive"),
    (b"\x7fELF", "it is a program"),
    (b"MZ", "it is a program"),
    (b"SQLite format 3", "it is a database"),
    (b"%!PS", "it is a PostScript file"),
)
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_TEXT_SUFFIXES = frozenset(
    {".md", ".markdown", ".mdown", ".mkd", ".txt", ".text", ".log", ".rst", ".asc", *_HTML_SUFFIXES}
)


def is_pdf(data: bytes, suffix: str = "") -> bool:
    """Whether the first kilobyte has a PDF header; of a text file, whether it starts with one.

    >>> is_pdf(b"HTTP/1.1 200 OK %PDF-1.7"), is_pdf(b"A PDF opens with %PDF-1.7", ".md")
    (True, False)
    """
    head = data[:1024].lstrip()
    return head.startswith(b"%PDF-") if suffix in _TEXT_SUFFIXES else b"%PDF-" in head


def sniff(data: bytes, source: str, suffix: str) -> str:
    """The format of a file; raises a :class:`DocumentError` for a format that is not supported.

    >>> sniff(b"%PDF-1.7 ...", "a.txt", ".txt"), sniff(b"# Title", "a.md", ".md")
    ('pdf', 'text')
    """
    if is_pdf(data, suffix):
        return PDF
    if suffix == ".pdf":
        raise DocumentError(
            source,
            "its name ends in .pdf but it is not a PDF",
            "Check that the download is complete.",
        )
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _sniff_zip(data, source)
    for mark, reason in _REFUSED:
        if data.startswith(mark) and not (mark in (b"BM", b"MZ", b"BZh") and b"\x00" not in data):
            raise DocumentError(source, reason, _ADVICE)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in _HTML_SUFFIXES or head.startswith((b"<!doctype html", b"<html")):
        return HTML
    return TEXT


def _sniff_zip(data: bytes, source: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise DocumentError(
            source, "it is a damaged ZIP or Office file", "Save it again and add the new copy."
        ) from error
    if "word/document.xml" in names:
        return DOCX
    if "ppt/presentation.xml" in names:
        return PPTX
    if "META-INF/container.xml" in names:
        return EPUB
    if "xl/workbook.xml" in names:
        raise DocumentError(source, "it is an Excel workbook", _ADVICE)
    if "content.xml" in names:
        raise DocumentError(source, "it is an OpenDocument file", _ADVICE)
    raise DocumentError(source, "it is a compressed archive", _ADVICE)
