"""Decodes text files: by byte order mark, then as UTF-8, then as Windows-1252."""

from __future__ import annotations

import codecs

from pincite_ingest.errors import DocumentError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    """The text, with warnings about how it was decoded. Line ends stay as they are.

    >>> decode("naïve".encode("utf-8-sig"), "a.txt")
    ('naïve', ())
    >>> decode("naïve".encode("cp1252"), "a.txt")[1]
    ('It is not UTF-8; it was read as Windows-1252 text.',)
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return _checked(data[len(mark) :].decode(encoding), source), ()
            except UnicodeDecodeError as error:
                raise _broken(source, encoding) from error
    try:
        return _checked(data.decode("utf-8"), source), ()
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise _binary(source)
    text, lost = _repaired(data)
    if lost:
        warning = (
            f"Its UTF-8 is damaged; what is lost was read as \N{REPLACEMENT CHARACTER} ({lost:,})."
        )
        return _checked(text, source), (warning,)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _broken(source, "UTF-8") from error
    if _foreign(data) > _MOST_FOREIGN:
        raise _broken(source, "UTF-8")
    return _checked(text, source), ("It is not UTF-8; it was read as Windows-1252 text.",)


def _repaired(data: bytes) -> tuple[str, int]:
    """Damaged UTF-8 text, and how many characters it lost; 0 if the text is not UTF-8 at all.

    In text of another encoding, almost no bytes beyond ASCII form valid UTF-8 by chance.
    """
    text = data.decode("utf-8", "replace")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    kept = len(text) - len(text.encode("ascii", "ignore")) - lost
    return text, lost if kept > lost else 0


_MOST_FOREIGN = 0.25
"""Share of bytes beyond ASCII. Western text has fewer; with more it is another code page."""


def _foreign(data: bytes) -> float:
    """The share of bytes beyond ASCII, not counting white space."""
    head = b"".join(data[:200_000].split())
    return sum(byte > 127 for byte in head) / max(len(head), 1)


def _checked(text: str, source: str) -> str:
    head = text[:100_000]
    odd = sum(character < " " and character not in "\t\n\r\f\v\x1b\x1a\x1c" for character in head)
    if "\x00" in text or odd > 0.01 * len(head):
        raise _binary(source)
    return text


def _binary(source: str) -> DocumentError:
    return DocumentError(
        source, "it is binary data, not text", "Add a PDF, text, Markdown or office document."
    )


def _broken(source: str, encoding: str) -> DocumentError:
    return DocumentError(
        source, f"its text is not valid {encoding}", "Save it as UTF-8 and add it again."
    )
