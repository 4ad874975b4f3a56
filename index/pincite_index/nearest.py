"""Nearest vectors with FAISS: every one while that is quick, as 8-bit codes later, then by cells.

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

FLAT_MOST = 20_000
"""Vectors up to which they are kept as they are, 30 MB, and every one is looked at."""
CODES_MOST = 200_000
"""Vectors up to which every one is looked at as 8-bit codes: 77 MB, 17 ms. More go into cells."""
SAMPLE = 40
"""Vectors for each cell to find its middle by: FAISS asks for 39."""
PROBED = 1 / 2
"""Share of the cells that are looked into; a quarter finds 0.999 of the ten nearest among real
vectors, but made-up ones that lie less in heaps want more (tests/benchmarks/README.md)."""
SPARE = 2
"""Candidates taken for each one that is wanted: codes are not exact."""
GROWTH = 4
"""Cells are laid out anew once there are so many times the vectors they were laid out for."""


def build(dimension: int, count: int, chunks: Chunks, sample: Callable[[int], Vectors]) -> Any:
    """An index over about ``count`` vectors; ``sample(n)`` gives some n of them."""
    faiss = _faiss()
    faiss.omp_set_num_threads(CORES)
    codes, product = faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    if count <= FLAT_MOST:
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    elif count <= CODES_MOST:
        index = faiss.IndexIDMap2(faiss.IndexScalarQuantizer(dimension, codes, product))
        index.train(sample(FLAT_MOST))
    else:
        cells = 1 << round(np.log2(2 * np.sqrt(count)))
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension), dimension, cells, codes, product
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
    if cells is not None:
        return count <= GROWTH * (cells / 2) ** 2
    flat = hasattr(_faiss().downcast_index(index.index), "get_xb")
    return count <= (FLAT_MOST if flat else CODES_MOST)


def search(index: Any, query: Vectors, n: int, allowed: Ids | None = None) -> Ids:
    """About the n nearest ids, best first; fewer when there are no more among the ``allowed``."""
    faiss = _faiss()
    faiss.omp_set_num_threads(1)  # for one question, threads cost more than they help
    cells = _cells(index)
    selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
    wanted = min(SPARE * n, index.ntotal)
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
