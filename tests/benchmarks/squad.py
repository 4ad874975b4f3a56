"""SQuAD 2.0: encyclopaedia articles, with half of the questions unanswerable.

    python tests/benchmarks/squad.py ../shared
    python tests/benchmarks/squad.py ../shared --set squad_clean --most 200 --library /tmp/squad

Each question is asked of its own article. Paragraph hit@1, over the answerable questions: most of
the first passage is in the paragraph that the question was written for.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drawing import add, draw, folder_for

import pincite
from pincite import Settings
from pincite.evaluation import Evaluation, Outcome, load

FIGURES = (
    "recall@1", "recall@5", "answer containment", "unanswerable refused", "answerable refused",
    "confidence AUROC", "median ms",
)  # fmt: skip
ROWS: dict[str, dict[str, Any]] = {
    "reranker off": {"reranker": "off"},
    "answerability off": {"answerability": "off"},
    "as it ships": {"reranker": "builtin"},
}
Paragraph = tuple[int, int]


class Paragraphs:
    """The paragraphs that the questions of a set were written for."""

    def __init__(self, file: Path) -> None:
        with file.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        self.gold: Mapping[str, Paragraph] = {one["id"]: tuple(one["paragraph"]) for one in rows}
        self.all: dict[str, set[Paragraph]] = {}
        for one in rows:
            self.all.setdefault(one["doc"], set()).add(tuple(one["paragraph"]))

    def hit(self, one: Outcome) -> bool:
        """Whether most of the first passage stands in the question's own paragraph."""
        if not one.hits or one.question.doc is None:
            return False
        first = one.hits[0]
        most = max(
            sorted(self.all[one.question.doc]),
            key=lambda span: min(span[1], first.end) - max(span[0], first.start),
        )
        return most == self.gold[one.question.id]


def row(name: str, evaluation: Evaluation, paragraphs: Paragraphs) -> str:
    answerable = [one for one in evaluation.outcomes if one.question.answerable]
    hits = sum(map(paragraphs.hit, answerable)) / max(1, len(answerable))
    figures = {figure.name: figure for figure in evaluation.figures}
    cells = [f"{hits:.3f}"]
    for wanted in FIGURES:
        value, bounds = figures[wanted].value, figures[wanted].interval
        places = 0 if wanted.endswith("ms") else 3
        around = "" if places == 0 or bounds is None else f" ({bounds[0]:.2f} to {bounds[1]:.2f})"
        cells.append(f"{value:.{places}f}{around}")
    asked = f"{len(evaluation.outcomes)} ({len(answerable)} answerable)"
    return f"| {name} | {asked} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with bench/squad_clean")
    parser.add_argument("--set", default="squad_clean", help="the folder under bench/")
    parser.add_argument("--most", type=int, default=10_000, help="questions asked, at the most")
    parser.add_argument("--library", type=Path, help="a folder that keeps the articles' index")
    options = parser.parse_args()
    data = options.shared / "bench" / options.set
    questions = draw(load(data / "questions.jsonl"), options.most)
    paragraphs = Paragraphs(data / "questions.jsonl")
    with folder_for(options.library) as folder:
        add(folder, sorted((data / "docs").glob("*")), Settings.from_environment())
        print(f"| {options.set} | questions | paragraph hit@1 | {' | '.join(FIGURES)} |")
        print("|---" * (len(FIGURES) + 3) + "|")
        for name, changed in ROWS.items():
            settings = Settings.from_environment(**changed)
            with pincite.open(folder, settings=settings) as assistant:
                print(row(name, assistant.evaluate(questions), paragraphs), flush=True)


if __name__ == "__main__":
    main()
