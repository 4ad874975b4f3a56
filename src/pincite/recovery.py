"""A new library from the files that are kept in a damaged one."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from pincite.assistant import Assistant, open
from pincite.citations import CitationId
from pincite.indexing import Added, AddReport, Report
from pincite.settings import Settings
from pincite_index.storage import recovery
from pincite_index.storage.feedback import Feedback
from pincite_ingest.document import Span
from pincite_ingest.errors import (
    CitationError,
    DocumentError,
    LibraryError,
    PinciteError,
    UsageError,
)
from pincite_ingest.paths import path_of


def rescue(
    damaged: str | Path,
    into: str | Path,
    *,
    settings: Settings | None = None,
    progress: Report | None = None,
) -> AddReport:
    """Read the files kept in one library into another, each under the name it had.

    Only the folder ``originals`` is needed; names and readers' opinions are taken from the
    catalog as far as it can be read, and nothing in the damaged library is changed. It also takes
    a library to another encoder. What was rescued already is left alone, so that it can be begun
    again.
    """
    old, new = path_of(damaged), path_of(into)
    if old.resolve() == new.resolve():
        raise LibraryError("A library is rescued into another folder; name a new one.")
    files = recovery.kept(old)
    if not files:
        raise LibraryError(f"No files are kept in {old}; name the folder of a library.")
    added: list[Added] = []
    failures: list[PinciteError] = []
    with open(new, settings=settings) as assistant:
        for at, file in enumerate(files, 1):
            told = progress and _numbered(progress, at, len(files))
            try:
                added.append(assistant.add(file.read(), name=file.name, progress=told))
            except DocumentError as error:
                failures.append(error)
        for said in recovery.opinions(old):
            _give_again(assistant, said)
    return AddReport(tuple(added), tuple(failures))


def _numbered(progress: Report, file: int, files: int) -> Report:
    return lambda told: progress(replace(told, file=file, files=files))


def _give_again(assistant: Assistant, said: Feedback) -> None:
    """Keep an opinion, if what it is about is there, as given when it was: their order is kept."""
    quotes = [str(CitationId(one.document, Span(one.start, one.end))) for one in said.quotes]
    with contextlib.suppress(CitationError, UsageError):
        again = assistant.opinion(said.question, quotes, said.opinion)
        assistant.keep_opinion(replace(again, given=said.given))
