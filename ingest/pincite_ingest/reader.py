"""A file becomes a document: its content tells its format, else its name."""

from __future__ import annotations

import hashlib

from pincite_ingest.document import Document
from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.decoding import decode
from pincite_ingest.formats.detection import PDF, TEXT, is_pdf, sniff
from pincite_ingest.limits import Limits
from pincite_ingest.source_names import suffix_of

READER_VERSION = "6"
"""Part of every document's id: raise it whenever reading changes what a text or an offset is."""

DEFAULT_LIMITS = Limits()

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".log", ".rst", ".asc", ".me"})


def document_id(data: bytes) -> str:
    """32 hexadecimal digits that stand for these bytes as this reader reads them.

    Of a PDF that is: with or without the extra that recognises text in images, and which release
    of it. It is told before the pages are looked at, so that it needs no reading; installing the
    extra therefore makes every PDF one that is read anew when it is added again.
    """
    version = READER_VERSION
    if is_pdf(data):
        from pincite_ingest.pdf.ocr import recogniser

        version += recogniser()
    return hashlib.sha256(data + version.encode()).hexdigest()[:32]


def read(
    data: bytes, source: str, *, password: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Document:
    """Reads a file in this process; raises a :class:`DocumentError` where it cannot be read.

    ``source`` is the file's full path, or the name it was given. Time and memory limits are kept
    only by :func:`pincite_ingest.sandbox.worker.read_isolated`.

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
    if kind != TEXT:
        from pincite_ingest.formats.convert import read_converted

        return read_converted(data, source, document_id(data), kind, limits)
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
