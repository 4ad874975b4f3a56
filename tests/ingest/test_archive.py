"""Archives that are refused."""

from __future__ import annotations

import pytest

from pincite_ingest.errors import DocumentError
from pincite_ingest.limits import Limits
from pincite_ingest.reader import read

from .conftest import archive


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": b"x" * 3_000_000}, "unpacks to more than"),
        ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "XML entities"),
        ({"xl/workbook.xml": b"<a/>"}, "Excel workbook"),
        ({"content.xml": b"<a/>"}, "OpenDocument"),
        ({"a.txt": b"words"}, "compressed archive"),
    ],
)
def test_archives_that_are_refused(parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(archive(parts), "a.docx", limits=Limits(max_bytes=1_000_000))


def test_a_torn_archive_is_a_sentence() -> None:
    data = archive({"word/document.xml": b"<a/>" * 500})
    with pytest.raises(DocumentError, match="damaged"):
        read(data[: len(data) // 2], "a.docx")
    broken = bytearray(data)
    broken[60:70] = b"\xff" * 10
    with pytest.raises(DocumentError, match="damaged"):
        read(bytes(broken), "a.docx")
