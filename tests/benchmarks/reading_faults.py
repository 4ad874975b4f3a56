"""Speed and robustness of reading PDFs, and whether rectangles match their text.

    python tests/benchmarks/reading_faults.py ../shared

Prints three tables: faults (odd files and mutated copies of good ones, each read in a worker),
speed (pages a second with boxes, beside pypdf's plain text in the same run), and rectangles (the
text under a span's rectangles, read back from the page, against the span's own).
"""

from __future__ import annotations

import argparse
import gc
import io
import random
import re
import resource
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ingest"))

import pypdf  # noqa: E402
import pypdfium2 as pdfium  # noqa: E402
from PIL import Image  # noqa: E402
from reportlab.lib.pagesizes import A4  # noqa: E402
from reportlab.lib.utils import ImageReader  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

from pincite_ingest.document import Document  # noqa: E402
from pincite_ingest.errors import DocumentError  # noqa: E402
from pincite_ingest.limits import Limits  # noqa: E402
from pincite_ingest.pdf import ocr  # noqa: E402
from pincite_ingest.pdf.pdfium import opened, opened_page  # noqa: E402
from pincite_ingest.pdf.rendering import draw_page  # noqa: E402
from pincite_ingest.reader import read  # noqa: E402
from pincite_ingest.sandbox.worker import read_isolated  # noqa: E402

SECONDS, GIGABYTE = 20.0, 1024 * 1024 * 1024
LIMITS = Limits(max_seconds=0.9 * SECONDS, max_memory_bytes=GIGABYTE)
"""Limits of the worker, so that each file ends within ``SECONDS`` in total."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with bench/ and corpus/")
    parser.add_argument("--mutations", type=int, default=200)
    parser.add_argument("--spans", type=int, default=500)
    parser.add_argument("--only", choices=("faults", "speed", "rectangles"))
    arguments = parser.parse_args()
    good = [
        arguments.data / "corpus" / "report.pdf",
        *sorted((arguments.data / "bench" / "policy_pdfs").glob("*.pdf")),
    ]
    if arguments.only in (None, "speed"):
        speed(good)
    if arguments.only in (None, "rectangles"):
        rectangles(good, arguments.spans)
    if arguments.only in (None, "faults"):
        scan(good[0], 30)
        odd = sorted((arguments.data / "bench" / "odd_pdfs").glob("*.pdf"))
        faults("odd files", [(path.name, path.read_bytes()) for path in odd])
        faults("mutated copies", mutations(good, arguments.mutations))


def speed(paths: list[Path]) -> None:
    print("\npages a second of processor time, the best of several turns each")
    print(f"{'file':44}{'pages':>6}{'ours':>9}{'pypdf':>9}{'ratio':>7}")
    pages = ours = theirs = 0.0
    read(paths[0].read_bytes(), "warm-up.pdf")
    for path in paths:
        data = path.read_bytes()
        best = plain = spent = 0.0
        for turn in range(20):  # in turns, so that a busy moment strikes both
            took = timed(lambda data=data: read(data, "x.pdf"))
            other = timed(lambda data=data: pypdf_text(data))
            best, plain = (min(best, took), min(plain, other)) if turn else (took, other)
            spent += took + other
            if turn >= 2 and spent > 6.0:
                break
        count = len(pypdf.PdfReader(path).pages)
        print(f"{path.name:44}{count:6}{count / best:9.1f}{count / plain:9.1f}{plain / best:7.2f}")
        pages, ours, theirs = pages + count, ours + best, theirs + plain
    print(f"{'all':44}{pages:6.0f}{pages / ours:9.1f}{pages / theirs:9.1f}{theirs / ours:7.2f}")


def timed(work: Callable[[], object]) -> float:
    """Processor time: what else runs on the machine does not count, nor does older garbage."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def pypdf_text(data: bytes) -> None:
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        page.extract_text()


def rectangles(paths: list[Path], number: int) -> None:
    """Spans of whole words, a few to some forty, from every file in turn."""
    rng = random.Random(20)  # noqa: S311
    documents = [(path, read(path.read_bytes(), path.name)) for path in paths]
    same = extra = total = 0
    misses = []
    for at in range(number):
        path, document = documents[at % len(documents)]
        start, end = random_span(document, rng)
        total += 1
        found = under_rectangles(path, document, start, end)
        expected = letters(document.text[start:end])
        same += found == expected
        extra += len(found) > len(expected)
        if found != expected:
            misses.append((path.name, start, document.text[start:end][:50], found[:50]))
    print(f"\nrectangles: {same} of {total} spans read back exactly ({100 * same / total:.1f} %)")
    print(f"            {extra} cover anything else")
    for miss in misses[:10]:
        print("  ", miss)


def random_span(document: Document, rng: random.Random) -> tuple[int, int]:
    while True:
        words = [match.span() for match in re.finditer(r"\S+", document.text)]
        first = rng.randrange(len(words))
        last = min(first + rng.randrange(40), len(words) - 1)
        start, end = words[first][0], words[last][1]
        if any(block.start <= start and end <= block.end for block in document.blocks):
            return start, end


def under_rectangles(path: Path, document: Document, start: int, end: int) -> str:
    """Letters whose middle lies in the rectangles of a span, as PDFium gives them."""
    found = []
    pdf = pdfium.PdfDocument(path)
    for page in document.pages_of(start, end):
        text = pdf[page.index - 1].get_textpage()
        boxes = page.rectangles(start, end)
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            x, y = (left + right) / 2, page.height - (bottom + top) / 2
            if any(b.left <= x <= b.right and b.top <= y <= b.bottom for b in boxes):
                found.append(text.get_text_range(index, 1))
    pdf.close()
    return letters("".join(found))


def letters(text: str) -> str:
    """What is compared: letters and digits alone, in any order of marks and hyphens."""
    return "".join(sorted(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()))


def mutations(paths: list[Path], number: int) -> list[tuple[str, bytes]]:
    """Copies with bytes flipped, cut short, cut out, or joined to another file's end."""
    rng = random.Random(7)  # noqa: S311
    files = [(path.stem, path.read_bytes()) for path in paths]
    files += [
        (path.stem, path.read_bytes())
        for path in sorted((ROOT / "src" / "pincite" / "briefing").glob("*.pdf"))
    ]
    made = []
    for at in range(number):
        name, data = files[at % len(files)]
        kind = ("flip", "cut", "hole", "join")[at // len(files) % 4]
        if kind == "flip":
            changed = bytearray(data)
            for _ in range(rng.choice((1, 10, 100, 3000))):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
            data = bytes(changed)
        elif kind == "cut":
            data = data[: rng.randrange(8, len(data))]
        elif kind == "hole":
            start = rng.randrange(len(data))
            data = data[:start] + data[start + rng.randrange(1, 20_000) :]
        else:
            other = files[rng.randrange(len(files))][1]
            data = data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]
        made.append((f"{name[:20]}-{kind}-{at}", data))
    return made


def faults(title: str, files: list[tuple[str, bytes]]) -> None:
    outcomes: Counter[str] = Counter()
    slowest = ("", 0.0)
    for name, data in files:
        start = time.perf_counter()
        try:
            document = read_isolated(data, f"{name}.pdf", limits=LIMITS)
            outcomes["read" if not document.warnings else "read, pages named in a warning"] += 1
        except DocumentError as error:
            outcomes[f"refused: {re.sub(r'[0-9.,]+', '#', error.reason)}"] += 1
        except Exception as error:
            outcomes[f"FAULT: {type(error).__name__}"] += 1
        seconds = time.perf_counter() - start
        if seconds > slowest[1]:
            slowest = (name, seconds)
    late = slowest[1] > SECONDS
    print(f"\n{title}: {len(files)}")
    for outcome, count in outcomes.most_common():
        print(f"  {count:5}  {outcome}")
    print(f"  slowest {slowest[1]:.1f} s ({slowest[0]}){' FAULT: too late' if late else ''}")
    print(f"  largest worker so far {largest_worker():.0f} MB")


def largest_worker() -> float:
    """The most memory that any worker has filled, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def scan(path: Path, pages: int) -> None:
    """Thirty pages as a scanner would give them, within the limits, where the extra ocr is."""
    if not ocr.recogniser():
        print("\nscan: the extra ocr is not installed")
        return
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    with opened(path.read_bytes(), path.name) as document:
        for number in range(pages):
            with opened_page(document, 2 + number % 20) as page:
                pixels, _ = draw_page(page, 200 / 72)
            canvas.drawImage(ImageReader(Image.fromarray(pixels).convert("L")), 0, 0, *A4)
            canvas.showPage()
    canvas.save()
    faults(f"pages scanned, in one file of {pages}", [("scan", out.getvalue())])


if __name__ == "__main__":
    main()
