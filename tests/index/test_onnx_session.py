"""Runs side by side, also in a process that was forked from one that had its threads."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from pincite_index.models import onnx_session
from pincite_ingest.errors import LibraryError


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_has_threads_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_session, "CORES", 2)
    words = ["a", "bc", "def"] * 10

    def count() -> None:
        assert onnx_session.side_by_side(len, words) == [1, 2, 3] * 10

    count()
    process = multiprocessing.get_context("fork").Process(target=count)
    process.start()
    process.join(30)
    if process.is_alive():
        process.kill()
    assert process.exitcode == 0


@pytest.mark.parametrize("there", [True, False])
def test_a_model_file_that_cannot_be_loaded_is_said_with_its_advice(
    tmp_path: Path, there: bool
) -> None:
    if there:
        (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(LibraryError, match=r"model\.onnx cannot be loaded; reinstall"):
        onnx_session.open_session(tmp_path / "model.onnx", advice="reinstall")
