"""Adding several files: what is stored stays stored, and is not done twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from encoders import HashEncoder

from pincite import AddReport, Assistant, Settings
from pincite.answering.pipeline import Models
from pincite.progress import Progress
from pincite_index.models.encoder import Vectors
from pincite_index.storage.disk import DiskStore

FILES = [
    (f"file {number}.txt", f"Ship {number} sailed in {1900 + number}.\n".encode())
    for number in range(4)
]


class Counting(HashEncoder):
    """Counts the texts that it encodes, and breaks down at one of them when told to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.breaks_at = ""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.breaks_at and any(self.breaks_at in text for text in texts):
            raise KeyboardInterrupt
        self.texts += texts
        return super().encode(texts)


def assistant(folder: Path, encoder: Counting) -> Assistant:
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)
    return Assistant(store, Models(encoder), Settings())


@pytest.mark.slow
def test_adding_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    encoder = Counting()
    with assistant(tmp_path, encoder) as made:
        encoder.breaks_at = "Ship 2"
        with pytest.raises(KeyboardInterrupt):
            made.add_all(FILES)
        assert [info.source for info in made.documents()] == ["file 0.txt", "file 1.txt"]
        encoder.breaks_at, encoder.texts = "", []
        report = made.add_all(FILES)
        assert statuses(report) == ["unchanged", "unchanged", "added", "added"]
        assert not any("Ship 0" in text or "Ship 1" in text for text in encoder.texts)
        assert made.verify() == []


@pytest.mark.slow
def test_files_are_told_of_in_order_and_failures_stop_none(tmp_path: Path) -> None:
    told: list[Progress] = []
    files = [FILES[0], ("empty.txt", b""), tmp_path / "missing.txt", FILES[0], FILES[1]]
    with assistant(tmp_path / "library", Counting()) as made:
        report = made.add_all(files, progress=told.append)
    assert statuses(report) == ["added", "unchanged", "added"]
    assert len(report.failures) == 2
    assert [one.file for one in told] == sorted(one.file for one in told)
    assert all(one.seconds_left is None or one.seconds_left >= 0 for one in told)
    assert [one.seconds_left for one in told if one.stage == "index"][-1] == 0
    stages = dict.fromkeys(one.stage for one in told if one.file == 5)
    assert list(stages) == ["read", "embed", "index"]


def statuses(report: AddReport) -> list[str]:
    return [one.status for one in report.added]


def test_names_that_no_file_can_have_fail_alone(tmp_path: Path) -> None:
    """Word leaves "~$draft.docx" beside every file that is open."""
    good = tmp_path / "good.txt"
    good.write_text("Ship 7 sailed in 1907.\n")
    with assistant(tmp_path / "library", Counting()) as made:
        report = made.add_all(["~$draft.docx", "a\0b.txt", good])
        assert [one.document.source for one in report.added] == [str(good)]
        told = [str(failure) for failure in report.failures]
        assert ["~$draft.docx" in told[0], "a\N{REPLACEMENT CHARACTER}b.txt" in told[1]] == [
            True
        ] * 2


def test_a_file_named_like_another_is_not_taken_for_it(tmp_path: Path) -> None:
    with assistant(tmp_path, Counting()) as made:
        first = made.add(FILES[0][1], name=FILES[0][0]).document
        made.add(FILES[1][1], name=first.id)
        assert made.remove(first.id).source == FILES[0][0]
        assert made.add(FILES[0][1], name=FILES[0][0]).status == "added"
