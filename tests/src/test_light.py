"""Importing Pincite costs next to nothing, and opening a library loads no more than it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOTS = [str(Path(root).resolve()) for root in ("src", "index", "ingest")]
HEAVY = "torch transformers sentence_transformers gradio faiss onnxruntime fastapi numpy pypdfium2"
PROGRAM = f"""
import sys
import pincite
dir(pincite)
print([name for name in {HEAVY.split()!r} if name in sys.modules])
pincite.Answer, pincite.Verdict, pincite.PinciteError
print([name for name in {HEAVY.split()!r} if name in sys.modules])
"""


def test_the_import_brings_in_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[]\n[]\n", done.stderr
