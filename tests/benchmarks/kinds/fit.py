"""Fit the classifiers of ``pincite/query/understanding.py`` and print how well they do.

    python tests/benchmarks/kinds/fit.py [--write]

``questions/`` holds the questions, a file for each class: the kinds, and for questions of fact the
expected answers. They were written for this, on subjects that no benchmark has. Five-fold
cross-validation gives the confusion tables; ``--write`` then fits on all and writes the weights.
Needs scikit-learn (the extra ``train``).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from pincite.query.understanding import Expected, Kind, bags, grams
from pincite_index.models.opening import open_encoder

QUESTIONS = Path(__file__).with_name("questions")
WEIGHTS = Path(__file__).parents[3] / "src/pincite/query/understanding.json"
COMMAND = "python tests/benchmarks/kinds/fit.py --write"
OFTEN = 5
"""Questions in which a word or word pair must occur to be a feature."""
SOFT = {"kind": 30.0, "wants": 10.0}
"""Inverse strength of the L2 penalty; chosen by cross-validation among 5, 10, 20, 30, 60."""
WANTS_OTHER = (Kind.WHY, Kind.TOPIC, Kind.DEFINITION, Kind.COMPARE)
"""Kinds whose questions want "other"."""
FOLDS = 5


def load() -> list[tuple[str, str, str | None]]:
    """Each question with its kind, and what it expects where that is known."""
    expected = {str(one) for one in Expected}
    rows: list[tuple[str, str, str | None]] = []
    for path in sorted(QUESTIONS.glob("*.txt")):
        for question in filter(None, path.read_text("utf-8").splitlines()):
            if path.stem in expected:
                rows.append((question, Kind.FACT.value, path.stem))
            else:
                wants = Expected.OTHER.value if path.stem in WANTS_OTHER else None
                rows.append((question, Kind(path.stem).value, wants))
    return rows


def fitted(name: str, features: Any, labels: Any, weights: Any) -> LogisticRegression:
    return LogisticRegression(C=SOFT[name], max_iter=3000).fit(features, labels, weights)


def held_out(name: str, features: Any, labels: Any, weights: Any) -> Any:
    """For each question, the class given by a fit on the other folds."""
    given = np.empty(len(labels), dtype=object)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for train, test in folds.split(features, labels):
        model = fitted(name, features[train], labels[train], weights[train])
        given[test] = model.predict(features[test])
    return given


def confusion(labels: Sequence[str], given: Sequence[str]) -> None:
    """Print a table: a row for each true class, a column for each class given."""
    classes = sorted(set(labels))
    print(" " * 13 + "".join(f"{one[:6]:>7}" for one in classes) + "   right")
    for true in classes:
        row = Counter(g for label, g in zip(labels, given, strict=True) if label == true)
        cells = "".join(f"{row[one] or '':>7}" for one in classes)
        print(f"{true:<13}{cells}{row[true] / row.total():8.2f}")
    right = np.mean([a == b for a, b in zip(labels, given, strict=True)])
    print(f"{len(labels)} questions, {right:.3f} right\n")


def balanced(labels: Any, most: float) -> Any:
    """Weights that give no class more than ``most`` times the smallest class's total."""
    counts = Counter(labels)
    limit = most * min(counts.values())
    return np.array([min(1.0, limit / counts[one]) for one in labels])


def body(model: LogisticRegression) -> dict[str, Any]:
    return {
        "classes": [str(one) for one in model.classes_],
        "bias": [round(float(one), 3) for one in model.intercept_],
        "weights": [[round(float(one), 2) for one in row] for row in model.coef_],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="fit on all and write the weights")
    write = parser.parse_args().write
    rows = load()
    questions = [question for question, _, _ in rows]
    counted = Counter(gram for question in questions for gram in set(grams(question)))
    vocabulary = sorted(g for g, n in counted.items() if n >= OFTEN and g not in ("^", "$"))
    encoder = open_encoder()
    words = bags(questions, vocabulary)
    both = np.hstack([encoder.encode(questions), words])
    kinds = np.array([kind for _, kind, _ in rows])
    known = np.array([wants is not None for *_, wants in rows])
    wants = np.array([wants for *_, wants in rows if wants])
    tasks = {
        "kind": (slice(None), kinds, balanced(kinds, 2)),
        "wants": (known, wants, balanced(wants, 3)),
    }
    heads: dict[str, dict[str, Any]] = {"both": {}, "words_only": {}}
    for features_name, features in (("both", both), ("words_only", words)):
        for name, (chosen, labels, weights) in tasks.items():
            print(f"{name}, {features_name.replace('_', ' ')}")
            confusion(labels, held_out(name, features[chosen], labels, weights))
            if write:
                heads[features_name][name] = body(fitted(name, features[chosen], labels, weights))
    if write:
        head = {
            "command": COMMAND,
            "data": f"{len(rows)} questions of tests/benchmarks/kinds/questions",
            "date": datetime.now(UTC).date().isoformat(),
            "encoder": encoder.fingerprint,
            "dimension": encoder.dimension,
            "grams": vocabulary,
        }
        WEIGHTS.write_text(json.dumps(head | heads, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
