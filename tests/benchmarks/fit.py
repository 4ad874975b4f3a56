"""Fit the weight file of the question path: ``src/pincite/weights.json``.

    python tests/benchmarks/fit.py ../shared --libraries FOLDER --save src/pincite/weights.json

It asks every question of the fit sets, keeps the features of each passage and sentence, and fits
three linear rankers by listwise softmax (Cao et al., "Learning to Rank: From Pairwise Approach to
Listwise Approach", 2007) and one logistic regression for confidence. A ridge draws each towards the
weights that were set by hand before (``fitting/prior.json``). Half of the files of financebench,
mmlongbench, un_pdfs and policy_pdfs are never read here; the weight file names those that are.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fitting.sets as fit_sets
from fitting import calibration, ranking
from fitting.observations import Observation, observe_set

PRIOR = Path(__file__).parent / "fitting" / "prior.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with the question sets")
    parser.add_argument("--libraries", type=Path, required=True, help="where libraries are kept")
    parser.add_argument("--save", type=Path, help="write the weights to this file")
    parser.add_argument("--most", type=int, default=200, help="questions of a set, at the most")
    parser.add_argument("--only", nargs="*", help="sets to use, all by default")
    options = parser.parse_args()
    observed: dict[str, list[Observation]] = {}
    for name, one in fit_sets.every(options.shared, options.most).items():
        if options.only and name not in options.only:
            continue
        observed[name] = observe_set(name, one, options.libraries)
        print(f"{name}: {len(observed[name])} questions", flush=True)
    before: dict[str, Any] = json.loads(PRIOR.read_text("utf-8"))
    fitted = ranking.fit(observed, before) | calibration.fit(observed, before)
    data = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "command": "python tests/benchmarks/fit.py ../shared --libraries FOLDER --save FILE",
        "sets": {name: len(rows) for name, rows in observed.items()},
        "files": fit_sets.files(options.shared),
        **fitted,
        "margins": before["margins"],
    }
    text = json.dumps(data, indent=2)
    print(text)
    if options.save:
        options.save.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
