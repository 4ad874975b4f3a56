"""Reads files in a separate process, so that a library that hangs or crashes takes nothing with it.

The worker is a command (``python -m pincite_ingest.sandbox.worker``) that reads one framed request
from standard input and writes one framed reply. It uses no pickle and does not import the caller's
module, so callers need no ``if __name__ == "__main__"`` guard.

A frame is the length of a JSON header (4 bytes, big endian), the header, and raw bytes.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import signal
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pincite_ingest.document import Block, BlockKind, Document, NoteMark, Page, Span
from pincite_ingest.errors import DocumentError, PasswordError
from pincite_ingest.formats.detection import is_pdf
from pincite_ingest.limits import Limits
from pincite_ingest.sandbox import memory
from pincite_ingest.source_names import suffix_of
from pincite_ingest.tables import pack_table, unpack_table

_LENGTH = struct.Struct(">I")
_LIBRARIES = ("pincite_ingest", "numpy", "pypdfium2", "pypdf", "bs4", "mammoth", "pptx", "rapidocr")
_OUT_OF_MEMORY = 77
"""Exit status of a worker that reached its memory limit."""


def read_isolated(
    data: bytes, source: str, *, password: str | None = None, limits: Limits | None = None
) -> Document:
    """Like :func:`pincite_ingest.reader.read`, in a worker process under the limits.

    However the worker ends, the caller gets a document or a :class:`DocumentError`.
    """
    limits = limits or Limits()
    if not data or len(data) > limits.max_bytes:  # refused without starting a process
        from pincite_ingest.reader import read

        return read(data, source, password=password, limits=limits)
    return _document(*_ask_worker("read", data, source, password, limits))


def unlock_isolated(
    data: bytes, source: str, password: str, *, limits: Limits | None = None
) -> bytes:
    """Like :func:`pincite_ingest.pdf.encryption.unlocked`, in a worker process."""
    if not is_pdf(data, suffix_of(source)):
        return data
    return _ask_worker("unlock", data, source, password, limits or Limits())[1]


def _ask_worker(
    task: str, data: bytes, source: str, password: str | None, limits: Limits
) -> tuple[dict[str, Any], bytes]:
    """The worker's reply. Raises a DocumentError if the worker ends without one."""
    header = {"task": task, "source": source, "password": password, "limits": asdict(limits)}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pincite_ingest.sandbox.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        reply, _ = process.communicate(_frame(header, data), timeout=limits.max_seconds)
    except subprocess.TimeoutExpired:
        raise DocumentError(
            source,
            f"reading it took longer than {limits.max_seconds:g} seconds",
            "Split it, or raise the limit (max_seconds).",
        ) from None
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
    if process.returncode != 0:
        raise _broken(source, process.returncode, limits)
    answer, body = _unframe(reply)
    if "error" in answer:
        kind = PasswordError if answer["error"]["password"] else DocumentError
        raise kind(source, answer["error"]["reason"], answer["error"]["advice"])
    return answer, body


def _broken(source: str, status: int, limits: Limits) -> DocumentError:
    """The error for a worker that ended with this exit status."""
    size = f"{limits.max_memory_bytes // (1024 * 1024):,} MB of memory"
    if status == _OUT_OF_MEMORY:
        return DocumentError(
            source,
            f"reading it takes more than {size}",
            "Split it, or raise the limit (max_memory_bytes).",
        )
    if status == -9:  # SIGKILL, sent by the system when memory runs out
        return DocumentError(
            source,
            "reading it takes more memory than there is",
            "Split it, or close other programs and add it again.",
        )
    if status == -signal.SIGABRT:  # PDFium aborts when an allocation fails
        return DocumentError(
            source,
            f"reading it takes more than {size}, or it is damaged",
            "Raise the limit (max_memory_bytes), or save it again from a PDF viewer.",
        )
    return DocumentError(
        source,
        f"the reader broke on it (status {status})",
        "It may be damaged: save it again from a PDF viewer.",
    )


def _environment() -> dict[str, str]:
    """The caller's environment, plus the folders that our libraries are imported from."""
    roots: list[str] = []
    for name in _LIBRARIES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            root = str(Path(spec.origin).resolve().parent.parent)
            if root not in roots:
                roots.append(root)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(roots),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _frame(header: dict[str, Any], body: bytes) -> bytes:
    encoded = json.dumps(header).encode()
    return b"".join((_LENGTH.pack(len(encoded)), encoded, body))


def _unframe(frame: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = _LENGTH.unpack_from(frame)
    start = _LENGTH.size
    return json.loads(frame[start : start + length]), frame[start + length :]


def pack(document: Document) -> bytes:
    """Encodes a document as a frame; :func:`unpack` returns an equal document."""
    text = document.text.encode("utf-8", "surrogatepass")
    sections = dict.fromkeys(block.section for block in document.blocks)
    numbers = {path: number for number, path in enumerate(sections)}
    header = {
        "document": {
            "id": document.id,
            "title": document.title,
            "source": document.source,
            "media_type": document.media_type,
            "metadata": document.metadata,
            "warnings": document.warnings,
        },
        "text": len(text),
        "sections": list(sections),
        "blocks": [
            (block.kind, numbers[block.section], block.start, block.end)
            for block in document.blocks
        ],
        "note_marks": [(mark.offset, mark.label) for mark in document.note_marks],
        "tables": [pack_table(table) for table in document.tables],
        "pages": [
            (
                page.index,
                page.label,
                [(span.start, span.end) for span in page.spans],
                page.width,
                page.height,
                len(page.boxes),
            )
            for page in document.pages
        ],
    }
    return _frame(header, b"".join((text, *(page.boxes for page in document.pages))))


def unpack(frame: bytes) -> Document:
    """Decodes a frame made by :func:`pack`."""
    return _document(*_unframe(frame))


def _document(header: dict[str, Any], body: bytes) -> Document:
    at = header["text"]
    text = body[:at].decode("utf-8", "surrogatepass")
    sections = [tuple(path) for path in header["sections"]]
    pages = []
    for index, label, spans, width, height, size in header["pages"]:
        boxes = body[at : at + size]
        at += size
        pages.append(Page(index, label, tuple(Span(*span) for span in spans), width, height, boxes))
    about = header["document"]
    return Document(
        id=about["id"],
        title=about["title"],
        source=about["source"],
        media_type=about["media_type"],
        text=text,
        blocks=tuple(
            Block(BlockKind(kind), sections[number], start, end)
            for kind, number, start, end in header["blocks"]
        ),
        pages=tuple(pages),
        note_marks=tuple(NoteMark(offset, label) for offset, label in header["note_marks"]),
        tables=tuple(unpack_table(table, text) for table in header["tables"]),
        metadata=about["metadata"],
        warnings=tuple(about["warnings"]),
    )


def main() -> None:
    """Runs the worker: one request in, one reply out."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # keeps what a library prints out of the reply
    header, data = _unframe(sys.stdin.buffer.read())
    limits = Limits(**header["limits"])
    gc.disable()  # the process ends after one document
    from pincite_ingest.pdf.encryption import unlocked
    from pincite_ingest.reader import read

    try:
        if is_pdf(data):  # loaded before the limit, so that it is not counted
            import pincite_ingest.pdf.reader  # noqa: F401
        memory.limit(limits.max_memory_bytes)
        if header["task"] == "unlock":
            reply = _frame({}, unlocked(data, header["source"], header["password"]))
        else:
            reply = pack(read(data, header["source"], password=header["password"], limits=limits))
    except DocumentError as error:
        about = {
            "reason": error.reason,
            "advice": error.advice,
            "password": isinstance(error, PasswordError),
        }
        reply = _frame({"error": about}, b"")
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    with out:
        out.write(reply)
    os._exit(0)  # does not wait for other threads of a library


if __name__ == "__main__":
    main()
