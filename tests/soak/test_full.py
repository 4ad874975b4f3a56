"""A disk that is full or read-only: one clear sentence, and the library as it was before."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import busy
import pytest

from pincite.assistant import Assistant
from pincite_ingest.errors import LibraryError

pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs rights that this user has not")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_leaves_the_library_as_it_was(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(500_000))
    with busy.assistant(small_disk / "library") as assistant:
        assistant.add(busy.text("doc1", 1).encode(), name="doc1")
        with pytest.raises(LibraryError, match=r"full|No space left"):
            fill(assistant)
        there = assistant.documents()
        assert there
        answer = assistant.ask(f"How deep was the {busy.token('doc1', 1)} harbour dredged?")
        assert busy.token("doc1", 1) in answer.citations[0].hit.text
        for info in there:
            assert assistant.document(info.id).text
        ballast.unlink()
        assistant.remove(there[-1].id)
        assert len(assistant.documents()) == len(there) - 1
        assert [one for one in assistant.verify() if "vector cache" not in one] == []


def fill(assistant: Assistant) -> None:
    for number in range(1000):
        assistant.add(busy.text(f"more{number}", 1).encode() * 9, name=f"more{number}")


def test_a_library_on_a_full_disk_is_read_or_the_disk_is_blamed(small_disk: Path) -> None:
    """SQLite needs a little room beside the catalog even to read: without it that is said."""
    library = small_disk / "library"
    with busy.assistant(library) as assistant:
        assistant.add(busy.text("doc1", 1).encode(), name="doc1")
    fill_up(small_disk / "ballast")
    told = "doc1"
    try:
        with busy.assistant(library) as assistant:
            assert [info.source for info in assistant.documents()] == [told]
    except LibraryError as error:
        told = str(error)
    assert told == "doc1" or told.startswith("The disk is full")
    (small_disk / "ballast").unlink()
    with busy.assistant(library) as assistant:
        assert assistant.verify() == []


def test_a_library_on_a_read_only_disk_is_asked_and_verified_but_not_changed(
    small_disk: Path,
) -> None:
    library = small_disk / "library"
    with busy.assistant(library) as assistant:
        assistant.add(busy.text("doc1", 1).encode(), name="doc1")
    remount(small_disk, "ro")
    try:
        with busy.assistant(library) as assistant:
            answer = assistant.ask(f"How deep was the {busy.token('doc1', 1)} harbour dredged?")
            assert busy.token("doc1", 1) in answer.citations[0].hit.text
            assert assistant.verify() == []
            with pytest.raises(LibraryError, match="cannot be written to"):
                assistant.add(busy.text("doc2", 1).encode(), name="doc2")
            with pytest.raises(LibraryError, match="cannot be written to"):
                assistant.remove("doc1")
    finally:
        remount(small_disk, "rw")


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1024)):
            pass
