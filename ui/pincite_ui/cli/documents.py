"""The commands that manage a library: add, list, remove, verify, rescue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pincite_ingest.errors import DocumentError, PinciteError, UsageError
from pincite_ui.cli import formatting
from pincite_ui.cli.lines import Line
from pincite_ui.cli.options import Json, Library, library_folder, opened
from pincite_ui.cli.output import note, one_line, write_json, write_lines
from pincite_ui.cli.progress import progress_bar

if TYPE_CHECKING:
    from pincite import AddReport, Assistant

STATUS_DOCUMENT = 3
STATUS_LIBRARY = 4


def add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files to add.")],
    name: Annotated[
        str | None,
        typer.Option(help="Store it under this name instead of its path (one file only)."),
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="The password of encrypted files.", show_default=False)
    ] = None,
    library: Library = None,
    json: Json = False,
) -> int:
    """Read files, embed them and store them.

    A file that is already in the library is skipped; a changed file replaces its old version. Files
    that cannot be read are reported, and the others are stored.

    JSON: {"added": [{"status", "document"}], "failures": [{"source", "error"}]}
    """
    if name is not None and len(paths) > 1:
        raise UsageError("--name works with one file; add the files one at a time to name each.")
    with opened(library, create=True) as assistant, progress_bar() as progress:
        report = add_files(assistant, paths, progress, name=name, password=password)
    return _report(report, json)


def rescue(
    into: Annotated[str, typer.Argument(metavar="NEW", help="The folder of the new library.")],
    library: Library = None,
    json: Json = False,
) -> int:
    """Build a new library from the original files in a damaged library.

    The damaged library is not changed; only its folder "originals" is needed. Files keep their
    names as far as the catalog can still be read. Use it also to move a library to another encoder
    (PINCITE_ENCODER).

    JSON: {"added": [{"status", "document"}], "failures": [{"source", "error"}]}
    """
    from pincite.recovery import rescue as rescued

    with progress_bar() as progress:
        report = rescued(library_folder(library), into, progress=progress)
    return _report(report, json)


def _report(report: AddReport, json: bool) -> int:
    """Print what happened to the files and return the exit status."""
    if json:
        write_json({**report.to_dict(), **_error(report.failures)})
    else:
        write_lines(line for added in report.added for line in added_lines(added))
    return report_failures(report.failures)


def add_files(
    assistant: Assistant,
    paths: Sequence[str],
    progress: Any = None,
    *,
    name: str | None = None,
    password: str | None = None,
) -> AddReport:
    """Add files; a file that fails does not stop the others."""
    files = [Path(path) for path in paths]
    if name is None and password is None:
        return assistant.add_all(files, progress=progress)
    from pincite import AddReport

    added, failures = [], []
    for file in files:
        try:
            added.append(assistant.add(file, name=name, password=password, progress=progress))
        except DocumentError as error:
            failures.append(error)
    return AddReport(tuple(added), tuple(failures))


def _error(failures: Sequence[PinciteError]) -> dict[str, Any]:
    """The members that a failing command adds to its JSON; empty when nothing failed."""
    if not failures:
        return {}
    sentence = " ".join(one_line(str(failure)) for failure in failures)
    return {"error": sentence, "status": STATUS_DOCUMENT}


def report_failures(failures: Sequence[PinciteError]) -> int:
    """Print the failures and return the exit status."""
    for failure in failures:
        note(f"pincite: {one_line(str(failure))}")
    return STATUS_DOCUMENT if failures else 0


def added_lines(added: Any) -> Any:
    """An added document as lines."""
    return formatting.document(added.document, f"{str(added.status).capitalize()}: ")


def list_(library: Library = None, json: Json = False) -> None:
    """List the documents of the library.

    JSON: {"documents": [{"id", "title", "source", "media_type", "pages", "passages",
    "characters", "warnings", "added"}]}
    """
    with opened(library) as assistant:
        found = assistant.documents()
    if json:
        write_json({"documents": [document.to_dict() for document in found]})
    else:
        write_lines(formatting.documents(found))


def remove(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID", help="Document ids, their beginnings, or their sources."),
    ],
    library: Library = None,
    json: Json = False,
) -> int:
    """Remove documents from the library. The files themselves are not touched.

    JSON: {"removed": [a document as in list]}
    """
    removed, failures = [], []
    with opened(library) as assistant:
        for wanted in ids:
            try:
                removed.append(assistant.remove(wanted))
            except DocumentError as error:
                failures.append(error)
    if json:
        write_json({"removed": [row.to_dict() for row in removed], **_error(failures)})
    else:
        write_lines(line for row in removed for line in formatting.document(row, "Removed: "))
    return report_failures(failures)


def verify(library: Library = None, json: Json = False) -> int:
    """Check the library for damage.

    Problems are listed, and the exit status is 4. The word index and the vector file are rebuilt
    when they are damaged; for anything else, use `pincite rescue`.

    JSON: {"sound", "problems": [sentence]}
    """
    with opened(library) as assistant:
        problems = assistant.verify()
    if json:
        write_json({"sound": not problems, "problems": problems})
    else:
        sound = [Line("The library is sound.")]
        write_lines([Line(problem, mark="! ") for problem in problems] or sound)
    return STATUS_LIBRARY if problems else 0
