"""The entry point of ``pincite``. It handles Ctrl-C and a closed pipe without an error message.

Imports are lazy, so that Ctrl-C is handled from the start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

STREAMS = {"stdin": "r", "stdout": "w", "stderr": "w"}
"""The standard streams by file descriptor, with their modes."""
STATUS_INTERRUPTED = 130
STATUS_PIPE_CLOSED = 141
"""The statuses that a shell reports for SIGINT and SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _open_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return STATUS_INTERRUPTED


def _open_streams() -> None:
    """Replace standard streams that the caller closed with the null device.

    Otherwise the next file that is opened would get the stream's descriptor and its output.
    """
    while (spare := os.open(os.devnull, os.O_RDWR)) < len(STREAMS):
        pass
    os.close(spare)
    for number, (name, mode) in enumerate(STREAMS.items()):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _run(words: list[str]) -> int:
    from pincite_ui.chat.offline import stay_offline

    stay_offline()
    from pincite_ui.cli.app import run
    from pincite_ui.cli.output import PipeClosed

    try:
        return run(words)
    except PipeClosed:
        # Python flushes at exit and would report an error: give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STATUS_PIPE_CLOSED
