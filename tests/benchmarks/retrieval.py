"""Retrieval and answers on each question set, and what each stage adds, as Markdown tables.

    python tests/benchmarks/retrieval.py ../shared                  # every set, as it ships
    python tests/benchmarks/retrieval.py ../shared --ablation report briefing
    python tests/benchmarks/retrieval.py ../shared --packing report briefing

Each set gets its own library in a temporary folder. Figures that only Chroma's study, SQuAD and
SciFact have are printed by ``chroma.py``, ``squad.py`` and ``scifact.py``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import articles
import written
from drawing import draw

import pincite
from pincite import Settings, sample
from pincite.evaluation import Evaluation, Question, load
from pincite_ingest.chunking.passages import Packing

COLUMNS = (
    "recall@1",
    "recall@5",
    "all evidence recall@5",
    "MRR",
    "all evidence within 300 words",
    "character recall@5",
    "character IoU@5",
    "answer containment",
    "word F1 of quotes",
    "unanswerable refused",
    "answerable refused",
    "confidence AUROC",
    "wrong pages",
    "median ms",
    "p95 ms",
)
ABLATION: dict[str, dict[str, Any]] = {
    "as it ships": {},
    "answerability off": {"answerability": "off"},
    "reranker off": {"reranker": "off"},
}  # fmt: skip
PACKING: dict[str, dict[str, Any]] = {
    f"{tokens} / {overlap} / {paragraph or 'never'}": {
        "packing": Packing(tokens, overlap, paragraph or tokens + 1)
    }
    for tokens, overlap, paragraph in (
        (100, 50, 50), (128, 64, None), (128, 64, 48), (128, 64, 64), (128, 64, 96),
        (144, 72, 64), (160, 80, 64), (200, 100, 100),
    )
}  # fmt: skip
"""Most tokens, overlap, and the tokens from which a passage may end with its paragraph."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents and the questions about them."""

    documents: tuple[Path, ...]
    questions: Path
    most: int
    """The most questions to ask, drawn with a fixed seed."""
    everywhere: bool = False
    """Whether a question that names its document is asked of all of them."""


def sets(shared: Path, most: int) -> dict[str, QuestionSet]:
    """All sets that there is data for."""
    bench = shared / "bench"
    found = {
        "briefing": QuestionSet((sample.PDF,), sample.QUESTIONS, most),
        "report": QuestionSet(
            (shared / "corpus" / "report.pdf",), shared / "questions" / "report_dev.jsonl", most
        ),
    }
    for name, folder in (("squad_clean", "docs"), ("chroma", "corpora")):
        documents = tuple(sorted((bench / name / folder).glob("*")))
        one_index = name == "chroma"
        found[name] = QuestionSet(documents, bench / name / "questions.jsonl", most, one_index)
    for name, ours in (("written", written), ("articles", articles)):
        found[name] = QuestionSet(ours.DOCUMENTS, ours.QUESTIONS, most)
    return {name: one for name, one in found.items() if one.questions.is_file()}


def questions(one: QuestionSet) -> Sequence[Question]:
    return draw(load(one.questions), one.most)


def run(one: QuestionSet, folder: Path, settings: Settings) -> Evaluation:
    with pincite.open(folder, settings=settings) as assistant:
        assistant.add_all(one.documents)
        return assistant.evaluate(questions(one), everywhere=one.everywhere)


def row(name: str, evaluation: Evaluation) -> str:
    cells = []
    for column in COLUMNS:
        value = evaluation[column]
        whole = column.endswith("ms") or column == "wrong pages"
        cells.append(f"{value:.0f}" if whole else f"{value:.3f}")
    return f"| {name} | {len(evaluation.outcomes)} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with the question sets")
    parser.add_argument("names", nargs="*", help="sets to run; all by default")
    parser.add_argument("--ablation", action="store_true", help="switch the stages off in turn")
    parser.add_argument("--packing", action="store_true", help="pack passages in other ways")
    parser.add_argument("--most", type=int, default=400, help="questions a set, at the most")
    options = parser.parse_intermixed_args()
    every = sets(options.shared, options.most)
    stages: dict[str, dict[str, Any]] = {"": {}}
    if options.ablation or options.packing:
        stages = ABLATION if options.ablation else PACKING
    print("| set | questions | " + " | ".join(COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 2) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.names or every:
            for stage, changed in stages.items():
                settings = replace(Settings.from_environment(), **changed)
                library = Path(folder) / f"{name} {stage if options.packing else ''}".strip()
                found = run(every[name], library, settings)
                print(row(f"{name} {stage}".strip(), found), flush=True)


if __name__ == "__main__":
    main()
