"""The commands that run a server: serve and mcp."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pincite_ui.cli.documents import add_files, report_failures
from pincite_ui.cli.lines import Line
from pincite_ui.cli.options import VARIABLE, Json, Library, library_folder, opened, served_library
from pincite_ui.cli.output import note, one_line, write_json, write_lines
from pincite_ui.cli.progress import progress_bar, waiting

if TYPE_CHECKING:
    from pincite import Assistant


def serve(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files to add first.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 7860,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another host name to accept, besides localhost."),
    ] = None,
    expose_without_password: Annotated[
        bool,
        typer.Option(
            "--expose-without-password",
            help="Let everyone who can reach this machine read, add and remove documents.",
        ),
    ] = False,
    library: Library = None,
    json: Json = False,
) -> int:
    """Serve the chat, the HTTP API and MCP.

    Files are added first, to a separate library unless you name one; the next run with the same
    files uses it again. Without files, an empty library gets the bundled briefing. To let other
    machines in, set PINCITE_PASSWORD or PINCITE_API_KEY.

    JSON, once it runs: {"url", "library"}
    """
    from pincite_ui.http.auth import Credentials, check_exposure, host_names
    from pincite_ui.http.settings import ServerSettings
    from pincite_ui.http.uvicorn_server import address_of, listen, run

    credentials = Credentials.from_environment()
    check_exposure(host, credentials, exposed=expose_without_password)
    library = _separate_library(paths, library)
    folder = library_folder(library)
    with listen(host, port) as listening, opened(library, create=True) as assistant:
        status = _fill(assistant, paths or [])
        if status:
            return status
        names = tuple(name.lower() for name in (host, *host_names(host), *(allow_host or ())))
        settings = ServerSettings(credentials=credentials, host_names=names)
        with waiting("Starting the server"), _no_garbage_collection():
            from pincite_ui.http.app import build_app

            app = build_app(assistant, settings)
        address = address_of(listening)

        def ready() -> None:
            _announce(address, folder, json=json)
            assistant.prepare()

        run(app, listening, ready)
    return 0


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Turn garbage collection off during imports, where it takes a sixth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _separate_library(paths: list[str] | None, library: str | None) -> str | None:
    """A library for these files only, so that other documents do not compete; or the one named."""
    named = library is not None or os.environ.get(VARIABLE)
    return str(served_library(paths)) if paths and not named else library


def _fill(assistant: Assistant, paths: list[str]) -> int:
    """Add the files to serve; returns a nonzero exit status when there is nothing to serve."""
    with progress_bar() as progress:
        if paths:
            report: Any = add_files(assistant, paths, progress)
            status = report_failures(report.failures)
            return 0 if report.added else status
        if not assistant.documents():
            from pincite import sample

            assistant.add(sample.PDF, name=sample.PDF.name, progress=progress)
    return 0


def _announce(address: str, folder: Path, *, json: bool) -> None:
    if json:
        write_json({"url": address, "library": str(folder)})
    else:
        write_lines([Line(f"Pincite is at {address} (Ctrl-C stops it).")])
        note(f"Library: {one_line(str(folder))}")


def mcp(library: Library = None, json: Json = False) -> None:
    """Serve the library to an MCP client over standard input and output."""
    with opened(library) as assistant:
        from pincite_ui.mcp.tools import build_mcp

        # A thread blocks on standard input and ignores Ctrl-C, so the process exits here.
        # Nothing is lost: MCP only reads the library.
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(128 + number))
        build_mcp(assistant).run("stdio")
