"""The options that every command takes, and where libraries are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pincite_ingest.errors import UsageError
from pincite_ingest.paths import path_of
from pincite_ui.cli.progress import waiting

if TYPE_CHECKING:
    from pincite import Assistant

VARIABLE = "PINCITE_LIBRARY"

Library = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help=f"The library's folder; without it ${VARIABLE}, else the default (pincite --help).",
        show_default=False,
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print only JSON on standard output."),
]


def library_folder(option: str | None) -> Path:
    """The folder of the library: the option, else the environment variable, else the default."""
    if option is not None and not option.strip():
        raise UsageError("--library needs the name of a folder, but it is empty.")
    if option is not None:
        return path_of(option)
    from pincite.settings import default_library

    return default_library()


def served_library(paths: Sequence[str]) -> Path:
    """The library for serving these files; the same files in any order give the same library."""
    import platformdirs

    data = platformdirs.user_data_path("pincite", appauthor=False)
    resolved = sorted({str(path_of(path).resolve()) for path in paths})
    digest = hashlib.sha256("\0".join(resolved).encode("utf-8", "surrogateescape"))
    return data / "served" / digest.hexdigest()[:16]


@contextmanager
def opened(library: str | None, *, create: bool = False) -> Iterator[Assistant]:
    """Open the assistant over a library; close it at the end."""
    with waiting("Opening the library; the very first time takes longer"):
        import pincite

        assistant = pincite.open(library_folder(library), create=create)
    with assistant:
        yield assistant
