"""HTML, DOCX, PPTX and EPUB come in as Markdown, through markitdown.

Marks of Markdown within a line (emphasis, links) are taken out of what it gives, as nobody printed
them; the marks that open blocks stay for :mod:`pincite_ingest.markdown` to read. Slides are pages.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import replace

from pincite_ingest.document import Document, Page, Span
from pincite_ingest.errors import DocumentError
from pincite_ingest.limits import Limits
from pincite_ingest.markdown import read_markdown
from pincite_ingest.sniff import DOCX, EPUB, HTML, PPTX

MEDIA_TYPES = {
    HTML: "text/html",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    EPUB: "application/epub+zip",
}
_MOST_PARTS = 20_000
_INSTALL = "pip install 'markitdown[docx,pptx]'"


def read_converted(data: bytes, source: str, id: str, kind: str, limits: Limits) -> Document:
    """A file that markitdown reads, as a document; refused where it would unpack to a giant."""
    if kind != HTML:
        check_archive(data, source, kind, limits)
    markdown, title = _convert(data, source, kind)
    text = without_inline_marks(markdown)
    if not text.strip():
        raise DocumentError(source, "it has no text", "Add a file that has text.")
    if len(text) > limits.max_characters:
        raise DocumentError(
            source,
            f"it has {len(text):,} characters and the limit is {limits.max_characters:,}",
            "Split it, or raise the limit.",
        )
    document = read_markdown(
        text, source, id, (), media_type=MEDIA_TYPES[kind], title=" ".join(title.split())
    )
    return replace(document, pages=_slides(text)) if kind == PPTX else document


def check_archive(data: bytes, source: str, kind: str, limits: Limits) -> None:
    """Refuses archives that unpack to more than the limit, or that define XML entities."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limits.max_bytes:
            raise _bomb(source, limits)
        for part in parts:
            if part.flag_bits & 1:
                raise DocumentError(
                    source, "it is locked with a password", "Save a copy without one."
                )
            is_markup = part.filename.lower().endswith((".xml", ".rels", ".opf", ".ncx", ".xhtml"))
            try:
                with archive.open(part) as stream:
                    tail = b""
                    while chunk := stream.read(1 << 20):
                        total += len(chunk)
                        if total > limits.max_bytes:
                            raise _bomb(source, limits)
                        seen = (tail + chunk).upper()
                        if is_markup and (
                            b"<!ENTITY" in seen or (kind != EPUB and b"<!DOCTYPE" in seen)
                        ):
                            raise DocumentError(
                                source,
                                "it defines XML entities, which no such document needs",
                                "Save it anew from the program that made it.",
                            )
                        tail = chunk[-16:]
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
                raise _damaged(source) from error
            except Exception as error:
                if isinstance(error, DocumentError):
                    raise
                raise _damaged(source) from error


def _bomb(source: str, limits: Limits) -> DocumentError:
    return DocumentError(
        source,
        f"it unpacks to more than {limits.max_bytes:,} bytes",
        "Split it, or raise the limit (max_bytes).",
    )


def _damaged(source: str) -> DocumentError:
    return DocumentError(source, "it is damaged", "Save it anew and add it again.")


def _convert(data: bytes, source: str, kind: str) -> tuple[str, str]:
    """markitdown's Markdown and title."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from markitdown import MarkItDown, MissingDependencyException, StreamInfo
    except ImportError as error:
        raise DocumentError(
            source, f"reading {kind.upper()} needs markitdown", f"Install it: {_INSTALL}."
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = MarkItDown(enable_plugins=False).convert_stream(
                io.BytesIO(data),
                stream_info=StreamInfo(extension=f".{kind}", mimetype=MEDIA_TYPES[kind]),
            )
    except MissingDependencyException as error:
        raise DocumentError(
            source, f"reading {kind.upper()} needs more of markitdown", f"Install it: {_INSTALL}."
        ) from error
    except MemoryError:
        raise
    except Exception as error:
        raise _damaged(source) from error
    return result.markdown, result.title or ""


_SLIDE = re.compile(r"^<!-- Slide number: (\d+) -->\s*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1")
_STAR = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s\\])\*(?![\w*])")
_DASH = re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]+?)(?<=[^\s\\])_(?!\w)")
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")


def without_inline_marks(markdown: str) -> str:
    r"""Markdown without its marks of emphasis, links, images and escapes.

    >>> without_inline_marks("Some **bold** and [linked](http://x.y) words, 5\\*3.")
    'Some bold and linked words, 5*3.\n'
    """
    text = markdown.replace("\r\n", "\n")
    text = _IMAGE.sub("", text)
    for pattern, kept in ((_LINK, r"\1"), (_STRONG, r"\2"), (_STAR, r"\1"), (_DASH, r"\1")):
        text = pattern.sub(kept, text)
    text = _ESCAPE.sub(r"\1", _CODE.sub(r"\1", text))
    lines = [" ".join(line.split(" ")).rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _slides(text: str) -> tuple[Page, ...]:
    marks = list(_SLIDE.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return tuple(
        Page(index, mark.group(1), (Span(mark.end(), end),) if end > mark.end() else ())
        for index, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1)
    )
