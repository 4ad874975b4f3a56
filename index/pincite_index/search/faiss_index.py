"""Nearest vectors with FAISS: exact vectors for small libraries, 4-bit codes for large ones.

Every vector is looked at, whatever there are of them, so nothing hangs on how they lie: a million
codes take 5 ms. What an index gives are candidates: who asks scores them by the stored vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite_index.models.encoder import Vectors

Ids = NDArray[np.int64]
Chunks = Iterator[tuple[Ids, Vectors]]

FLAT_MOST = 20_000
"""Up to so many vectors are stored exactly (30 MB); more are stored as codes."""
SAMPLE = 10_000
"""Vectors that the codes are trained on. Codes trained on one kind of text also work for another
(measured in the benchmarks)."""
SPARE = 4
"""Candidates taken for each result, where codes select them."""


def build(dimension: int, count: int, chunks: Chunks, sample: Callable[[int], Vectors]) -> Any:
    """An index over about ``count`` vectors; ``sample(n)`` gives n of them for training."""
    faiss = _faiss()
    if count <= FLAT_MOST:
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    else:  # one cell that holds all: such an index keeps ids, and can leave some out
        parts = dimension // 2 if dimension % 2 == 0 else dimension
        middle, product = faiss.IndexFlatIP(dimension), faiss.METRIC_INNER_PRODUCT
        index = faiss.IndexIVFPQFastScan(middle, dimension, 1, parts, 4, product)
        index.train(sample(SAMPLE))
    for ids, vectors in chunks:
        index.add_with_ids(vectors, ids)
    return index


def known(index: Any) -> bool:
    """Whether an index is of a kind that can be searched here; earlier versions wrote others."""
    return _coded(index) or isinstance(index, _faiss().IndexIDMap2)


def suits(index: Any, count: int) -> bool:
    """Whether an index is of the kind for so many vectors; if not, it has to be rebuilt."""
    return _coded(index) == (count > FLAT_MOST)


def search(index: Any, query: Vectors, n: int, allowed: Ids | None = None) -> Ids:
    """The ids of at least the n nearest; fewer where ``allowed`` has fewer."""
    faiss = _faiss()
    selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
    if _coded(index):
        n, options = SPARE * n, faiss.SearchParametersIVF(sel=selector)
    else:
        options = faiss.SearchParameters(sel=selector)
    n = min(n, index.ntotal)
    if not n:
        return np.zeros(0, np.int64)
    ids: Ids = index.search(query[None, :], n, params=options)[1][0]
    return ids[ids >= 0]


def _coded(index: Any) -> bool:
    return isinstance(index, _faiss().IndexIVFPQFastScan)


def _faiss() -> Any:
    """FAISS, imported when it is needed; its type hints know nothing of its keywords.

    One thread does all: for one question more cost more than they help, and where other programs
    are at work they wait for each other (making codes took 2 s with one, and up to 50 with two).
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
