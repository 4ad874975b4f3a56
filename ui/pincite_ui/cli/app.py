"""The commands of the command line, and how errors are reported.

A command returns its exit status or nothing. Every error reaches :func:`run`, which reports it in
one sentence. Users never see a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from pincite_ingest.errors import PinciteError
from pincite_ui.cli import documents, evaluation, feedback, questions, serve, show
from pincite_ui.cli.lines import Line
from pincite_ui.cli.output import PipeClosed, note, one_line, write_json, write_lines
from pincite_ui.error_codes import error_code

COMMANDS: dict[str, Callable[..., int | None]] = {
    "add": documents.add,
    "list": documents.list_,
    "remove": documents.remove,
    "ask": questions.ask,
    "about": questions.about,
    "search": questions.search,
    "show": show.show,
    "quote": questions.quote,
    "eval": evaluation.evaluate,
    "feedback": feedback.feedback,
    "serve": serve.serve,
    "mcp": serve.mcp,
    "verify": documents.verify,
    "rescue": documents.rescue,
}

STATUS_ERROR = 1

app = typer.Typer(
    name="pincite",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, command in COMMANDS.items():
    app.command(name)(command)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("pincite")
        except PackageNotFoundError:
            number = "(run from its sources)"
        write_lines([Line(f"pincite {number}")])
        raise typer.Exit


@app.callback()
def pincite(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Ask your documents and get verified, verbatim quotes with their pages.

    A library is one folder: --library DIR, else $PINCITE_LIBRARY, else "library" in Pincite's
    data folder (on Linux ~/.local/share/pincite). `pincite serve FILE...` uses a separate library
    for those files, under "served" in the same folder.

    Exit status: 0 done (also when the documents do not answer), 2 wrong usage or an empty
    question, 3 a document or a question set is missing or could not be read, 4 the library is
    damaged, missing or in use, 1 anything else. With --json, a command that fails prints
    {"error": SENTENCE, "status": N} on standard output and the sentence on standard error.
    """


def run(words: list[str]) -> int:
    """Run one command and return its exit status.

    Raises:
        PipeClosed: The program that reads the output has ended.
    """
    try:
        status = _invoke(words)
    except PinciteError as error:
        return _fail(words, str(error), error_code(error).exit_status)
    except typer.TyperException as error:
        return _fail(words, _usage_sentence(error), error.exit_code)
    except OSError as error:
        return _fail(words, _system_sentence(error), STATUS_ERROR)
    except (KeyboardInterrupt, PipeClosed):
        raise
    except Exception as error:
        if os.environ.get("PINCITE_DEBUG"):
            raise
        return _fail(words, _unexpected_sentence(error), STATUS_ERROR)
    return status if isinstance(status, int) else 0


def _invoke(words: list[str]) -> Any:
    if not sys.warnoptions:
        # Warnings of libraries are for their developers, not for users.
        import warnings

        warnings.simplefilter("ignore")
    return typer.main.get_command(app).main(words, prog_name="pincite", standalone_mode=False)


def _fail(words: list[str], sentence: str, status: int) -> int:
    options = words[: words.index("--")] if "--" in words else words
    if "--json" in options:
        write_json({"error": one_line(sentence), "status": status})
    note(f"pincite: {one_line(sentence)}" if words else sentence)
    return status


def _usage_sentence(error: typer.TyperException) -> str:
    sentence = error.format_message().rstrip()
    context = getattr(error, "ctx", None)
    if "\n" in sentence or context is None:
        return sentence
    return f"{sentence.rstrip('.')}. Try: {context.command_path} --help"


def _system_sentence(error: OSError) -> str:
    what = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    return f"{error.filename}: {what}." if error.filename else f"{what}."


def _unexpected_sentence(error: Exception) -> str:
    return (
        f"Something unexpected went wrong ({type(error).__name__}: {error}). "
        "Set PINCITE_DEBUG=1 and run it again to see where."
    )
