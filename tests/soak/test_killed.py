"""A writer is killed at any moment: what was committed is whole, and nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import busy
import pytest

BUSY = Path(__file__).parent / "busy.py"
State = dict[str, int]
"""Which number of each document is in the library."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_a_writer_killed_at_any_moment_leaves_a_sound_library(tmp_path: Path, kills: int) -> None:
    rng = random.Random(20)  # noqa: S311
    library, state = tmp_path / "library", State()
    busy.assistant(library).close()
    changes = 0
    for kill in range(kills):
        told = killed_after(library, kill, rng.randrange(5), rng.random() / 5)
        states, done = allowed(state, told)
        changes += done
        found = numbers(library)
        assert found in states, (kill, state, told)
        state = found
        check(library, state)
    assert changes >= kills  # it was at work when it was killed
    print(f"\n{kills} kills while {changes} changes were made: every one sound")


def killed_after(library: Path, seed: int, changes: int, seconds: float) -> list[str]:
    """What a busy writer told until it was killed, some time after so many changes."""
    command = [sys.executable, str(BUSY), str(library), str(seed)]
    with subprocess.Popen(  # unbuffered: what is read ahead would be lost to communicate()
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        told = b"".join(writer.stdout.readline() for _ in range(2 * changes + 1))
        assert told, writer.stderr.read().decode()
        time.sleep(seconds)
        os.kill(writer.pid, signal.SIGKILL)
        rest, errors = writer.communicate()
    assert not errors, errors.decode()
    return (told + rest).decode().splitlines()


def allowed(state: State, told: list[str]) -> tuple[list[State], int]:
    """The states that the library may be in, and how many changes were done. The last change may
    have been done or not."""
    done, after = dict(state), dict(state)
    changes = 0
    for line in told:
        words = line.split()
        if words[0] == "done":
            done, changes = dict(after), changes + 1
        elif len(words) == 4 and words[1] == "put":
            after[words[2]] = int(words[3])
        elif len(words) == 4:
            after.pop(words[2])
    return [done, after], changes


def numbers(library: Path) -> State:
    found = State()
    with busy.assistant(library) as assistant:
        for info in assistant.documents():
            word = assistant.document(info.id).text.split()[1]
            found[info.source] = int(word.removeprefix(f"{info.source}v").removesuffix("x"))
    return found


def check(library: Path, state: State) -> None:
    """Sound, whole, each document answers, and nothing is left of those that are gone."""
    with busy.assistant(library) as assistant:
        assert assistant.verify() == []
        for info in assistant.documents():
            number = state[info.source]
            assert assistant.document(info.id).text == busy.text(info.source, number)
            word = busy.token(info.source, number)
            answer = assistant.ask(f"How deep was {word} dredged?", documents=[info.id])
            assert word in answer.citations[0].hit.text
            hit = answer.citations[0].hit
            assert assistant.show(hit.id).hit.text == hit.text
            assert any(word in hit.text for hit in assistant.search(word, 50))
        originals = {path.name for path in (library / "originals").iterdir()}
        assert len({name for name in originals if not name.startswith(".")}) == len(state)
