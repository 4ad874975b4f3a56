"""Connections to a catalog: one a thread, and SQLite's errors as sentences."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from pincite_index.schema import refuse_foreign
from pincite_ingest.errors import LibraryError

BUSY_SECONDS = 30.0
"""How long a second writer waits before it is told that the library is in use."""
LOG_BYTES = 64 << 20
"""What the write-ahead log is cut back to once its pages are in the catalog."""
ROOM = 1 << 20
"""Bytes free on a disk below which it is called full."""


class Connection(sqlite3.Connection):
    """One that can be held weakly: it is closed when its thread has ended."""


class Connections:
    """A connection for each thread that asks. A forked process gets its own: SQLite's locks are not
    inherited, so that to go on with a parent's connection could damage the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left: list[object] = []
        self._begin()

    def mine(self) -> sqlite3.Connection:
        """This thread's connection."""
        if self._process != os.getpid():
            self._left += [self._local, *self._open]  # the parent's: neither used nor closed
            self._begin()
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._opened()
            with self._guard:
                self._open.add(connection)
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close all of them; who asks afterwards gets a new one."""
        with self._guard:
            for connection in list(self._open):
                connection.close()
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._local = threading.local()
        self._open: WeakSet[Connection] = WeakSet()
        self._guard = threading.Lock()

    def _opened(self) -> Connection:
        fixed = _read_only(self._path.parent)
        if not fixed and not self._path.exists():
            self._path.touch(mode=0o600)  # what SQLite keeps beside it gets the same rights
        connection: Connection = sqlite3.connect(
            f"{self._path.resolve().as_uri()}?immutable={int(fixed)}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
        )
        refuse_foreign(connection, self._path)
        if fixed:
            return connection
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"journal_size_limit = {LOG_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """SQLite's errors as sentences about the library in a folder."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed" not in str(error):
            raise
        raise LibraryError(f"The library {folder} was closed while it was read.") from error
    except sqlite3.OperationalError as error:
        raise LibraryError(_operational(folder, str(error))) from error
    except sqlite3.DatabaseError as error:
        raise damaged(folder, str(error)) from error
    except UnicodeDecodeError as error:  # SQLite's own sentence, where it quotes what is torn
        raise damaged(folder, error.reason) from error


def _operational(folder: Path, reason: str) -> str:
    if "locked" in reason:
        return f"The library {folder} is in use by another program; try again later."
    if "full" in reason or ("I/O" in reason and _full(folder)):
        return (
            f"The disk is full: the library {folder} is as it was before; make room and try again."
        )
    if "readonly" in reason or not os.access(folder, os.W_OK):
        return f"The library {folder} cannot be written to ({reason}); see whose it is."
    if "decode" in reason or "no such" in reason:
        return str(damaged(folder, reason))
    return f"The library {folder} cannot be used: {reason}."


def _read_only(folder: Path) -> bool:
    """Whether a folder is on a disk that nobody writes to: SQLite then needs no files beside the
    catalog. A folder that only this user may not write to is another thing."""
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < ROOM
    except OSError:
        return False


def damaged(folder: Path, reason: str) -> LibraryError:
    """The originals do not depend on the catalog: they can be added again whatever became of it."""
    originals = folder / "originals"
    count = sum(1 for path in originals.iterdir()) if originals.is_dir() else 0
    return LibraryError(
        f"The library {folder} is damaged ({reason}); restore it from a backup, or read the "
        f"{count} files kept in it into a new one: pincite rescue NEW --library {folder}"
    )
