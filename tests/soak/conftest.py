"""``make soak`` sets SOAK and runs these for long; `make test` runs each for some seconds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
SOAK = bool(os.environ.get("SOAK"))


@pytest.fixture
def kills() -> int:
    """How often the writer is killed."""
    return 200 if SOAK else 6


@pytest.fixture
def seconds() -> float:
    """How long readers and writers work side by side."""
    return 120.0 if SOAK else 4.0


@pytest.fixture
def load_seconds() -> float:
    """How long the server is asked by everybody."""
    return 60.0 if SOAK else 4.0
