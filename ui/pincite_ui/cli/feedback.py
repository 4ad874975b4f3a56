"""The command that lists and exports the judgements of answers: feedback."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pincite_ingest.paths import path_of
from pincite_ui.cli import formatting
from pincite_ui.cli.lines import Line
from pincite_ui.cli.options import Json, Library, opened
from pincite_ui.cli.output import one_line, write_json, write_lines


def feedback(
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a question set there, JSONL, for `pincite eval`."),
    ] = None,
    library: Library = None,
    json: Json = False,
) -> None:
    """List the judgements of answers, or export them as a question set.

    The quotes of a right answer become its evidence. The question of a wrong answer is exported
    without evidence, for you to complete. Answers from removed documents are left out.

    JSON: {"feedback": [{"question", "quotes": [{"document", "start", "end", "pages": [label]}],
    "opinion", "given"}]}. Of an export: {"file", "questions", "left_out"}
    """
    with opened(library) as assistant:
        judgements = assistant.feedback()
        questions = assistant.feedback_questions() if export is not None else None
    if export is None or questions is None:
        if json:
            write_json({"feedback": [judgement.to_dict() for judgement in judgements]})
        else:
            write_lines(formatting.feedback(judgements))
        return
    path_of(export).write_text(questions.jsonl, encoding="utf-8")
    exported = {"questions": len(questions.rows), "left_out": questions.left_out}
    if json:
        write_json({"file": str(export), **exported})
    else:
        write_lines([Line(formatting.exported(one_line(str(export)), **exported))])
