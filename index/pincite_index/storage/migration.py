"""Migration: brings a catalog of an earlier format to the current one."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from pathlib import Path

import numpy as np

from pincite_index.search.stored_vectors import are_units
from pincite_index.storage import catalog, page_table, schema
from pincite_ingest.errors import LibraryError


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalog to the current format, in one transaction. Raises LibraryError where a newer
    Pincite made it."""
    if _version(connection) == schema.FORMAT_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # again: another process may have been first
        if version > schema.FORMAT_VERSION:
            raise LibraryError(
                f"The library has format {version}, made by a newer Pincite than this one "
                f"(format {schema.FORMAT_VERSION}); upgrade Pincite to use it."
            )
        for step in range(version, schema.FORMAT_VERSION):
            for statement in schema.STEPS[step].split(";\n"):
                connection.execute(statement)
        if 0 < version < 3:
            _add_missing_pages(connection)
        connection.execute(f"PRAGMA user_version = {schema.FORMAT_VERSION}")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise LibraryError for another program's database, before anything is written to it."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if names and not names.issuperset(("meta", "documents", "passages")):
        raise LibraryError(
            f"{path} is a database, but no catalog of Pincite's; choose another folder."
        )


def _add_missing_pages(connection: sqlite3.Connection) -> None:
    """Fill the table for documents that were added before it existed; damaged ones are skipped."""
    documents = [row[0] for row in connection.execute("SELECT id FROM documents ORDER BY rowid")]
    for identity in documents:
        with contextlib.suppress(ValueError, TypeError, LookupError, zlib.error):  # damaged
            document = catalog.document(connection, identity)
            rows = connection.execute(
                "SELECT start, end, vector FROM passages WHERE document = ?", (identity,)
            ).fetchall()
            vectors = np.array([np.frombuffer(row[2], np.float32) for row in rows])
            if are_units(vectors).all():
                page_table.insert(connection, document, [row[:2] for row in rows], vectors)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
