"""Recovery: reads original files and feedback from a library that cannot be opened."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pincite_index.storage import feedback
from pincite_index.storage.feedback import Feedback
from pincite_ingest.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Kept:
    """An original file of a library, readable without the catalog."""

    name: str
    """The path or name that it was added under; its hash where the catalog cannot be read."""
    path: Path
    """Its place under originals/."""

    def read(self) -> bytes:
        """Its bytes. Raises DocumentError where they have changed or cannot be read."""
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise DocumentError(
                self.name, f"{error.strerror}".lower(), "Check the file."
            ) from error
        if hashlib.sha256(data).hexdigest() != self.path.name:
            raise DocumentError(self.name, "the library's copy is damaged", "Add the file again.")
        return data


def kept(folder: Path) -> list[Kept]:
    """A library's original files, in the order they were added as far as that is known."""
    names = dict(_rows(folder, "SELECT original, source FROM documents ORDER BY rowid"))
    with contextlib.suppress(OSError):
        for path in sorted((folder / "originals").iterdir()):
            if not path.name.startswith("."):
                names.setdefault(path.name, path.name)
    files = (Kept(name, folder / "originals" / original) for original, name in names.items())
    return [file for file in files if file.path.parent == folder / "originals"]


def opinions(folder: Path) -> list[Feedback]:
    """Readers' feedback, as far as it can be read. Unsorted, since sorting would read every row."""
    found = []
    with contextlib.suppress(sqlite3.Error, OSError), _catalog(folder) as connection:
        for row in connection.execute(feedback.SAID):
            with contextlib.suppress(ValueError, TypeError):
                found.append(feedback.read(*row))
    return found


def _rows(folder: Path, query: str) -> Iterator[tuple[str, str]]:
    """Rows of the catalog, up to the first that cannot be read."""
    with contextlib.suppress(sqlite3.Error, OSError), _catalog(folder) as connection:
        for original, source in connection.execute(query):
            if isinstance(original, str) and isinstance(source, str):
                yield original, source


def _catalog(folder: Path) -> contextlib.closing[sqlite3.Connection]:
    """The catalog, opened without writing to the damaged library.

    Where no log lies beside it, it is opened as immutable. Otherwise SQLite would create a log, and
    would fail on a read-only disk.
    """
    path = (folder / "catalog.sqlite").resolve()
    alone = not path.with_name(f"{path.name}-wal").exists()
    return contextlib.closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable={int(alone)}", uri=True)
    )
