"""Progress bars while documents are added and questions are evaluated.

They go to standard error, and only if it is a terminal, so they never end up in a pipe or a log.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from pincite_ui.cli.output import one_line
from pincite_ui.wording import duration

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import ProgressColumn


class Step(Protocol):
    """The progress of adding documents; see :class:`pincite.Progress`."""

    @property
    def source(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def file(self) -> int: ...
    @property
    def files(self) -> int: ...
    @property
    def seconds_left(self) -> float | None: ...


_STAGES = {"read": "reading", "embed": "embedding", "index": "indexing"}


def label(step: Step) -> str:
    """The text of the bar: which file of how many, and the current stage."""
    counter = f"{step.file}/{step.files} " if step.files > 1 else ""
    name = one_line(PurePath(step.source).name or step.source)
    return f"{counter}{name}: {_STAGES.get(step.stage, step.stage)}"


def time_left(step: Step) -> str:
    """The estimated time until all files are added; empty if it is not known yet."""
    left = step.seconds_left
    return "" if left is None else f"about {duration(left)} left"


@contextmanager
def progress_bar() -> Iterator[Callable[[Step], None] | None]:
    """A callback that updates the bar; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import TextColumn

    bar = _bar(TextColumn("{task.fields[left]}", markup=False))
    with bar:
        task = bar.add_task("Reading", total=None, left="")
        seen = ""

        def draw(step: Step) -> None:
            nonlocal seen
            text = label(step)
            if text != seen:
                bar.reset(task, description=text, total=step.total or None)
                seen = text
            bar.update(task, completed=step.done, total=step.total or None, left=time_left(step))

        yield draw


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show what is going on while the user waits, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.text import Text

    with _console().status(Text(text)):
        yield


@contextmanager
def counting_bar(text: str) -> Iterator[Callable[[int, int], None] | None]:
    """A callback that takes the number done and the total; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import TimeRemainingColumn

    bar = _bar(TimeRemainingColumn(compact=True))
    with bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def _bar(last: ProgressColumn) -> Bar:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        last,
        console=_console(),
        transient=True,
    )
