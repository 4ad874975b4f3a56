"""The verbs that keep running: serve and mcp."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pincite_ui.cli import documents as cli_documents
from pincite_ui.cli.options import VARIABLE, Json, Library, library_folder, library_of, opened
from pincite_ui.cli.output import note, one_line, write_json, write_lines
from pincite_ui.cli.progress import progress_bar, waiting
from pincite_ui.cli.tables import Line

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
        typer.Option(metavar="NAME", help="A host name to answer to, besides localhost."),
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

    Files are added first, to a library of their own unless one is named; a second run finds it
    again. Without files, an empty library is given the bundled briefing. PINCITE_PASSWORD
    and PINCITE_API_KEY say who may come in; without either, only this machine may.

    JSON, once it runs: {"url", "library"}
    """
    from pincite_ui.http.auth import Credentials, check_exposure, host_names
    from pincite_ui.http.listening import address_of, listen, run
    from pincite_ui.http.settings import ServerSettings

    credentials = Credentials.from_environment()
    check_exposure(host, credentials, exposed=expose_without_password)
    library = _named(paths, library)
    folder = library_folder(library)
    with listen(host, port) as listening, opened(library, create=True) as assistant:
        status = _fill(assistant, paths or [])
        if status:
            return status
        names = tuple(name.lower() for name in (host, *host_names(host), *(allow_host or ())))
        settings = ServerSettings(credentials=credentials, host_names=names)
        with waiting("Starting the server"), _uncollected():
            from pincite_ui.http.server import build_app

            app = build_app(assistant, settings)
        address = address_of(listening)

        def ready() -> None:
            _announce(address, folder, json=json)
            assistant.prepare()

        run(app, listening, ready)
    return 0


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage among what is imported: it all stays, and looking through it
    again and again is a sixth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _named(paths: list[str] | None, library: str | None) -> str | None:
    """The files' own library, unless one was named: what else is in it would compete with them."""
    named = library is not None or os.environ.get(VARIABLE)
    return str(library_of(paths)) if paths and not named else library


def _fill(assistant: Assistant, paths: list[str]) -> int:
    """Add what is to be served; a status other than 0 when there is nothing left to serve."""
    with progress_bar() as progress:
        if paths:
            report: Any = cli_documents.add_files(assistant, paths, progress)
            status = cli_documents.report_failures(report.failures)
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

        # A thread waits for the client's next word and heeds no Ctrl-C, so the process ends here.
        # The library is only read, and what is half written to it is never seen.
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(128 + number))
        build_mcp(assistant).run("stdio")
