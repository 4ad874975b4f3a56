"""An encrypted PDF without its encryption, so that its pages can be shown later."""

from __future__ import annotations

import io


def unlocked(data: bytes, password: str) -> bytes:
    """The same PDF in the clear; the data itself where it is not encrypted or no PDF.

    The library keeps the text in the clear anyway, and this way it need not keep the password.
    """
    if b"%PDF-" not in data[:1024]:
        return data
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(data))
    if not reader.is_encrypted or not reader.decrypt(password):
        return data
    target = io.BytesIO()
    PdfWriter(clone_from=reader).write(target)
    return target.getvalue()
