"""The documentation against the tree: links, commands, files and verbs that it names exist."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from pincite_ui.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(ROOT.glob("docs/*.md")),
]
SOURCES = ("src", "ingest", "index", "ui", "tests")
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in SOURCES
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    for name in re.findall(r"`([\w./]+\.(?:py|json|txt|css|yaml))`", page.read_text("utf-8")):
        known = any(file == name or file.endswith(f"/{name}") for file in FILES)
        assert known or (ROOT / name).exists() or name in WRITTEN, name


WRITTEN = {"before.json", "after.json", "run.json"}
"""Files that the documented commands write."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_benchmark_that_is_named_exists(page: Path) -> None:
    for command in re.findall(r"python (tests/benchmarks/\S+\.py)", page.read_text("utf-8")):
        assert (ROOT / command).is_file(), command


def test_every_command_is_documented() -> None:
    usage = (ROOT / "docs" / "usage.md").read_text("utf-8")
    for verb in COMMANDS:
        assert f"pincite {verb}" in usage, verb


def test_the_architecture_names_every_package() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for top in ("src/pincite", "index/pincite_index", "ingest/pincite_ingest", "ui/pincite_ui"):
        for folder in (ROOT / top).iterdir():
            if (folder / "__init__.py").is_file():
                dotted = f"{Path(top).name}.{folder.name}"
                assert f"`{dotted}`" in text or f"`.{folder.name}`" in text, dotted


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) < 800


def test_question_sets_in_the_documentation_can_be_read(tmp_path: Path) -> None:
    from pincite.evaluation import load

    usage = (ROOT / "docs" / "usage.md").read_text("utf-8")
    (block,) = (
        block
        for block in re.findall(r"```json\n(.*?)```", usage, re.S)
        if '"question": "Who pays?", "answerable"' in block
    )
    path = tmp_path / "set.jsonl"
    path.write_text(block, "utf-8")
    assert len(load(path)) == len([json.loads(line) for line in block.splitlines()])


def test_the_version_is_written_once() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    for page in (ROOT / "README.md", ROOT / "ARCHITECTURE.md"):
        assert version not in page.read_text("utf-8")
