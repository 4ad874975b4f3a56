"""Tables as values: their place in the text, and figures checked by hand in real filings."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from pincite_ingest.document import BlockKind, Document
from pincite_ingest.reader import read
from pincite_ingest.sandbox.worker import pack, unpack

from .conftest import ROOT, read_shared

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (ROOT / "tests/ingest/cases/tables.jsonl").read_text("utf-8").splitlines()
]


def test_cells_stand_in_their_block() -> None:
    html = (
        "<h1>Results</h1><table><tr><td>Item</td><td>2021</td><td>2020</td></tr>"
        "<tr><td>Revenue</td><td>12</td><td>10</td></tr></table>"
    )
    document = read(html.encode(), "page.html")
    check_places(document)
    (table,) = document.tables
    assert table.grid() == [["Item", "2021", "2020"], ["Revenue", "12", "10"]]


def test_tables_of_a_pdf_survive_the_worker() -> None:
    document = read_shared("bench/icdar2013/us-012.pdf")
    check_places(document)
    assert document.tables
    assert unpack(pack(document)) == document


def check_places(document: Document) -> None:
    """Each table covers one block, and each cell's offsets give its text."""
    blocks = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert len(blocks) == len(document.tables)
    for block, table in zip(blocks, document.tables, strict=True):
        assert block.start <= table.span.start <= table.span.end <= block.end
        for row in (*table.heads, *table.rows):
            for cell in row:
                assert document.text[cell.span.start : cell.span.end] == cell.text
        assert len({len(row) for row in table.grid()}) == 1, "rows of one length"


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['file']}-{case['page']}-{case['row']}-{case['column']}"
)
def test_a_figure_stands_in_its_row_and_under_its_head(case: dict[str, Any], shared: Path) -> None:
    path = shared / "bench/financebench/pdfs" / case["file"]
    if not path.exists():
        pytest.skip(f"needs {case['file']} of the folder 'shared' beside the project")
    document = read(single_page(path, case["page"]), case["file"])
    found = [
        text
        for table in document.tables
        for row in table.grid()
        if row[0] == case["row"]
        for head, text in zip(table.heads[-1] if table.heads else (), row, strict=False)
        if head.text == case["column"]
    ]
    assert case["value"] in found


def single_page(path: Path, page: int) -> bytes:
    """One page of a long file as a PDF of its own; ``page`` counts from 1."""
    made = pypdfium2.PdfDocument.new()
    made.import_pages(pypdfium2.PdfDocument(path), [page - 1])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()
