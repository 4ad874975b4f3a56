"""EPUB: a book's chapters are HTML pages in an archive, in the order of its spine."""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from pincite_ingest.document import Document
from pincite_ingest.formats.archive import damaged
from pincite_ingest.formats.composition import Composition
from pincite_ingest.formats.html import add_html, parse
from pincite_ingest.limits import Limits

MEDIA_TYPE = "application/epub+zip"
_METADATA = ("title", "creator", "date", "publisher", "language")


def read_epub(data: bytes, source: str, id: str, limits: Limits) -> Document:
    """A book as a document without pages. Its contents page is left out."""
    composition = Composition()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            container = _xml(archive.read("META-INF/container.xml"))
            path = str(container.find("rootfile")["full-path"])  # type: ignore[index]
            package = _xml(archive.read(path))
            for chapter in _chapters(package, posixpath.dirname(path)):
                if chapter in archive.namelist():
                    add_html(composition, parse(archive.read(chapter)))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(source) from error
    metadata = {
        "author" if name == "creator" else name: " ".join(element.get_text().split())
        for name in _METADATA
        if isinstance(element := package.find(name), Tag)
    }
    title = metadata.get("title", "")
    return composition.document(source, id, MEDIA_TYPE, limits, title=title, metadata=metadata)


def _xml(data: bytes) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BeautifulSoup(data, "xml")


def _chapters(package: BeautifulSoup, folder: str) -> list[str]:
    """The paths of the chapters within the archive, in reading order."""
    pages = {
        str(item["id"]): posixpath.normpath(posixpath.join(folder, unquote(str(item["href"]))))
        for item in package.find_all("item")
        if "nav" not in str(item.get("properties", "")).split()
    }
    order = [str(item["idref"]) for item in package.find_all("itemref")]
    return [pages[name] for name in order if name in pages]
