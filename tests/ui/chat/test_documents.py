"""The list of documents and the addition of files, as the page shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from pincite import Added, Assistant, DocumentInfo, Progress
from pincite_ingest.errors import DocumentError, NoSuchDocumentError, PasswordError
from pincite_ui.api.documents import find_document
from pincite_ui.chat.events import adding
from pincite_ui.chat.views import document_list
from pincite_ui.http.problems import RequestError


def info(name: str = "A report", **changes: Any) -> DocumentInfo:
    facts: dict[str, Any] = {
        "id": "ab" * 16,
        "title": name,
        "source": f"/home/somebody/{name}.pdf",
        "media_type": "application/pdf",
        "pages": 12,
        "passages": 30,
        "characters": 9000,
        "warnings": ("Page 4 has no text (an image?)",),
        "added": "2025-01-31T00:00:00+00:00",
    }
    return DocumentInfo(**{**facts, **changes})


class Library:
    """Takes what is given to it, after two steps; ``locked`` and ``bad`` files it refuses."""

    def add(self, source: bytes, *, name: str, password: str | None, progress: Any) -> Added:
        if b"bad" in source:
            raise DocumentError(name, "it is broken", "Give another file.")
        if b"locked" in source and password is None:
            raise PasswordError(name, "it is encrypted", "Give its password.")
        for done in (1, 2):
            progress(Progress(name, "embed", done, 2))
        return Added(info(name), "added")


class Long:
    """Holds one document, and is not to be asked how long its texts are."""

    def document_info(self, id: str) -> DocumentInfo:
        if id not in ("ab" * 16, "abababab", "a.pdf"):
            raise NoSuchDocumentError(id)
        return info()


@pytest.mark.parametrize("id", ["ab" * 16, "abababab", "a.pdf", "cd" * 16])
def test_over_http_a_document_has_its_whole_id(id: str) -> None:
    if id == "ab" * 16:
        assert find_document(cast(Assistant, Long()), id) == info()
    else:
        with pytest.raises(RequestError, match=f"no document {id}"):
            find_document(cast(Assistant, Long()), id)


def files(folder: Path, **words: str) -> list[str]:
    paths = []
    for name, content in words.items():
        path = folder / f"{name}.pdf"
        path.write_text(content)
        paths.append(str(path))
    return paths


def test_a_row_says_what_a_document_holds() -> None:
    row = document_list.render([info()])
    assert "12 pages, 30 passages · A report.pdf" in row
    assert "Page 4 has no text (an image?)" in row
    assert "/home/somebody" not in row
    assert " checked" in row
    assert " checked" not in document_list.render([info()], left_out=("ab" * 16,))


@pytest.mark.parametrize(
    ("documents", "says"),
    [
        ([], "There are no documents yet"),
        ([info()], "Open: A report, 12 pages."),
        ([info(pages=0)], "Open: A report, 9,000 characters."),
        ([info(), info()], "Open: 2 documents, 24 pages."),
    ],
)
def test_the_welcome_says_what_is_open(documents: list[DocumentInfo], says: str) -> None:
    assert says in document_list.status(documents)


@pytest.mark.parametrize(
    ("progress", "seconds", "says"),
    [
        (Progress("a.pdf", "read", 2, 10), 0.5, ["Reading 2 of 10", 'value="3"']),
        (Progress("a.pdf", "read", 0, 0), 0.5, ["Reading", 'value="0"']),
        (
            Progress("a.pdf", "embed", 50, 100),
            11.0,
            ["Embedding 50 of 100", "about 9 seconds left"],
        ),
        (Progress("a.pdf", "embed", 10, 100), 60.0, ["about 3 minutes left"]),
        (Progress("a.pdf", "index", 1, 1), 5.0, ["Indexing 1 of 1<", 'value="100"']),
    ],
)
def test_progress_tells_the_stage_and_the_time_left(
    progress: Progress, seconds: float, says: list[str]
) -> None:
    shown = document_list.progress(progress, "a.pdf", 1, 3, seconds)
    assert "File 1 of 3: a.pdf" in shown
    for words in says:
        assert words in shown


def test_a_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    paths = files(tmp_path, one="good", two="bad", three="locked", four="good")
    steps = list(adding.add(cast(Assistant, Library()), paths, None))
    last = steps[-1]
    assert last.finished
    assert not any(step.finished for step in steps[:-1])
    assert last.html.count('class="done"') == 2
    assert "two.pdf could not be read: it is broken. Give another file." in last.html
    assert last.locked == (paths[2],)


def test_uploaded_copies_are_deleted_unless_they_want_a_password(tmp_path: Path) -> None:
    paths = files(tmp_path, one="good", two="bad", three="locked")
    list(adding.add(cast(Assistant, Library()), paths, None))
    assert [path.name for path in tmp_path.iterdir()] == ["three.pdf"]
    steps = list(adding.add(cast(Assistant, Library()), paths[2:], "sesame"))
    assert steps[-1].locked == ()
    assert list(tmp_path.iterdir()) == []
