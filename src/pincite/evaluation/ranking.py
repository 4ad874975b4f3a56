"""Reciprocal rank and nDCG of a question, computed by ir-measures over pieces of its gold."""

from __future__ import annotations

from functools import lru_cache

from pincite.evaluation.extras import require


@lru_cache(maxsize=4096)
def ranking(ranks: tuple[int | None, ...], depth: int) -> tuple[float, float]:
    """Reciprocal rank and nDCG, both at ten.

    ``ranks`` gives for each piece of evidence the rank, from 1, of the first passage that contains
    it, or None if none of the ``depth`` passages does.

    >>> ranking((2,), 10)[0], ranking((None,), 10)
    (0.5, (0.0, 0.0))
    """
    ir_measures = require("ir_measures", "eval")
    rr, ndcg = ir_measures.RR @ 10, ir_measures.nDCG @ 10
    qrels = {"q": {f"evidence {at}": 1 for at in range(len(ranks))}}
    run: dict[str, float] = {f"passage {rank}": -rank for rank in range(1, depth + 1)}
    for at, rank in enumerate(ranks):
        if rank is not None:
            run.pop(f"passage {rank}", None)
            run[f"evidence {at}"] = -rank - at / (len(ranks) + 1)
    if not run or not ranks:
        return 0.0, 0.0
    found = ir_measures.calc_aggregate([rr, ndcg], qrels, {"q": run})
    return float(found[rr]), float(found[ndcg])
