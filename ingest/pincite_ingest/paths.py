"""Paths: what a path that somebody wrote names."""

from __future__ import annotations

from pathlib import Path


def path_of(written: str | Path) -> Path:
    """The path that is meant. A tilde that is nobody's home belongs to the name, and a null
    character, which no name can have, is one that no file has."""
    path = Path(str(written).replace("\0", "\N{REPLACEMENT CHARACTER}"))
    try:
        return path.expanduser()
    except RuntimeError:
        return path
