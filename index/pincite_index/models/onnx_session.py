"""ONNX Runtime on the CPU: one thread per run, and one run per core at a time.

Two runs side by side take half the processor time of one run that two threads share: no
thread waits for another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pincite_ingest.errors import LibraryError

Item = TypeVar("Item")
Result = TypeVar("Result")

SLOWER = ["SkipLayerNormFusion"]
"""Graph optimisations that cost time on a CPU: without it the encoder is a fifth faster."""
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(graph: Path, *, advice: str = "delete it and start again") -> Any:
    """An ONNX Runtime session over a graph, one thread per run. ``advice`` ends the error message
    where it cannot be loaded."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(graph),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOWER,
        )
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
    """A thread pool for each process; a forked process cannot use its parent's threads."""
    return ThreadPoolExecutor(CORES, thread_name_prefix="onnx")
