"""An encrypted PDF without its encryption, so that its pages can be shown later."""

from __future__ import annotations

import io

from pincite_ingest.errors import DocumentError


def unlocked(data: bytes, source: str, password: str) -> bytes:
    """The same PDF in the clear; the data itself where it is not encrypted.

    The library keeps the text in the clear anyway, and this way it need not keep the password.
    Time and memory are bounded only by :func:`pincite_ingest.sandbox.worker.unlock_isolated`.
    """
    from pypdf import PdfReader, PdfWriter

    try:
        reader = PdfReader(io.BytesIO(data))
        if not reader.is_encrypted or not reader.decrypt(password):
            return data
        target = io.BytesIO()
        PdfWriter(clone_from=reader).write(target)
    except MemoryError:
        raise
    except Exception as error:  # a library's own, on a file that is not quite right
        raise DocumentError(
            source,
            f"its encryption could not be taken off ({type(error).__name__})",
            "Save it without a password from a PDF viewer, and add that.",
        ) from error
    return target.getvalue()
