"""What tests share: stand-in models, libraries made once, and where the kept-aside data lies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("noisy", deadline=None)  # the machine may be busy; time is measured apart
settings.load_profile("noisy")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("index", "src", "benchmarks")]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the report, the benchmarks and the odd files; without it, a test skips."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder `shared` is not beside the project")
    return folder


@pytest.fixture(scope="session")
def report_library(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the report in it, made once by the real encoder."""
    import pincite

    folder = tmp_path_factory.mktemp("report") / "library"
    with pincite.open(folder) as assistant:
        assistant.add(shared / "corpus" / "report.pdf")
    return folder


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one short text in it, made once by the real encoder."""
    import pincite

    folder = tmp_path_factory.mktemp("small") / "library"
    text = b"The harbour was built by Ada Byrne in 1902. It silted up within ten years.\n"
    with pincite.open(folder) as assistant:
        assistant.add(text, name="harbour.txt")
    return folder
