"""Fit confidence: print the weights that ``pincite/confidence.py`` holds, and what they tell apart.

    python tests/benchmarks/confidence.py ../shared [--most 360]

Fitted on the briefing, on squad_clean (each question asked of its own article), and on questions of
squad_clean asked of the briefing, which cannot answer them. Each of the three weighs the same, and
in each the answerable questions weigh the same as the others.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.stats import mannwhitneyu

import pincite
from pincite import briefing
from pincite.answering import find, signals
from pincite.assistant import Assistant
from pincite.evaluation import Question, load
from pincite.followup import stand_alone
from pincite.timing import Clock

RIDGE = 0.002
"""Penalty on the squares of the weights."""
OFF_TOPIC = 70
"""Questions asked of a document about something else."""
K = 5


def observe(assistant: Assistant, questions: Sequence[Question]) -> tuple[Any, Any]:
    """Signals [n, 5] and whether each question is answerable [n]."""
    sources = {info.source: info.id for info in assistant.documents()}
    rows = []
    for question in questions:
        asked = stand_alone(question.question, question.history)
        doc = question.doc
        documents = doc and [id for source, id in sources.items() if source.endswith(doc)]
        with assistant._store.snapshot() as view:
            found = find(
                view, asked, assistant._encoder, assistant._reranker, assistant.settings,
                k=K, documents=documents or None, clock=Clock(),
            )  # fmt: skip
            rows.append(astuple(signals(view, asked, found, K)))
    return np.array(rows), np.array([question.answerable for question in questions])


def fit(sets: Sequence[tuple[Any, Any]]) -> Any:
    """Bias and weights [6] of a logistic regression, by maximum likelihood with a ridge."""
    x = np.concatenate([one for one, _ in sets])
    y = np.concatenate([one for _, one in sets])
    share = np.concatenate([np.where(y, 0.5 / y.sum(), 0.5 / (~y).sum()) for _, y in sets])

    def loss(p: Any) -> float:
        odds = (x @ p[1:] + p[0]) * np.where(y, 1, -1)
        return float((share * np.logaddexp(0, -odds)).sum() + RIDGE * (p[1:] ** 2).sum())

    return minimize(loss, np.zeros(x.shape[1] + 1)).x


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with the question sets")
    parser.add_argument("--most", type=int, default=360, help="questions of squad_clean")
    options = parser.parse_args()
    squad = options.shared / "bench" / "squad_clean"
    every = load(squad / "questions.jsonl")
    random.Random(7).shuffle(every)  # noqa: S311 (a sample)
    strangers = [replace(one, doc=None, answerable=False) for one in every[-OFF_TOPIC:]]
    report = options.shared / "corpus" / "report.pdf"
    with tempfile.TemporaryDirectory() as folder:

        def asked(name: str, documents: Sequence[Path], questions: Sequence[Question]) -> Any:
            with pincite.open(Path(folder) / name) as assistant:
                assistant.add_all(documents)
                return observe(assistant, questions)

        own = asked("briefing", [briefing.PDF], load(briefing.QUESTIONS))
        other = asked("briefing", [briefing.PDF], strangers)
        crossed = tuple(
            np.concatenate([mine[own[1]], theirs]) for mine, theirs in zip(own, other, strict=True)
        )
        clean = asked("squad", sorted((squad / "docs").iterdir()), every[: options.most])
        held = asked("report", [report], load(options.shared / "questions" / "report_dev.jsonl"))
    p = fit([own, clean, crossed])
    print("BIAS =", round(float(p[0]), 2))
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in p[1:]))
    print("| set | AUROC | refused, falsely refused at 0.35 | 0.4 | 0.45 | 0.5 |")
    print("|---|---|---|---|---|---|")
    names = ("briefing", "squad_clean", "off topic", "report (not fitted on)")
    for name, (x, y) in zip(names, (own, clean, crossed, held), strict=True):
        sure = 1 / (1 + np.exp(-(x @ p[1:] + p[0])))
        area = mannwhitneyu(sure[y], sure[~y]).statistic / (y.sum() * (~y).sum())
        cells = [
            f"{np.mean(sure[~y] < t):.2f}, {np.mean(sure[y] < t):.2f}"
            for t in (0.35, 0.4, 0.45, 0.5)
        ]
        print(f"| {name} | {area:.3f} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
