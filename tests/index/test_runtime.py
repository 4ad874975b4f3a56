"""Runs side by side, also in a process that was forked from one that had its threads."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from pincite_index import runtime


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_has_threads_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "CORES", 2)
    words = ["a", "bc", "def"] * 10

    def count() -> None:
        assert runtime.side_by_side(len, words) == [1, 2, 3] * 10

    count()
    process = multiprocessing.get_context("fork").Process(target=count)
    process.start()
    process.join(30)
    if process.is_alive():
        process.kill()
    assert process.exitcode == 0
