"""``pincite``: the entry point, and the two ways to end that are no failure.

Hardly anything is imported before Ctrl-C is minded, so that it is quiet from the start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

STREAMS = {"stdin": "r", "stdout": "w", "stderr": "w"}
"""In the order of their numbers, and how each is used."""
STATUS_INTERRUPTED = 130
STATUS_PIPE_CLOSED = 141
"""As a shell reports a program that was ended by the signal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _open_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return STATUS_INTERRUPTED


def _open_streams() -> None:
    """Where a caller closed a stream, what goes there goes nowhere, and not into the next file that
    is opened and gets the stream's number."""
    while (spare := os.open(os.devnull, os.O_RDWR)) < len(STREAMS):
        pass
    os.close(spare)
    for number, (name, mode) in enumerate(STREAMS.items()):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _run(words: list[str]) -> int:
    from pincite_ui.chat.offline import stay_offline

    stay_offline()
    from pincite_ui.cli import app as cli_app
    from pincite_ui.cli.output import PipeClosed

    try:
        return cli_app.run(words)
    except PipeClosed:
        # Python would complain at exit that it cannot flush: give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STATUS_PIPE_CLOSED
