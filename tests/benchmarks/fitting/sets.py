"""The question sets that weights are fitted on, and the files that they ask about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import written
from drawing import draw

from pincite import sample

HERE = Path(__file__).parents[1]
OFF_TOPIC = HERE / "off_topic.txt"
OURS = {"filings": HERE / "documents/filings.jsonl", "mixed": HERE / "documents/mixed.jsonl"}


@dataclass(frozen=True, slots=True)
class FitSet:
    """Documents and the questions about them."""

    documents: tuple[Path, ...]
    questions: tuple[Mapping[str, Any], ...]
    """JSON objects as in a question set; evidence may name ``index``, the 1-based PDF index."""


def every(shared: Path, most: int) -> dict[str, FitSet]:
    """The fit sets by name."""
    bench = shared / "bench"
    found = {
        "briefing": FitSet((sample.PDF,), _questions(sample.QUESTIONS, most)),
        "written": FitSet(tuple(written.DOCUMENTS), _questions(written.QUESTIONS, most)),
        "squad_clean": FitSet(
            tuple(sorted((bench / "squad_clean" / "docs").iterdir())),
            _questions(bench / "squad_clean" / "questions.jsonl", most),
        ),
        "chroma": FitSet(
            tuple(sorted((bench / "chroma" / "corpora").iterdir())),
            _questions(bench / "chroma" / "questions.jsonl", most),
        ),
    }
    for name, path in OURS.items():
        if path.is_file():
            rows = tuple(json.loads(line) for line in path.read_text("utf-8").splitlines())
            found[name] = FitSet(tuple(_files(bench, rows)), rows)
    return found


def report(shared: Path) -> FitSet:
    """The report and its questions: nothing is fitted on them."""
    rows = _questions(shared / "questions" / "report_dev.jsonl", 1000)
    return FitSet((shared / "corpus" / "report.pdf",), rows)


def files(shared: Path) -> list[str]:
    """The files of the kept sets that questions were written about for fitting."""
    rows = [row for name in OURS for row in every(shared, 1)[name].questions if name]
    return sorted({f"{row['set']}/{Path(row['doc']).name}" for row in rows})


def path_of(bench: Path, row: Mapping[str, Any]) -> Path:
    """The file that one of our questions is about."""
    folder = {"financebench": "financebench/pdfs", "mmlongbench": "mmlongbench/pdfs"}
    return bench / folder.get(row["set"], row["set"]) / Path(row["doc"]).name


def _files(bench: Path, rows: Sequence[Mapping[str, Any]]) -> list[Path]:
    return sorted({path_of(bench, row) for row in rows})


def _questions(path: Path, most: int) -> tuple[Mapping[str, Any], ...]:
    return tuple(draw([json.loads(line) for line in path.read_text("utf-8").splitlines()], most))
