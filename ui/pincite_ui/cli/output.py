"""Printing. No other module writes to the terminal.

Answers go to standard output, everything else to standard error. Document text can contain any
character, so control and direction characters are printed as escapes. JSON stays exact.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from pincite_ui.cli.lines import Line

MAX_WIDTH = 100
"""Longer rows are hard to read, even on a wide terminal."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class PipeClosed(Exception):
    """The program that reads our output has ended, so there is nothing left to do."""


def harmless(text: str) -> str:
    r"""Text with its control and direction characters escaped.

    >>> harmless("red \x1b[31malert")
    'red \\x1b[31malert'
    """
    return _UNSAFE.sub(lambda found: _visible(found.group()), text)


def _visible(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def one_line(text: str) -> str:
    """Harmless text without line breaks, for a sentence that contains a path or a name."""
    return harmless(" ".join(text.splitlines()))


def as_json(value: Any, *, ascii_only: bool = False) -> str:
    """JSON with its control characters escaped; it parses to the same value."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=2)
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found.group()):04x}", text)


def write_json(value: Any) -> None:
    """Print JSON on standard output."""
    unicode_output = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    _write(sys.stdout, as_json(value, ascii_only=not unicode_output) + "\n")


def write_lines(lines: Iterable[Line]) -> None:
    """Print lines on standard output: wrapped and coloured on a terminal, plain in a pipe."""
    rows = _for_terminal(lines) if sys.stdout.isatty() else _for_pipe(lines)
    for row in rows:
        _write(sys.stdout, row + "\n")


def note(text: str) -> None:
    """Print a message on standard error."""
    _write(sys.stderr, text + "\n")


def _for_pipe(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        indent = " " * (line.indent + len(line.mark))
        rows = harmless(line.text).split("\n")
        yield (" " * line.indent + line.mark + rows[0]).rstrip()
        yield from ((indent + row).rstrip() for row in rows[1:])


def _for_terminal(lines: Iterable[Line]) -> Iterator[str]:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    width = min(console.width, MAX_WIDTH)
    for line in lines:
        used = line.indent + len(line.mark)
        rows = Text(harmless(line.text)).wrap(console, max(20, width - used))
        for number, row in enumerate(rows or [Text("")]):
            row.rstrip()
            with console.capture() as captured:
                console.print(Text(str(row), style=line.style), end="", soft_wrap=True)
            lead = " " * line.indent + line.mark if number == 0 else " " * used
            yield (lead + captured.get()).rstrip(" ")


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError as error:
        raise PipeClosed from error
