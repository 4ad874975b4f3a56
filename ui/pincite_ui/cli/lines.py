"""A line of output before it is printed: its text, its marker, its indent and its style."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of output.

    Text and style are separate, so that document text is never read as markup. The printer
    decides about width and colour.
    """

    text: str
    """Plain text. It may contain any character; the printer escapes control characters."""
    mark: str = ""
    """Printed to the left of the first row; the other rows are indented by its width."""
    indent: int = 0
    """Columns left free before the mark."""
    style: str = ""
    """Style of the whole line where the output has colours."""


BLANK = Line("")
