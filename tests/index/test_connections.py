"""Closing a library in use: no use begins, those under way end, and nothing is torn away."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_store import FRUIT, METAL, disk, entry, found

from pincite_index.storage import connections
from pincite_index.storage import disk as disk_module
from pincite_index.storage.disk import DiskStore
from pincite_ingest.errors import LibraryError

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
ASKING = """
import sys, threading, time
from pathlib import Path
from encoders import HashEncoder
from test_store import FRUIT, METAL, disk, entry
from pincite import Settings
from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite_ingest.errors import LibraryError

store = disk(Path(sys.argv[1]))
store.put(entry((FRUIT + METAL) * 30, "both.txt"))
assistant = Assistant(store, Models(HashEncoder()), Settings(threshold=0.0))
answers, told = [], []

def ask():
    try:
        while True:
            answers.append(assistant.ask("Does gold rust in the rain?"))
    except LibraryError as error:
        told.append(str(error))

threads = [threading.Thread(target=ask) for _ in range(3)]
for thread in threads:
    thread.start()
while len(answers) < 3:
    time.sleep(0.01)
time.sleep(float(sys.argv[2]))
assistant.close()
for thread in threads:
    thread.join(20)
assert len(told) == 3 and all("was closed" in one for one in told), told
assert not any(thread.is_alive() for thread in threads)
"""


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.0, 0.003, 0.017, 0.05])
def test_closing_while_threads_ask_ends_in_a_sentence_for_each(tmp_path: Path, wait: float) -> None:
    roots = [str(Path(root).resolve()) for root in ("tests/index", "ingest", "index", "src")]
    process = subprocess.run(
        [sys.executable, "-c", ASKING, str(tmp_path / "library"), str(wait)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(roots)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (process.returncode, process.stderr) == (0, "")


def beside(store: DiskStore, work: Callable[[threading.Event], None]) -> tuple[float, list[str]]:
    """Close a store while another thread works with it: how long that took, what was told."""
    begun, told = threading.Event(), list[str]()

    def run() -> None:
        try:
            work(begun)
        except LibraryError as error:
            told.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    begun.wait(10)
    start = time.monotonic()
    store.close()
    took = time.monotonic() - start
    thread.join(10)
    assert not thread.is_alive()
    return took, told


def test_a_query_that_never_ends_is_ended(tmp_path: Path) -> None:
    store = disk(tmp_path)

    def count(begun: threading.Event) -> None:
        with store.snapshot() as view:
            begun.set()
            view.connection.execute(ENDLESS).fetchone()

    took, told = beside(store, count)
    assert took < connections.CLOSING_SECONDS / 2
    assert ["was closed while it was read" in one for one in told] == [True]


def test_what_is_written_is_waited_for(tmp_path: Path) -> None:
    store = disk(tmp_path)

    def write(begun: threading.Event) -> None:
        with store._write() as connection:
            connection.execute("INSERT INTO meta VALUES ('late', '1')")
            begun.set()
            time.sleep(0.3)

    took, told = beside(store, write)
    assert told == []
    assert took > 0.2
    again = disk(tmp_path)
    with again.snapshot() as view:
        late = view.connection.execute("SELECT value FROM meta WHERE key = 'late'").fetchone()
    assert late == ("1",)
    again.close()


def test_who_does_not_end_is_left_to_close_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "CLOSING_SECONDS", 0.1)
    store = disk(tmp_path)
    store.put(entry(FRUIT, "fruit.txt"))
    seen: list[int] = []

    def linger(begun: threading.Event) -> None:
        with store.snapshot() as view:
            begun.set()
            time.sleep(0.5)
            seen.append(len(view.documents()))

    took, told = beside(store, linger)
    assert took < 0.4
    assert (seen, told) == ([1], [])
    assert not list(tmp_path.glob("catalog.sqlite-*"))  # the last one to be closed takes them along


def test_nobody_begins_anew_once_it_is_closed(tmp_path: Path) -> None:
    store = disk(tmp_path)
    store.put(entry(FRUIT, "fruit.txt"))
    store.close()
    store.close()
    for use in (
        lambda: found(store, "apples"),
        lambda: store.put(entry(METAL, "metal.txt")),
        store.verify,
    ):
        with pytest.raises(LibraryError, match="was closed; open it again"):
            use()
    assert not list(tmp_path.glob("catalog.sqlite-*"))


@pytest.mark.parametrize("lost", [True, False])
def test_a_store_that_is_refused_leaves_nothing_open(
    tmp_path: Path, lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk(tmp_path).close()
    made: list[connections.Connections] = []

    def noted(path: Path) -> connections.Connections:
        made.append(connections.Connections(path))
        return made[0]

    if lost:
        (tmp_path / "catalog.sqlite").unlink()
        (tmp_path / "originals" / "kept").write_bytes(b"a document")
    monkeypatch.setattr(disk_module, "Connections", noted)
    with pytest.raises(LibraryError, match="lost its catalog" if lost else "made with the encoder"):
        DiskStore(tmp_path, fingerprint="another/64/1", dimension=64)
    with pytest.raises(LibraryError, match="was closed"), made[0].use():
        pass
    assert not list(tmp_path.glob("catalog.sqlite-*"))


def test_a_log_on_a_disk_that_is_only_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = disk(tmp_path)
    store.put(entry(FRUIT, "fruit.txt"))
    monkeypatch.setattr(connections, "_read_only", lambda _: True)
    assert (tmp_path / "catalog.sqlite-wal").stat().st_size
    with pytest.raises(LibraryError, match="copy the whole folder"):
        disk(tmp_path)
    store.close()
    again = disk(tmp_path)
    with again.snapshot() as view:
        assert [info.source for info in view.documents()] == ["fruit.txt"]
    again.close()
