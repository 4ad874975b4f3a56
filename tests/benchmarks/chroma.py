"""Chroma's chunking study: recall, precision and IoU of five passages, in characters.

    python tests/benchmarks/chroma.py ../shared
    python tests/benchmarks/chroma.py ../shared --most 100 --library /tmp/chroma
    python tests/benchmarks/chroma.py ../shared --corpora chatlogs state_of_the_union wikitexts

All five corpora are in one index, and each question is asked of all of it. The figures are averaged
over the questions, and every retrieved character is in the denominator, even if it is retrieved
twice. We have half of the study's questions, so the published rows over all of them (B. Smith and
A. Troynikov, "Evaluating Chunking Strategies for Retrieval", 2024) are close but not exactly
comparable. ``--corpora`` takes some corpora only; that is faster and easier, and not comparable.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from drawing import add, draw, folder_for

import pincite
from pincite import Settings
from pincite.evaluation import Evaluation, load

FIGURES = ("character recall@5", "character precision@5", "character IoU@5")
ROWS: dict[str, dict[str, Any]] = {
    "Pincite, reranker off": {"reranker": "off"},
    "Pincite as it ships": {"reranker": "builtin"},
}
PUBLISHED = (
    ("all-MiniLM-L6-v2, best recall", 82.4, 3.6, 3.5),
    ("all-MiniLM-L6-v2, best IoU", 75.2, 7.2, 7.2),
    ("text-embedding-3-large", 88.1, 7.0, 6.9),
    ("text-embedding-3-large, another chunker", 87.3, 8.0, 8.0),
    ("text-embedding-3-large, a third chunker", 91.3, 4.5, 4.5),
    ("text-embedding-3-large, chunked by GPT-4o", 91.9, 3.9, 3.9),
)


def row(name: str, evaluation: Evaluation) -> str:
    figures = {figure.name: figure for figure in evaluation.figures}
    cells = []
    for wanted in FIGURES:
        low, high = figures[wanted].interval or (figures[wanted].value,) * 2
        cells.append(f"{100 * figures[wanted].value:.1f} ({100 * low:.1f} to {100 * high:.1f})")
    cells.append(f"{evaluation['median ms']:.0f}")
    return f"| {name} | {len(evaluation.outcomes)} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with bench/chroma")
    parser.add_argument("--most", type=int, default=10_000, help="questions asked, at the most")
    parser.add_argument("--corpora", nargs="+", metavar="NAME", help="only these; all by default")
    parser.add_argument("--library", type=Path, help="a folder that keeps the corpora's index")
    options = parser.parse_args()
    data = options.shared / "bench" / "chroma"
    texts = [
        path
        for path in sorted((data / "corpora").glob("*.md"))
        if options.corpora is None or path.stem in options.corpora
    ]
    about = {f"corpora/{path.name}" for path in texts}
    every = [one for one in load(data / "questions.jsonl") if one.doc in about]
    questions = draw(every, options.most)
    with folder_for(options.library) as folder:
        add(folder, texts, Settings.from_environment())
        print(
            "| n=5 | questions | recall | precision | IoU | median ms |\n|---|---|---|---|---|---|"
        )
        for name, changed in ROWS.items():
            settings = Settings.from_environment(**changed)
            with pincite.open(folder, settings=settings) as assistant:
                print(row(name, assistant.evaluate(questions, everywhere=True)), flush=True)
    for name, *percents in PUBLISHED if options.corpora is None else ():
        print(f"| {name} (published) | all | {' | '.join(map(str, percents))} | |")


if __name__ == "__main__":
    main()
