"""Encodings, formats, limits, and what is refused."""

from __future__ import annotations

import pytest

from pincite_ingest.errors import DocumentError, UsageError
from pincite_ingest.limits import Limits
from pincite_ingest.reader import read


def test_damaged_utf8_keeps_the_intact_part() -> None:
    document = read("Ça s’est passé à Köln".encode() + b" \xe9t\xe9.", "a.txt")
    assert document.text == "Ça s’est passé à Köln �t�."
    assert document.warnings == ("Its UTF-8 is damaged; what is lost was read as � (2).",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    document = read("Naïve café.".encode(encoding), "a.txt")
    assert document.text == "Naïve café."
    assert bool(document.warnings) is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "it is empty"),
        (b" \n\t\n", "a.txt", "white space"),
        (b"plain words", "a.pdf", "not a PDF"),
        (b"ab\x00\x01\x02\xff" * 50, "a.txt", "binary data"),
        (b"\xff\xfe\x00\xd8", "a.txt", "not valid utf-16-le"),
        ("Торговля растёт с каждым годом.".encode("cp1251"), "a.txt", "not valid UTF-8"),
        ("中国的贸易投资增长很快。".encode("gb18030"), "a.txt", "not valid UTF-8"),
        (b"%PDF-1.7\nrubbish", "a.pdf", "not a whole PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a.png", "image"),
        (b"{\\rtf1 words}", "a.rtf", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.doc", "old Office"),
        (b"\x1f\x8b\x08" + b"\x00" * 40, "a.gz", "archive"),
    ],
)
def test_refusals_are_one_sentence(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read(data, name)
    assert str(caught.value).startswith(f"{name} could not be read: ")
    assert "\n" not in str(caught.value)
    assert caught.value.advice.endswith(".")


def test_limits() -> None:
    for limits in (Limits(max_bytes=5), Limits(max_characters=5)):
        with pytest.raises(DocumentError, match="the limit is 5"):
            read(b"Some words.", "a.txt", limits=limits)
    with pytest.raises(UsageError, match="max_pages must be positive"):
        Limits(max_pages=0)
    assert len(read(b"Words.\f" * 5, "a.txt", limits=Limits(max_pages=5)).pages) == 5
    with pytest.raises(DocumentError, match="6 pages and the limit is 5"):
        read(b"Words.\f" * 6, "a.txt", limits=Limits(max_pages=5))


@pytest.mark.parametrize("suffix", [".md", ".txt", ".rst", ".html"])
def test_text_may_mention_the_header_of_a_pdf(suffix: str) -> None:
    text = "A PDF opens with %PDF-1.7, a PNG with 89 50."
    assert read(text.encode(), "signatures" + suffix).text.strip() == text


def test_content_decides_that_a_file_is_a_pdf() -> None:
    with pytest.raises(DocumentError, match="not a whole PDF"):
        read(b"%PDF-1.4 cut off", "a.txt")
    with pytest.raises(DocumentError, match="not a whole PDF"):
        read(b"HTTP/1.1 200 OK\n\n%PDF-1.4 cut off", "a.pdf")
