"""The bound on this process's address space, and what is loaded outside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def limit(amount: int) -> None:
    """Bounds the address space, where the system can, to what is in use now and ``amount`` more."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = (_used() or 512 * 1024 * 1024) + amount
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    except (OSError, ValueError):  # macOS refuses some bounds; the time limit remains
        return


@contextmanager
def uncounted(room: int = 0) -> Iterator[None]:
    """What is loaded inside (our own libraries and models) does not count against the bound.

    It lifts the bound while it loads, and then sets it as much higher as the process has grown,
    and by ``room`` (bytes) that they need to work in.
    Where nothing bounds the process it does nothing.

    >>> with uncounted():
    ...     import decimal
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        yield
        return
    before = _used()
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        bound = soft + max(_used() - before, 0) + room
        if hard != resource.RLIM_INFINITY:
            bound = min(bound, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _used() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
