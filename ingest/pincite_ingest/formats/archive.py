"""Safety checks on archives (DOCX, PPTX, EPUB) before anything in them is read."""

from __future__ import annotations

import io
import zipfile

from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.detection import EPUB
from pincite_ingest.limits import Limits

_MAX_PARTS = 20_000


def check_archive(data: bytes, source: str, kind: str, limits: Limits) -> None:
    """Refuses an archive that is locked, unpacks to too much, or defines XML entities."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > limits.max_bytes:
            raise _too_large(source, limits)
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
                            raise _too_large(source, limits)
                        seen = (tail + chunk).upper()
                        if is_markup and (
                            b"<!ENTITY" in seen or (kind != EPUB and b"<!DOCTYPE" in seen)
                        ):
                            raise DocumentError(
                                source,
                                "it defines XML entities, which no document of this kind needs",
                                "Save it again from the program that made it.",
                            )
                        tail = chunk[-16:]
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
                raise damaged(source) from error
            except Exception as error:
                if isinstance(error, DocumentError):
                    raise
                raise damaged(source) from error


def _too_large(source: str, limits: Limits) -> DocumentError:
    return DocumentError(
        source,
        f"it unpacks to more than {limits.max_bytes:,} bytes",
        "Split it, or raise the limit (max_bytes).",
    )


def damaged(source: str) -> DocumentError:
    return DocumentError(source, "it is damaged", "Save it again and add the new copy.")
