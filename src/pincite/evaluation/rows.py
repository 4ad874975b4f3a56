"""The rows of a question set's file, each with the number of its first line.

Spreadsheets write CSV in many ways: with commas, semicolons or tabs, with a byte order mark, as
UTF-16 or Windows-1252, and with line breaks inside quotation marks. All of these are read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pincite_ingest.errors import DocumentError, QuestionSetError
from pincite_ingest.formats.decoding import decode

Row = tuple[int, Mapping[str, Any]]
"""A line's number, from 1, and its fields by name."""


def read_rows(file: Path) -> Iterator[Row]:
    """Read the rows of a JSONL file, or of a CSV or TSV file if its name ends so.

    Raises QuestionSetError with the number of the bad line.
    """
    try:
        text, _ = decode(file.read_bytes(), str(file))
    except FileNotFoundError:
        raise QuestionSetError(f"There is no question set {file}.") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise QuestionSetError(f"The question set {file} cannot be read: {why}.") from error
    except DocumentError as error:
        raise QuestionSetError(
            f"The question set {file} cannot be read: {error.reason}. Save it as UTF-8."
        ) from error
    if file.suffix.lower() in (".csv", ".tsv"):
        yield from _csv(text, file.name)
    else:
        yield from _jsonl(text, file.name)


def _jsonl(text: str, name: str) -> Iterator[Row]:
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise QuestionSetError(f"{name}, line {number}: it is not JSON.") from None
        if not isinstance(row, dict):
            raise QuestionSetError(f"{name}, line {number}: it is not a JSON object.")
        yield number, row


def _csv(text: str, name: str) -> Iterator[Row]:
    delimiter = _delimiter(text, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise QuestionSetError(f"{name}, line {number}: it is not CSV, {error}.") from None
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip().lower() for cell in cells]
            if "question" not in header:
                raise QuestionSetError(
                    f"{name}, line {number}: the header has no column named question."
                )
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            raise QuestionSetError(
                f"{name}, line {number}: it has more fields than the header; put a text with "
                f"a {_NAMES[delimiter]} in quotation marks."
            )
        yield number, _fields(dict(zip(header, cells, strict=False)))


def _delimiter(text: str, name: str) -> str:
    """A tab in a TSV file; in a CSV file, the delimiter that its header has most often."""
    if name.lower().endswith(".tsv"):
        return "\t"
    header = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    return max(",;\t", key=header.count)


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


_WHOLE = re.compile(r"(?<=\d)\.0+$")
"""Spreadsheets write whole numbers this way in a column that has empty cells."""


def _is_json(text: str) -> bool:
    if not text.startswith(("[", "{")):
        return False
    try:
        return isinstance(json.loads(text), list | dict)
    except (ValueError, RecursionError):
        return False


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row, with its evidence as objects."""
    evidence = row.get("evidence", "").strip()
    page = _WHOLE.sub("", row.get("page", "").strip()) or None
    if not _is_json(evidence):
        words = evidence or row.get("text", "").strip() or None
        row["evidence"] = [{"text": words, "page": page}] if words or page else []
    return row
