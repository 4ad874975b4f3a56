"""Adding files while the page watches: the work in one thread, its progress in the other."""

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

BEAT = 0.15
"""Seconds between two looks at the progress."""
SAID = {"added": "was added", "unchanged": "is in the library already", "replaced": "was replaced"}


@dataclass(frozen=True, slots=True)
class Step:
    """What the page shows at one moment of an addition."""

    html: str
    """The progress, or at the end the outcome."""
    finished: bool = False
    locked: tuple[str, ...] = ()
    """At the end, the files that want a password (another one, if one was given)."""


def add(assistant: Assistant, paths: Sequence[str], password: str | None) -> Iterator[Step]:
    """Adds uploaded files one after another; a bad one does not stop the rest.

    The uploaded copies are deleted, but for those that still want a password.
    """
    told: list[tuple[bool, str]] = []
    locked: list[str] = []
    for number, path in enumerate(paths, 1):
        file = Path(path)
        began = time.monotonic()
        yield Step(document_list.bar(file.name, "Reading", 0))
        work = _Work(assistant, file, password)
        for progress in work.watch():
            taken = time.monotonic() - began
            yield Step(document_list.advance(progress, file.name, number, len(paths), taken))
        if work.added is not None:
            told.append((True, f"{file.name} {SAID.get(work.added.status, 'was added')}."))
        else:
            told.append((False, work.problem))
        if work.locked:
            locked.append(path)
        else:
            file.unlink(missing_ok=True)
    yield Step(document_list.outcome(told), finished=True, locked=tuple(locked))


class _Work:
    """One file being added in a thread of its own, so that the page hears of every step."""

    def __init__(self, assistant: Assistant, file: Path, password: str | None) -> None:
        self.added: Added | None = None
        self.problem = ""
        self.locked = False
        self._news: queue.Queue[Progress | None] = queue.Queue()
        self._thread = threading.Thread(
            target=self._run, args=(assistant, file, password), name="pincite-add", daemon=True
        )

    def _run(self, assistant: Assistant, file: Path, password: str | None) -> None:
        try:
            self.added = assistant.add(
                file.read_bytes(), name=file.name, password=password, progress=self._news.put
            )
        except PasswordError as error:
            self.locked, self.problem = True, str(error)
        except (PinciteError, OSError) as error:
            self.problem = str(error)
        except Exception:
            self.problem = f"{file.name} could not be added: something unexpected went wrong."
            raise
        finally:
            self._news.put(None)

    def watch(self) -> Iterator[Progress]:
        """The latest news at each beat, until the work is done."""
        self._thread.start()
        while True:
            news = [self._news.get()]
            while not self._news.empty():
                news.append(self._news.get_nowait())
            if news[-1] is None:
                self._thread.join()
                return
            if news[-1] is not None:
                yield news[-1]
            time.sleep(BEAT)
