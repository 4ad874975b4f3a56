"""A pool of connections to a catalog, one for each thread, and SQLite's errors as sentences."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from pincite_index.storage.migration import refuse_foreign
from pincite_ingest.errors import LibraryError

BUSY_SECONDS = 30.0
"""How long a second writer waits before an error says that the library is in use."""
CLOSING_SECONDS = 10.0
"""How long closing waits for running reads and writes."""
ASKED_AGAIN = 0.05
"""Seconds between two interrupts; an interrupt only reaches the query that is running."""
LOG_BYTES = 64 << 20
"""Size to which the write-ahead log is truncated after a checkpoint."""
ROOM = 1 << 20
"""Free bytes below which a disk counts as full."""


class Connection(sqlite3.Connection):
    """A connection that can be referenced weakly: it is closed when its thread has ended."""

    uses = 0
    """How many nested blocks of its thread use it."""
    writing = False
    """Whether it is in a write transaction, which closing waits for."""


class Connections:
    """A connection for each thread. A forked process opens its own: it does not inherit SQLite's
    locks, so using the parent's connection could damage the file.

    Closing a connection while its thread is inside SQLite would crash the process. So every use is
    declared with :meth:`use`, and a connection is closed after its last use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left: list[object] = []
        self._closed = False
        self._begin()

    @contextmanager
    def use(self) -> Iterator[Connection]:
        """This thread's connection, which no other thread closes meanwhile.

        Raises LibraryError once the library was closed.
        """
        connection = self._taken()
        try:
            yield connection
        finally:
            with self._guard:
                connection.uses -= 1
                if self._closed and not connection.uses:
                    connection.close()
                self._guard.notify_all()

    def close(self) -> None:
        """Refuse new uses, interrupt running queries, and close the connections not in use.

        It waits for other threads, but not for ever: what they still use after that is closed by
        themselves, when they have ended.
        """
        self._forked()
        mine: Connection | None = getattr(self._local, "connection", None)
        end = time.monotonic() + CLOSING_SECONDS
        with self._guard:
            self._closed = True
            while True:
                busy = [one for one in self._open if one.uses and one is not mine]
                for connection in list(self._open):
                    if connection not in busy:
                        connection.close()
                if not busy or time.monotonic() > end:
                    return
                for connection in busy:
                    if not connection.writing:
                        connection.interrupt()
                self._guard.wait(ASKED_AGAIN)

    def _taken(self) -> Connection:
        self._forked()
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None and not self._closed:
            connection = self._local.connection = self._opened()
        with self._guard:
            if connection is None or self._closed:
                if connection is not None and not connection.uses:
                    connection.close()  # it was opened while the others were closed
                raise LibraryError(
                    f"The library {self._path.parent} was closed; open it again to use it."
                )
            self._open.add(connection)
            connection.uses += 1
        return connection

    def _forked(self) -> None:
        if self._process != os.getpid():
            self._left += [self._local, *self._open]  # the parent's: neither used nor closed
            self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._local = threading.local()
        self._open: WeakSet[Connection] = WeakSet()
        self._guard = threading.Condition()

    def _opened(self) -> Connection:
        fixed = _read_only(self._path.parent)
        if fixed:
            self._refuse_a_log()
        if not fixed:
            self._make()
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

    def _make(self) -> None:
        """Create the catalog as an empty file, unless it exists: SQLite gives the files beside it
        the same permissions."""
        try:
            if not self._path.exists():
                self._path.touch(mode=0o600)
        except OSError as error:
            raise LibraryError(
                f"The library {self._path.parent} cannot be written to ({error.strerror}); see "
                "whose it is."
            ) from error

    def _refuse_a_log(self) -> None:
        """Raise LibraryError for a log on a read-only disk: SQLite would ignore it, and silently
        miss what is only there."""
        log = self._path.with_name(f"{self._path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise LibraryError(
                f"The library {self._path.parent} was not closed, and its disk cannot be written "
                f"to, so that what {log.name} holds cannot be read; copy the whole folder to a "
                "disk that can be written to, and open it there."
            )


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
        if "interrupted" in str(error):  # nobody but ``Connections.close`` does that
            raise LibraryError(f"The library {folder} was closed while it was read.") from error
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
    """Whether a folder is on a disk mounted read-only. A folder without write permission on a
    writable disk does not count."""
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < ROOM
    except OSError:
        return False


def damaged(folder: Path, reason: str) -> LibraryError:
    """The error for a damaged catalog; it says how many originals can be rescued."""
    originals = folder / "originals"
    count = sum(1 for path in originals.iterdir()) if originals.is_dir() else 0
    return LibraryError(
        f"The library {folder} is damaged ({reason}); restore it from a backup, or read the "
        f"{count} files kept in it into a new one: pincite rescue NEW --library {folder}"
    )
