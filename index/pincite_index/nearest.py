"""Nearest vectors with FAISS: exact while that is quick, then by cells of 8-bit codes.

What an index gives are candidates: who asks scores them again with the stored vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite_index.encoder import Vectors
from pincite_index.runtime import CORES

Ids = NDArray[np.int64]
Chunks = Iterator[tuple[Ids, Vectors]]

FLAT_MOST = 50_000
"""Vectors up to which every one is looked at; 60 MB and some milliseconds at this size."""
SAMPLE = 40
"""Vectors for each cell to find its middle by: FAISS asks for 39."""
PROBED = 1 / 16
"""Share of the cells that are looked into; recall at ten is then above 0.98 (growth.py)."""
SPARE = 3
"""Candidates taken for each one that is wanted: codes are not exact."""
GROWTH = 4
"""Cells are laid out anew once there are so many times the vectors they were laid out for."""


def build(dimension: int, count: int, chunks: Chunks, sample: Callable[[int], Vectors]) -> Any:
    """An index over about ``count`` vectors; ``sample(n)`` gives some n of them."""
    faiss = _faiss()
    faiss.omp_set_num_threads(CORES)
    if count <= FLAT_MOST:
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    else:
        cells = 1 << round(np.log2(2 * np.sqrt(count)))
        middles = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            middles,
            dimension,
            cells,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.niter = 8
        index.cp.seed = 1
        index.train(sample(SAMPLE * cells))
    for ids, vectors in chunks:
        index.add_with_ids(vectors, ids)
    return index


def suits(index: Any, count: int) -> bool:
    """Whether an index may hold so many vectors, or is to be laid out anew."""
    cells = _cells(index)
    return count <= FLAT_MOST if cells is None else count <= GROWTH * (cells / 2) ** 2


def search(index: Any, query: Vectors, n: int, allowed: Ids | None = None) -> Ids:
    """About the n nearest ids, best first; fewer when there are no more among the ``allowed``."""
    faiss = _faiss()
    faiss.omp_set_num_threads(1)  # for one question, threads cost more than they help
    cells = _cells(index)
    selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
    wanted = min(n if cells is None else SPARE * n, index.ntotal)
    if not wanted:
        return np.zeros(0, np.int64)
    if cells is None:
        options = faiss.SearchParameters(sel=selector)
        return _found(index.search(query[None, :], wanted, params=options))
    probed = max(16, round(cells * PROBED))
    while True:
        options = faiss.SearchParametersIVF(sel=selector, nprobe=min(probed, cells))
        ids = _found(index.search(query[None, :], wanted, params=options))
        if len(ids) >= n or probed >= cells:
            return ids
        probed *= 4


def _faiss() -> Any:
    """FAISS, imported when it is needed; its type hints know nothing of its keywords."""
    import faiss

    return faiss


def _found(result: tuple[Vectors, Ids]) -> Ids:
    ids: Ids = result[1][0]
    return ids[ids >= 0]


def _cells(index: Any) -> int | None:
    """How many cells an index has; None where every vector is looked at."""
    return int(index.nlist) if hasattr(index, "nlist") else None
