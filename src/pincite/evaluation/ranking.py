"""Reciprocal rank and nDCG of a question, by ir-measures: what is ranked are pieces of its gold."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def ranking(ranks: tuple[int | None, ...], depth: int) -> tuple[float, float]:
    """Reciprocal rank and nDCG, both at ten, where ``ranks`` are the passages that hold each piece
    of evidence, from 1, and None for one that none of the ``depth`` passages holds.

    >>> ranking((2,), 10)[0], ranking((None,), 10)
    (0.5, (0.0, 0.0))
    """
    import ir_measures
    from ir_measures import RR, nDCG

    qrels = {"q": {f"evidence {at}": 1 for at in range(len(ranks))}}
    run: dict[str, float] = {f"passage {rank}": -rank for rank in range(1, depth + 1)}
    for at, rank in enumerate(ranks):
        if rank is not None:
            run.pop(f"passage {rank}", None)
            run[f"evidence {at}"] = -rank - at / (len(ranks) + 1)
    if not run or not ranks:
        return 0.0, 0.0
    found = ir_measures.calc_aggregate([RR @ 10, nDCG @ 10], qrels, {"q": run})
    return float(found[RR @ 10]), float(found[nDCG @ 10])
