"""What the tests of reading share: small PDFs made on the spot, and the documents lent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.document import Document
from pincite_ingest.reader import read

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"

Draw = Callable[[Canvas], None]


def make_pdf(*pages: Draw, **options: object) -> bytes:
    """A PDF whose pages are drawn by the given functions, on A4 (595 x 842 points)."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, **options)  # type: ignore[arg-type]
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(
    canvas: Canvas, lines: list[str], *, left: float = 72, top: float = 100, size: float = 11,
    leading: float = 14, font: str = "Times-Roman",
) -> None:  # fmt: skip
    """Lines of text from a height (in points from the top) downwards."""
    canvas.setFont(font, size)
    for number, line in enumerate(lines):
        canvas.drawString(left, 842 - top - number * leading, line)


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive with the given parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def block_texts(document: Document, kind: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


@cache
def read_shared(name: str) -> Document:
    """A document of the folder beside the project; the test is skipped where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {path.name} of the folder 'shared' beside the project")
    return read(path.read_bytes(), path.name)
