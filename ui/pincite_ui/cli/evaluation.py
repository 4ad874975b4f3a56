"""The command that measures answers against a question set: eval."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pincite_ingest.errors import QuestionSetError, UsageError
from pincite_ingest.paths import path_of
from pincite_ui.cli import evaluation_tables
from pincite_ui.cli.options import Json, Library, opened
from pincite_ui.cli.output import as_json, note, one_line, write_json, write_lines
from pincite_ui.cli.progress import counting_bar, waiting

if TYPE_CHECKING:
    from pincite.evaluation import Evaluation


def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUESTIONS", help="A question set, JSONL or CSV.", show_default=False
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    everywhere: Annotated[
        bool,
        typer.Option(
            "--everywhere", help="Search all documents, even if a question names its document."
        ),
    ] = False,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Save the run there as JSON.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a report there: plots, and each question."),
    ] = None,
    server: Annotated[
        str,
        typer.Option(metavar="URL", help="The server that the report links to for pages."),
    ] = "http://127.0.0.1:7860",
    run: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the ranking there in TREC format."),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A B", help="Compare two saved runs; asks no questions."),
    ] = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """Measure the answers against a question set, or compare two runs.

    Intervals are 95 % bootstrap intervals over questions. A comparison tests every figure with a
    paired randomisation test.

    JSON: {"questions", "threshold", "figures": {name: {"value", "n", "interval"}}, "kinds":
    {kind: figures}, "sorts": {sort: figures}, "outcomes": [{"id", "question", "status", "result",
    "answer", "ranks", "hits", "marks", ...}]}. Of a comparison: {"questions", "figures":
    {name: {"a", "b", "difference", "interval", "p"}}}
    """
    if (questions is None) == (compare is None):
        raise UsageError("Give either a question set or --compare with two saved runs.")
    if compare is not None:
        _compare(*compare, json=json)
    elif questions is not None:
        _measure(path_of(questions), k, everywhere, save, html, server, run, library, json=json)


def _measure(
    questions: Path,
    k: int,
    everywhere: bool,
    save: Path | None,
    html: Path | None,
    server: str,
    run: Path | None,
    library: str | None,
    *,
    json: bool,
) -> None:
    _check_paths(questions, server, save, html, run)
    with opened(library) as assistant:
        with counting_bar("Asking") as progress:
            evaluation = assistant.evaluate(
                questions, k=k, everywhere=everywhere, progress=progress
            )
        titles = [info.title for info in assistant.documents()]
    if run is not None:
        _write(run, evaluation.trec_run(), "ranking")
    if save is not None:
        _write(save, as_json(evaluation.to_dict()) + "\n", "run")
    if html is not None:
        with waiting("Drawing the report"):
            text = _report(evaluation, questions, titles, server)
        _write(html, text, "report")
    if json:
        write_json(evaluation.to_dict())
    else:
        write_lines(evaluation_tables.figures(evaluation))


def _check_paths(questions: Path, server: str, *written: Path | None) -> None:
    """Report unusable paths before the questions are asked, not after."""
    from pincite.evaluation.report import server_address

    if not questions.is_file():
        raise QuestionSetError(f"There is no question set {questions}.")
    server_address(server)
    for path in (path_of(path) for path in written if path is not None):
        if not path.parent.is_dir():
            raise UsageError(f"There is no folder {path.parent} to write into.")
        if path.is_dir():
            raise UsageError(f"{path} is a folder; name a file to write.")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise UsageError(f"{path} cannot be written; name another file.")


def _report(evaluation: Evaluation, questions: Path, titles: list[str], server: str) -> str:
    from datetime import datetime

    from pincite.evaluation import report

    asked = titles[0] if len(titles) == 1 else f"{len(titles):,} documents"
    when = datetime.now().astimezone()
    about = f"Asked of {asked} on {when:%A}, {when.day} {when:%B %Y, %H:%M}."
    return report(evaluation, title=questions.name, about=about, server=server)


def _compare(a: Path, b: Path, *, json: bool) -> None:
    from pincite.evaluation import compare

    with waiting("Comparing"):
        found = compare(a, b)
    if json:
        write_json(found.to_dict())
    else:
        write_lines(evaluation_tables.comparison(found, a.name, b.name))


def _write(path: Path, text: str, what: str) -> None:
    path = path_of(path)
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    note(f"The {what} is in {one_line(str(path))}.")
