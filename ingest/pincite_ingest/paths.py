"""Paths as users write them."""

from __future__ import annotations

from pathlib import Path


def path_of(written: str | Path) -> Path:
    """The path a user means, with ``~`` expanded.

    A tilde without a matching user stays part of the name. A null character, which no file name can
    contain, is replaced, so that the path is simply not found.
    """
    path = Path(str(written).replace("\0", "\N{REPLACEMENT CHARACTER}"))
    try:
        return path.expanduser()
    except RuntimeError:
        return path
