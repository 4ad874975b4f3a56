"""How well Pincite and its peers read PDFs: one table over the documents in ../shared.

    python tests/benchmarks/reading.py ../shared

Peers are measured where they can be imported (``pip install pdfplumber pymupdf camelot-py``); they
are not dependencies of the project. The columns, all in percent but the last:

labels    pages whose printed number the tool gives, of those that print a lone number at their top
          or foot which counts on from or to a neighbouring page (filings and reports)
boxes     quotes of 3 to 40 words whose rectangles hold the quote's letters and no others
tables    F1 of the cells' adjacency relations on the ICDAR 2013 documents, by their own scorer
heads     running heads and feet (lines repeated at the edges of five pages) kept out of the text
order     neighbouring blocks of hand-checked pages that come in the right order
pages/s   pages a second of processor time, for the tool's own extraction of text
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import logging
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2 as pdfium

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ingest"))

from pincite_ingest.document import BlockKind, Document  # noqa: E402
from pincite_ingest.reader import read  # noqa: E402

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the page's top left corner."""
CASES = ROOT / "tests" / "ingest" / "cases" / "policy_pages.json"
QUOTES = 300
REPEATED = 5
"""Pages on which a line stands at the edge before it counts as a running head."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What a library can tell about a PDF; None where it has no such function."""

    name: str
    texts: Callable[[Path], list[str]] | None = None
    """The text of each page."""
    labels: Callable[[Path], list[str]] | None = None
    """The label of each page."""
    boxes: Callable[[Path, int, str], list[Box]] | None = None
    """Where a quote stands on a page, counted from 0."""
    tables: str = ""
    """The tool's name in the scorer of ICDAR 2013."""


@cache
def document(path: Path) -> Document:
    return read(path.read_bytes(), path.name)


def pincite_texts(path: Path) -> list[str]:
    whole = document(path)
    texts = ["" for _ in whole.pages]
    for block in whole.blocks:
        if block.kind is not BlockKind.FURNITURE:
            for page in whole.pages_of(block.start, block.end):
                for span in page.spans:
                    start, end = max(span.start, block.start), min(span.end, block.end)
                    texts[page.index - 1] += whole.text[start:end] + "\n" if start < end else ""
    return texts


def pincite_labels(path: Path) -> list[str]:
    return [page.label for page in document(path).pages]


def pincite_boxes(path: Path, page: int, quote: str) -> list[Box]:
    whole = document(path)
    at = whole.text.find(quote)
    while at >= 0:
        on = whole.pages[page]
        if on.touches(at, at + len(quote)):
            boxes = on.rectangles(at, at + len(quote))
            return [(box.left, box.top, box.right, box.bottom) for box in boxes]
        at = whole.text.find(quote, at + 1)
    return []


def pypdf_tool(pypdf: Any) -> Tool:
    def texts(path: Path) -> list[str]:
        return [page.extract_text() for page in pypdf.PdfReader(path).pages]

    return Tool("pypdf", texts, lambda path: list(pypdf.PdfReader(path).page_labels))


def pymupdf_tool(pymupdf: Any) -> Tool:
    opened = cache(pymupdf.open)

    def boxes(path: Path, page: int, quote: str) -> list[Box]:
        return [tuple(box) for box in opened(path)[page].search_for(quote)]

    return Tool(
        "pymupdf",
        lambda path: [page.get_text() for page in pymupdf.open(path)],
        lambda path: [page.get_label() or str(page.number + 1) for page in pymupdf.open(path)],
        boxes,
        "pymupdf",
    )


def pdfplumber_tool(pdfplumber: Any) -> Tool:
    opened = cache(pdfplumber.open)

    def texts(path: Path) -> list[str]:
        with pdfplumber.open(path) as pdf:
            return [page.extract_text() for page in pdf.pages]

    def boxes(path: Path, page: int, quote: str) -> list[Box]:
        pattern = r"\s+".join(map(re.escape, quote.split()))
        found = opened(path).pages[page].search(pattern)[:1]
        characters = [character for match in found for character in match["chars"]]
        return [(c["x0"], c["top"], c["x1"], c["bottom"]) for c in characters]

    return Tool("pdfplumber", texts, None, boxes, "pdfplumber")


def tools() -> Iterator[Tool]:
    yield Tool("pincite", pincite_texts, pincite_labels, pincite_boxes, "pincite")
    for name, make in (
        ("pypdf", pypdf_tool),
        ("pymupdf", pymupdf_tool),
        ("pdfplumber", pdfplumber_tool),
    ):
        if importlib.util.find_spec(name):
            yield make(importlib.import_module(name))
    if importlib.util.find_spec("camelot"):
        yield Tool("camelot-stream", tables="camelot-stream")
        yield Tool("camelot-lattice", tables="camelot-lattice")


@cache
def edges(path: Path) -> list[list[str]]:
    """The first two and the last two lines of each page, from the top down, as PDFium has them."""
    pdf = pdfium.PdfDocument(path)
    found = []
    for page in pdf:
        lines = [line.strip() for line in page.get_textpage().get_text_range().splitlines()]
        lines = [line for line in lines if line]
        found.append([*lines[:2], *lines[-2:]])
    pdf.close()
    return found


def printed_labels(path: Path) -> dict[int, str]:
    """Page index from 0 -> the lone number printed at its edge, where a neighbour counts on."""
    lone = [
        {int(line) for line in lines if re.fullmatch(r"\d{1,3}", line)} for lines in edges(path)
    ]
    labels = {}
    for at, numbers in enumerate(lone):
        near = [(step, lone[at + step]) for step in (-1, 1) if 0 <= at + step < len(lone)]
        agreed = [n for n in numbers if any(n + step in others for step, others in near)]
        if len(agreed) == 1:
            labels[at] = str(agreed[0])
    return labels


def running_heads(path: Path) -> dict[int, list[str]]:
    """Page index from 0 -> its lines that are repeated at the edge of several pages."""
    counts = Counter(squeezed(line) for lines in edges(path) for line in set(lines))
    return {
        at: repeated
        for at, lines in enumerate(edges(path))
        if (repeated := [x for x in map(squeezed, lines) if counts[x] >= REPEATED and len(x) > 8])
    }


def quotes(paths: list[Path]) -> list[tuple[Path, int, str]]:
    """Runs of whole words within one block on one page, drawn from every file in turn."""
    rng = random.Random(20)  # noqa: S311
    found: list[tuple[Path, int, str]] = []
    while len(found) < QUOTES:
        path = paths[len(found) % len(paths)]
        whole = document(path)
        block = rng.choice(whole.blocks)
        words = [match.span() for match in re.finditer(r"\S+", whole.text[block.start : block.end])]
        first = rng.randrange(len(words))
        last = min(first + rng.randrange(2, 40), len(words) - 1)
        start, end = block.start + words[first][0], block.start + words[last][1]
        pages = whole.pages_of(start, end)
        prose = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE)
        if prose and last - first >= 2 and len(pages) == 1:
            found.append((path, pages[0].index - 1, whole.text[start:end]))
    return found


def squeezed(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def label_accuracy(tool: Tool, paths: list[Path]) -> str:
    if tool.labels is None:
        return "-"
    right = total = 0
    for path in paths:
        given = tool.labels(path)
        for at, label in printed_labels(path).items():
            right, total = right + (given[at] == label), total + 1
    return f"{100 * right / total:.1f}"


def box_accuracy(tool: Tool, drawn: list[tuple[Path, int, str]]) -> str:
    if tool.boxes is None:
        return "-"
    right = 0
    for path, page, quote in drawn:
        under = letters_under(path, page, tool.boxes(path, page, quote))
        right += under == sorted(squeezed(quote))
    return f"{100 * right / len(drawn):.1f}"


def letters_under(path: Path, page: int, boxes: list[Box]) -> list[str]:
    """The letters whose middle lies in the boxes, in alphabetical order."""
    return sorted(
        "".join(
            letter
            for letter, x, y in characters(path, page)
            if any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
        )
    )


@cache
def characters(path: Path, page: int) -> list[tuple[str, float, float]]:
    """Each character of a page with its middle, as PDFium has it."""
    pdf = pdfium.PdfDocument(path)
    text, height = pdf[page].get_textpage(), pdf[page].get_height()
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        letter = squeezed(text.get_text_range(index, 1))
        found.append((letter, (left + right) / 2, height - (bottom + top) / 2))
    return found


def head_removal(tool: Tool, paths: list[Path]) -> str:
    if tool.texts is None:
        return "-"
    gone = total = 0
    for path in paths:
        texts = [{squeezed(line) for line in text.splitlines()} for text in tool.texts(path)]
        for at, heads in running_heads(path).items():
            gone += sum(head not in texts[at] for head in heads)
            total += len(heads)
    return f"{100 * gone / total:.1f}"


def order_accuracy(tool: Tool, folder: Path) -> str:
    if tool.texts is None:
        return "-"
    right = total = 0
    texts = cache(tool.texts)
    for case in json.loads(CASES.read_text()):
        text = squeezed(texts(folder / case["file"])[case["page"] - 1])
        places = [text.find(squeezed(block["first"])) for block in case["blocks"]]
        total += len(places) - 1
        right += sum(0 <= first < second for first, second in pairwise(places))
    return f"{100 * right / total:.1f}"


def table_score(tool: Tool, folder: Path, scorer: ModuleType) -> str:
    if not tool.tables:
        return "-"
    find = getattr(scorer, tool.tables.replace("-", "_"))
    scores = []
    for pdf in sorted(folder.glob("*.pdf")):
        gold = scorer.truth(pdf.with_name(pdf.stem + "-str.xml"))
        got: Counter[Any] = Counter()
        try:
            for table in find(pdf):
                cells = ((r, c, t) for r, row in enumerate(table) for c, t in enumerate(row))
                got += scorer.relations({(r, c): t for r, c, t in cells})
        except Exception as error:
            print(f"{tool.name}: {pdf.name}: {error}", file=sys.stderr)
        scores.append(2 * (gold & got).total() / max(1, gold.total() + got.total()))
    return f"{100 * sum(scores) / len(scores):.1f}"


def pages_a_second(tool: Tool, paths: list[Path]) -> str:
    if tool.texts is None:
        return "-"
    document.cache_clear()
    start, pages = time.process_time(), 0
    for path in paths:
        pages += len(tool.texts(path))
    return f"{pages / (time.process_time() - start):.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with bench/ and corpus/")
    parser.add_argument("--filings", type=int, default=3, help="how many filings to read")
    arguments = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every odd font
    bench = arguments.data / "bench"
    policy = sorted((bench / "policy_pdfs").glob("*.pdf"))
    reports = [arguments.data / "corpus" / "report.pdf", *policy]
    filings = sorted((bench / "financebench" / "pdfs").glob("*.pdf"))[: arguments.filings]
    spec = importlib.util.spec_from_file_location("score", bench / "icdar2013" / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"There is no scorer in {bench / 'icdar2013'}.")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    drawn = quotes(reports)
    files = reports + filings
    labels = sum(len(printed_labels(path)) for path in files)
    heads = sum(len(lines) for path in files for lines in running_heads(path).values())
    print(f"{len(files)} files, {labels} printed labels, {len(drawn)} quotes, {heads} heads")
    print(
        "\n| tool | labels | boxes | tables | heads | order | pages/s |\n|---" + "|---:" * 6 + "|"
    )
    for tool in tools():
        row = [
            label_accuracy(tool, files),
            box_accuracy(tool, drawn),
            table_score(tool, bench / "icdar2013", scorer),
            head_removal(tool, files),
            order_accuracy(tool, bench / "policy_pdfs"),
            pages_a_second(tool, reports),
        ]
        print(f"| {tool.name} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
