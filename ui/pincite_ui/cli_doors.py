"""The verbs that keep running: serve and mcp."""

from __future__ import annotations

from typing import Annotated

import typer

from pincite_ui.cli_options import Json, Library


def serve(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files to add first.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 7860,
    library: Library = None,
    json: Json = False,
) -> int:
    """Serve the chat, the HTTP API and MCP."""
    raise NotImplementedError


def mcp(library: Library = None, json: Json = False) -> None:
    """Serve the library to an MCP client over standard input and output."""
    raise NotImplementedError
