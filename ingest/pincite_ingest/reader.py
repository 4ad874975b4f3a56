"""Reads a file of any format into a document. The content decides the format, then the name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from pincite_ingest.document import Document
from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.archive import check_archive
from pincite_ingest.formats.decoding import decode
from pincite_ingest.formats.detection import DOCX, EPUB, HTML, PDF, PPTX, is_pdf, sniff
from pincite_ingest.limits import Limits
from pincite_ingest.source_names import suffix_of

READER_VERSION = "8"
"""Part of every document's id. Raise it whenever a change of reading moves a text or an offset."""

DEFAULT_LIMITS = Limits()

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".log", ".rst", ".asc", ".me"})


Reader = Callable[[bytes, str, str, Limits], Document]
"""Reads the bytes of a file; takes its source, the document's id and the limits as well."""


def _html() -> Reader:
    from pincite_ingest.formats.html import read_html

    return read_html


def _docx() -> Reader:
    from pincite_ingest.formats.docx import read_docx

    return read_docx


def _pptx() -> Reader:
    from pincite_ingest.formats.pptx import read_pptx

    return read_pptx


def _epub() -> Reader:
    from pincite_ingest.formats.epub import read_epub

    return read_epub


READERS: dict[str, Callable[[], Reader]] = {HTML: _html, DOCX: _docx, PPTX: _pptx, EPUB: _epub}
"""Loads the reader of a format when the first file of that format is read."""


def document_id(data: bytes) -> str:
    """A hash of these bytes and of this reader: 32 hexadecimal digits.

    For a PDF, the reader includes the release of the OCR extra, if it is installed. Installing the
    extra therefore gives every PDF a new id, and it is read again when it is added again.
    """
    version = READER_VERSION
    if is_pdf(data):
        from pincite_ingest.pdf.ocr import recogniser

        version += recogniser()
    return hashlib.sha256(data + version.encode()).hexdigest()[:32]


def read(
    data: bytes, source: str, *, password: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Document:
    """Reads a file in this process; raises a :class:`DocumentError` if it cannot be read.

    ``source`` is the file's full path or a given name. Limits on time and memory are enforced only
    by :func:`pincite_ingest.sandbox.worker.read_isolated`.

    >>> read(b"# Title\\n\\nA sentence.\\n", "a.md").blocks[1].section
    ('Title',)
    """
    if not data:
        raise DocumentError(source, "it is empty", "Add a file that has text.")
    if len(data) > limits.max_bytes:
        raise DocumentError(
            source,
            f"it has {len(data):,} bytes and the limit is {limits.max_bytes:,}",
            "Split it, or raise the limit.",
        )
    suffix = suffix_of(source)
    kind = sniff(data, source, suffix)
    if kind == PDF:
        from pincite_ingest.pdf.reader import read_pdf

        return read_pdf(data, source, document_id(data), password, limits)
    if kind in READERS:
        if kind != HTML:
            check_archive(data, source, kind, limits)
        return READERS[kind]()(data, source, document_id(data), limits)
    return _read_text(data, source, suffix, limits)


def _read_text(data: bytes, source: str, suffix: str, limits: Limits) -> Document:
    text, warnings = decode(data, source)
    if not text.strip():
        raise DocumentError(source, "it holds only white space", "Add a file that has text.")
    if len(text) > limits.max_characters:
        raise DocumentError(
            source,
            f"it has {len(text):,} characters and the limit is {limits.max_characters:,}",
            "Split it, or raise the limit.",
        )
    if suffix in MARKDOWN_SUFFIXES:
        from pincite_ingest.formats.markdown import read_markdown

        return read_markdown(text, source, document_id(data), warnings)
    pages = text.strip().count("\f") + 1
    if pages > limits.max_pages:
        raise DocumentError(
            source,
            f"it has {pages:,} pages and the limit is {limits.max_pages:,}",
            "Split it, or raise the limit.",
        )
    from pincite_ingest.formats.plain_text import read_plain

    return read_plain(text, source, document_id(data), warnings)
