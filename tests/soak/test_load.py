"""Thirty-two users ask one server at once: all are answered, and its memory stays as it was."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOTS = [str(Path(root).resolve()) for root in ("src", "ingest", "index", "ui")]
USERS = 32
QUESTIONS = [
    "What is the briefing about?",
    "Which port is the deepest?",
    "How much did it cost?",
    "Who signed the agreement, and when?",
]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A real server with the bundled briefing: its address, and its process."""
    command = [sys.executable, "-m", "pincite_ui", "serve", "--port", "0", "--json"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(ROOTS)}
    with subprocess.Popen(
        [*command, "--library", str(tmp_path / "library")],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            told = "".join(iter(process.stdout.readline, "}\n")) + "}"
            yield json.loads(told)["url"], process.pid
        finally:
            process.terminate()


def ask(address: str, question: str) -> str:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(  # noqa: S310
        f"{address}/api/v1/ask", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310
        return str(json.load(reply)["status"])


def resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        pytest.skip("memory is read from /proc")
    return int(re.findall(r"VmRSS:\s+(\d+)", status.read_text())[0]) / 1024


def test_everybody_is_answered_and_memory_stays(
    server: tuple[str, int], load_seconds: float
) -> None:
    address, process = server
    times: list[float] = []
    errors: list[Exception] = []

    def visit(user: int, until: float) -> None:
        try:
            while time.monotonic() < until:
                begun = time.monotonic()
                assert ask(address, QUESTIONS[user % len(QUESTIONS)]) in ("answered", "abstained")
                times.append(time.monotonic() - begun)
        except Exception as error:
            errors.append(error)

    def everybody(seconds: float) -> None:
        until = time.monotonic() + seconds
        users = [threading.Thread(target=visit, args=(user, until)) for user in range(USERS)]
        for user in users:
            user.start()
        for user in users:
            user.join()

    everybody(load_seconds / 4)  # every thread's stack and cache is there after that
    before = resident_mb(process)
    times.clear()
    everybody(load_seconds)
    after = resident_mb(process)
    assert errors == []
    assert after - before < 64
    times.sort()
    median, p95 = times[len(times) // 2], times[int(0.95 * len(times))]
    print(f"\n{len(times)} answers to {USERS} users: median {median:.2f} s, p95 {p95:.2f} s")
    print(f"memory {before:.0f} MB before, {after:.0f} MB after")
