"""ONNX Runtime on the CPU: one thread a run, and as many runs at once as there are cores.

Two runs side by side take half the processor time of one run that two threads share: there is
nothing to wait for, and no thread spins while it waits (`tests/benchmarks/README.md` has figures).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pincite_ingest.errors import LibraryError

Item = TypeVar("Item")
Result = TypeVar("Result")

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(graph: Path, *, advice: str = "delete it and start again") -> Any:
    """An ONNX Runtime session over a graph, one thread a run. ``advice``: what to do where it
    cannot be loaded."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has no common base class for its errors
        raise LibraryError(f"The model file {graph} cannot be loaded; {advice}.") from error


def side_by_side(run: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """``run`` of each, in order, on all cores.

    >>> side_by_side(len, ["a", "bc"])
    [1, 2]
    """
    if len(items) < 2 or CORES == 1:
        return [run(item) for item in items]
    return list(_threads(os.getpid()).map(run, items))


@cache
def _threads(process: int) -> ThreadPoolExecutor:
    """The threads of a process; a forked one has none of its parent's."""
    return ThreadPoolExecutor(CORES, thread_name_prefix="onnx")


def by_length(tokens: Sequence[Sequence[int]], size: int) -> list[list[int]]:
    """Rows in batches of texts about as long as each other: little of a batch is padding.

    >>> by_length([[1, 2, 3], [1], [1, 2]], 2)
    [[1, 2], [0]]
    """
    order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
    return [order[at : at + size] for at in range(0, len(order), size)]


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids as a matrix, filled up with zeros, and its mask.

    >>> [matrix.tolist() for matrix in padded([[7, 8], [9]])]
    [[[7, 8], [9, 0]], [[1, 1], [1, 0]]]
    """
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return ids, mask
