"""The verbs that keep a library: add, list, remove, verify, rescue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pincite_ingest.errors import DocumentError, PinciteError, UsageError
from pincite_ui.cli import tables
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
        typer.Option(help="Keep it under this name instead of its path (one file only)."),
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="The password of encrypted files.", show_default=False)
    ] = None,
    library: Library = None,
    json: Json = False,
) -> int:
    """Read files, embed them and store them.

    A file that is already there, unchanged, is left alone; a changed one replaces what it was.
    Each file that cannot be read is reported, and the others are stored.

    JSON: {"added": [{"status", "document"}], "failures": [{"source", "error"}]}
    """
    if name is not None and len(paths) > 1:
        raise UsageError("--name names one file; add the files one at a time to name each.")
    with opened(library, create=True) as assistant, progress_bar() as progress:
        report = add_files(assistant, paths, progress, name=name, password=password)
    return _tell(report, json)


def rescue(
    into: Annotated[str, typer.Argument(metavar="NEW", help="The folder of the new library.")],
    library: Library = None,
    json: Json = False,
) -> int:
    """Read the files kept in a library that is damaged into a new one.

    Nothing in the damaged library is changed, and no more is needed of it than the folder
    "originals". Files keep the names they had, as far as the catalog still tells them. It also
    takes a library over to another encoder (PINCITE_ENCODER).

    JSON: {"added": [{"status", "document"}], "failures": [{"source", "error"}]}
    """
    from pincite.recovery import rescue as rescued

    with progress_bar() as progress:
        report = rescued(library_folder(library), into, progress=progress)
    return _tell(report, json)


def _tell(report: AddReport, json: bool) -> int:
    """Say what became of the files; the exit status that follows."""
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
    """Add files, the good ones whatever becomes of the others."""
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
    """What any failing verb has in its JSON, beside what went well; nothing when all did."""
    if not failures:
        return {}
    sentence = " ".join(one_line(str(failure)) for failure in failures)
    return {"error": sentence, "status": STATUS_DOCUMENT}


def report_failures(failures: Sequence[PinciteError]) -> int:
    """Say which documents it did not work for; the exit status that follows."""
    for failure in failures:
        note(f"pincite: {one_line(str(failure))}")
    return STATUS_DOCUMENT if failures else 0


def added_lines(added: Any) -> Any:
    """One added document, said to a person."""
    return tables.document(added.document, f"{str(added.status).capitalize()}: ")


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
        write_lines(tables.documents(found))


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
        write_lines(line for row in removed for line in tables.document(row, "Removed: "))
    return report_failures(failures)


def verify(library: Library = None, json: Json = False) -> int:
    """Check that the library is sound.

    Problems are listed, and the exit status is 4. What can be made anew from the rest (the word
    index, the vector file) is; for what cannot, there is `pincite rescue`.

    JSON: {"sound", "problems": [sentence]}
    """
    with opened(library) as assistant:
        problems = assistant.verify()
    if json:
        write_json({"sound": not problems, "problems": problems})
    else:
        sound = [tables.Line("The library is sound.")]
        write_lines([tables.Line(problem, mark="! ") for problem in problems] or sound)
    return STATUS_LIBRARY if problems else 0
