"""Adding uploaded files in a background thread, with progress for the page."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pincite_ingest.errors import PasswordError, PinciteError
from pincite_ui.chat.views import document_list

if TYPE_CHECKING:
    from pincite import Added, Assistant, Progress

POLL = 0.15
"""Seconds between two updates of the progress."""
RESULTS = {
    "added": "was added",
    "unchanged": "is already in the library",
    "replaced": "was replaced",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What the page shows at one moment while files are added."""

    html: str
    """The progress bar, or at the end the results."""
    finished: bool = False
    locked: tuple[str, ...] = ()
    """At the end, the files that need a password, or another one."""


def add(assistant: Assistant, paths: Sequence[str], password: str | None) -> Iterator[Step]:
    """Add uploaded files one after another; a file that fails does not stop the others.

    The uploaded copies are deleted, except those that still need a password.
    """
    results: list[tuple[bool, str]] = []
    locked: list[str] = []
    for number, path in enumerate(paths, 1):
        file = Path(path)
        began = time.monotonic()
        yield Step(document_list.progress_bar(file.name, "Reading", 0))
        job = _Job(assistant, file, password)
        for progress in job.run():
            seconds = time.monotonic() - began
            yield Step(document_list.progress(progress, file.name, number, len(paths), seconds))
        if job.added is not None:
            results.append((True, f"{file.name} {RESULTS.get(job.added.status, 'was added')}."))
        else:
            results.append((False, job.problem))
        if job.locked:
            locked.append(path)
        else:
            file.unlink(missing_ok=True)
    yield Step(document_list.outcome(results), finished=True, locked=tuple(locked))


class _Job:
    """A file that is added in its own thread."""

    def __init__(self, assistant: Assistant, file: Path, password: str | None) -> None:
        self.added: Added | None = None
        self.problem = ""
        self.locked = False
        self._updates: queue.Queue[Progress | None] = queue.Queue()
        self._thread = threading.Thread(
            target=self._add, args=(assistant, file, password), name="pincite-add", daemon=True
        )

    def _add(self, assistant: Assistant, file: Path, password: str | None) -> None:
        try:
            self.added = assistant.add(
                file.read_bytes(), name=file.name, password=password, progress=self._updates.put
            )
        except PasswordError as error:
            self.locked, self.problem = True, str(error)
        except (PinciteError, OSError) as error:
            self.problem = str(error)
        except Exception:
            self.problem = f"{file.name} could not be added: something unexpected went wrong."
            raise
        finally:
            self._updates.put(None)

    def run(self) -> Iterator[Progress]:
        """Start the job; yields its latest progress at intervals until it is done."""
        self._thread.start()
        while True:
            latest = self._updates.get()
            while latest is not None and not self._updates.empty():
                latest = self._updates.get_nowait()
            if latest is None:
                self._thread.join()
                return
            yield latest
            time.sleep(POLL)
