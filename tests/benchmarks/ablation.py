"""What each feature and each rule adds: tables of what its removal does on every set.

    python tests/benchmarks/ablation.py ../shared --libraries FOLDER

Each row takes one feature, or a family of them, out of the fitted weights. The columns of the first
table are the mean reciprocal rank of the first passage with gold, those of the second AUROC of
confidence, answerable questions against those that were asked and have no answer in the documents.
Nothing is fitted again. The report is among the sets, and no weight was fitted on it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import fitting.sets as fit_sets
import numpy as np
from fitting.observations import Observation, observe_set
from fitting.ranking import PASSAGE, SENTENCE
from scipy.stats import mannwhitneyu

from pincite.answering.confidence import Signals
from pincite.weights import Linear, load

SIGNALS = [one.name for one in fields(Signals)]
FAMILIES: Mapping[str, Sequence[str]] = {
    "none": (),
    "words (BM25, coverage)": ("bm25", "coverage"),
    "pages": ("page_bm25",),
    "cross-encoder": ("relevance",),
    "sentences": ("best_sentence", "answer"),
    "kinds of text": ("aside", "header_row"),
    "fragments, questions, echoes": ("fragment", "question", "echo"),
    "expected answer": ("lacks_number", "lacks_date"),
    "names and places": ("unknown_places", "other_subject", "missing_names"),
    "answerability": ("answerability",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with the question sets")
    parser.add_argument("--libraries", type=Path, required=True, help="where libraries are kept")
    parser.add_argument("--most", type=int, default=150, help="questions of a set, at the most")
    options = parser.parse_args()
    sets = {
        "report": fit_sets.report(options.shared),
        **fit_sets.every(options.shared, options.most),
    }
    show({name: observe_set(name, one, options.libraries) for name, one in sets.items()})


def show(observed: Mapping[str, Sequence[Observation]]) -> None:
    """Print both tables."""
    rows = {
        **FAMILIES,
        **{name: (name,) for name in dict.fromkeys([*PASSAGE, *SENTENCE, *SIGNALS])},
    }
    for title, figure in (
        ("Ranking: MRR without ...", reciprocal_rank),
        ("Confidence: AUROC without ...", area),
    ):
        print(f"\n{title}\n\n| removed | " + " | ".join(observed) + " |")
        print("|---" * (len(observed) + 1) + "|")
        whole = [figure(each, ()) for each in observed.values()]
        for label, removed in rows.items():
            cells = [figure(each, removed) for each in observed.values()]
            if label == "none" or any(abs(a - b) > 5e-4 for a, b in zip(cells, whole, strict=True)):
                print(f"| {label} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")


def reciprocal_rank(rows: Sequence[Observation], removed: Sequence[str]) -> float:
    """Mean reciprocal rank of the first passage with gold."""
    sentences = _vector(load().sentences.without(*removed), SENTENCE)
    ranking = _vector(load().ranking.without(*removed), PASSAGE)
    found = []
    for one in rows:
        if one.source != "asked" or not one.answerable:
            continue
        passages, own = one.passages.copy(), one.sentences @ sentences
        best = np.full(len(passages), np.nan)
        np.fmax.at(best, one.of, own)
        best[np.isnan(best)] = np.nanmin(best)
        passages[:, PASSAGE.index("answer")] = best
        gold = one.gold_passages[np.argsort(-(passages @ ranking), kind="stable")]
        found.append(1 / (1 + int(np.argmax(gold))) if gold.any() else 0.0)
    return float(np.mean(found))


def area(rows: Sequence[Observation], removed: Sequence[str]) -> float:
    """AUROC of confidence on the questions as they were asked; 0 where all are answerable."""
    model = _vector(load().confidence.without(*removed), SIGNALS)
    asked = [one for one in rows if one.source == "asked"]
    y = np.array([one.answerable for one in asked])
    if y.all():
        return 0.0
    odds = np.array([astuple(one.signals) for one in asked]) @ model
    test: Callable[..., Any] = mannwhitneyu
    return float(test(odds[y], odds[~y]).statistic / (y.sum() * (~y).sum()))


def _vector(model: Linear, names: Sequence[str]) -> Any:
    return np.array([model.weights.get(name, 0.0) for name in names])


if __name__ == "__main__":
    main()
