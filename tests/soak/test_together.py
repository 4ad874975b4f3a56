"""Readers and writers at once, in several processes: no error, and no answer of two versions."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import busy
import pytest

from pincite.assistant import Assistant
from pincite_ingest.errors import CitationError

BUSY = Path(__file__).parent / "busy.py"
VERSION = re.compile(r"\w*doc\d+v\d+x")
READERS = 8

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@contextmanager
def writing(library: Path, seed: int, prefix: str = "") -> Iterator[list[str]]:
    """A busy writer beside; what it told is in the list once it has been stopped."""
    command = [sys.executable, str(BUSY), str(library), str(seed), prefix]
    told: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        reader = threading.Thread(target=lambda: told.extend(writer.stdout or ()))
        reader.start()
        try:
            while not told and writer.poll() is None:
                time.sleep(0.05)
            yield told
            assert writer.poll() is None, "the writer ended by itself"
        finally:
            writer.terminate()
            reader.join()
            errors = writer.stderr.read() if writer.stderr else ""
    assert errors == ""


def test_readers_beside_a_writer_get_whole_answers(tmp_path: Path, seconds: float) -> None:
    library = tmp_path / "library"
    assistant = busy.assistant(library)
    answers, errors = [0] * READERS, []

    def ask(reader: int, until: float) -> None:
        try:
            while time.monotonic() < until:
                asked = f"How deep was the harbour of doc{reader % busy.NAMES} dredged by gang 2?"
                read_one(assistant, asked)
                answers[reader] += 1
        except Exception as error:
            errors.append(error)

    with writing(library, 1) as told:
        until = time.monotonic() + seconds
        readers = [threading.Thread(target=ask, args=(at, until)) for at in range(READERS)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert errors == []
    assert min(answers) > 0
    assert assistant.verify() == []
    assistant.close()
    changes = told.count("done\n")
    print(f"\n{sum(answers)} answers by {READERS} readers beside {changes} changes: no error")


def read_one(assistant: Assistant, question: str) -> None:
    """Ask, and hold every passage and quote against what it may be."""
    answer, hits = assistant.explore(question)
    for hit in hits:
        assert len(set(VERSION.findall(hit.text))) <= 1, hit.text
    for citation in answer.citations:
        for quote in citation.quotes:
            start = quote.start - citation.hit.start
            assert citation.hit.text[start : start + len(quote.text)] == quote.text
        with contextlib.suppress(CitationError):  # replaced or removed since the answer was given
            assert assistant.show(citation.hit.id).hit.text == citation.hit.text


def test_two_writers_take_turns(tmp_path: Path, seconds: float) -> None:
    library = tmp_path / "library"
    busy.assistant(library).close()
    with writing(library, 1, "a") as first, writing(library, 2, "b") as second:
        until = time.monotonic() + 60  # on a busy machine, one may wait for a while
        time.sleep(seconds / 4)
        while not all("done\n" in told for told in (first, second)) and time.monotonic() < until:
            time.sleep(0.1)
    assert min(told.count("done\n") for told in (first, second)) > 0
    with busy.assistant(library) as assistant:
        assert assistant.verify() == []
        for info in assistant.documents():
            assert len(set(VERSION.findall(assistant.document(info.id).text))) == 1
