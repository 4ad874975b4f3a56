"""Limits the memory of this process, apart from what our own libraries and models need."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def limit(amount: int) -> None:
    """Limits the address space to what is in use now plus ``amount`` bytes, if the system can."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = (_used() or 512 * 1024 * 1024) + amount
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    except (OSError, ValueError):  # macOS refuses some limits; the time limit still applies
        return


@contextmanager
def uncounted(room: int = 0) -> Iterator[None]:
    """Loads our own libraries and models without counting them against the limit.

    Lifts the limit for the body of the ``with`` statement, then raises it by as much as the process
    has grown, plus ``room`` bytes for them to work in. Does nothing if no limit is set.

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
    """Bytes of address space in use, or 0 if the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
