"""A disk that is full: one clear sentence, and the library as it was before."""

from __future__ import annotations

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
