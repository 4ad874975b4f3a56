"""Rescue: a new library from the original files of a damaged one."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from pincite.assistant import Assistant, open
from pincite.citations import CitationId
from pincite.indexing import Added, AddReport
from pincite.progress import Report
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
    """Add the original files of one library to another, under their names.

    Only the folder ``originals`` is needed. Names and feedback are read from the catalog as far as
    it is readable, and the damaged library is not changed. Use it also to move a library to another
    encoder. It can be stopped and started again: files that are already in the new library are
    skipped.
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
            report = progress and _numbered(progress, at, len(files))
            try:
                added.append(assistant.add(file.read(), name=file.name, progress=report))
            except DocumentError as error:
                failures.append(error)
        for feedback in recovery.opinions(old):
            _give_again(assistant, feedback)
    return AddReport(tuple(added), tuple(failures))


def _numbered(progress: Report, file: int, files: int) -> Report:
    """Reports of one file as reports of one of several; their time left is not known."""
    return lambda step: progress(replace(step, file=file, files=files, seconds_left=None))


def _give_again(assistant: Assistant, feedback: Feedback) -> None:
    """Store feedback with its original date, where the documents that it quotes are there."""
    quotes = [
        str(CitationId(quote.document, Span(quote.start, quote.end))) for quote in feedback.quotes
    ]
    with contextlib.suppress(CitationError, UsageError):
        again = assistant.opinion(feedback.question, quotes, feedback.opinion)
        assistant.keep_opinion(replace(again, given=feedback.given))
