"""The original files of a library, each named by its hash, in the folder ``originals``."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pincite_ingest.errors import LibraryError


@dataclass(frozen=True, slots=True)
class Originals:
    """The files that documents were read from."""

    library: Path
    """The library's folder."""

    @property
    def folder(self) -> Path:
        return self.library / "originals"

    def make_folders(self) -> None:
        """Make the library's folders, readable by their user only. Raises LibraryError."""
        try:
            self.library.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise LibraryError(
                f"A library cannot be made at {self.library}: {error.strerror}; "
                "choose another folder."
            ) from error

    def keep(self, data: bytes) -> str:
        """Store a file, wholly or not at all, and return its name. Raises LibraryError.

        The caller holds the library's write lock, so that no sweep takes it for an unused file.
        """
        name = hashlib.sha256(data).hexdigest()
        path = self.folder / name
        if not _has(path, data):
            draft = path.with_name(f".{name}.new")
            try:
                draft.unlink(missing_ok=True)
                with open(draft, "xb", opener=_private) as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
                _sync(path.parent)
            except OSError as error:
                raise LibraryError(
                    f"The library {self.library} cannot be written to: {error.strerror}."
                ) from error
            finally:
                with contextlib.suppress(OSError):
                    draft.unlink(missing_ok=True)
        return name

    def sweep(self, used: Collection[str], names: Iterable[str] | None = None) -> None:
        """Delete files that are not in use: of these, or of all. The caller holds the write
        lock."""
        every = (path.name for path in self.folder.iterdir())
        for name in every if names is None else names:
            if name not in used:
                with contextlib.suppress(OSError):  # it is deleted another time
                    (self.folder / name).unlink(missing_ok=True)


def _has(path: Path, data: bytes) -> bool:
    """Whether a file holds exactly these bytes."""
    with contextlib.suppress(OSError):
        return path.stat().st_size == len(data) and path.read_bytes() == data
    return False


def _sync(folder: Path) -> None:
    """Flush a folder's new names to the disk, where the system can (Windows cannot)."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _private(path: str, flags: int) -> int:
    """Opens a file that only its user may read."""
    return os.open(path, flags, 0o600)
