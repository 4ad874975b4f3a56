"""Books: chapters in the order of the spine."""

from __future__ import annotations

from pincite_ingest.reader import read

from .conftest import archive, block_texts


def test_epub() -> None:
    chapter = (
        b"<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>One</h1><p>Words.</p></body></html>"
    )
    data = archive(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<?xml version="1.0"?><container version="1.0" xmlns="urn:'
            b'oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="'
            b'c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "c.opf": b'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version='
            b'"3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book'
            b'</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application'
            b'/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "a.xhtml": chapter,
        }
    )
    document = read(data, "a.epub")
    assert document.title == "A book"
    assert document.metadata == {"title": "A book"}
    assert block_texts(document, "paragraph") == ["Words."]
