"""How long a person waits for a command, for the server, and for a document to be added.

    python tests/benchmarks/speed.py report.pdf
    python tests/benchmarks/speed.py            # the bundled briefing

prints a Markdown table. The machine may be busy, so everything is measured in turns in one run;
compare the rows with the last one, the import of torch and sentence-transformers.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOTS = [str(ROOT / floor) for floor in ("src", "ingest", "index", "ui")]
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(ROOTS)}
PINCITE = [sys.executable, "-m", "pincite_ui"]
QUESTION = "Who signed the agreement, and when?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    briefing = ROOT / "src" / "pincite" / "briefing" / "briefing.pdf"
    parser.add_argument("document", type=Path, nargs="?", default=briefing)
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = ["--library", str(Path(folder) / "library")]
        added = json.loads(output([*PINCITE, "add", str(arguments.document), *library, "--json"]))
        document = added["added"][0]["document"]
        rows: dict[str, Callable[[], object]] = {
            "`pincite ask`, cold": lambda: output([*PINCITE, "ask", QUESTION, *library]),
            "`pincite list`, cold": lambda: output([*PINCITE, "list", *library]),
            "`pincite serve` until it answers": lambda: serve(library),
            f"`pincite add`, cold, {document['pages']} pages": lambda: add(arguments.document),
            "importing torch and sentence-transformers": lambda: output(
                [sys.executable, "-c", "import torch, sentence_transformers"]
            ),
        }
        measured(rows, arguments.turns)
        warm(arguments.document)


def measured(rows: dict[str, Callable[[], object]], turns: int) -> None:
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
    for _ in range(turns):
        for name, work in rows.items():
            used = processor()
            begun = time.perf_counter()
            work()
            seconds[name].append((time.perf_counter() - begun, processor() - used))
    print("| what | seconds, median | least | of processor, median | of the last row |")
    print("|---|---|---|---|---|")
    whole = statistics.median(wall for wall, _ in seconds[list(rows)[-1]])
    for name, found in seconds.items():
        wall = statistics.median(one for one, _ in found)
        used = statistics.median(one for _, one in found)
        least = min(found)[0]
        print(f"| {name} | {wall:.2f} | {least:.2f} | {used:.2f} | {wall / whole:.2f} |")


def processor() -> float:
    """Processor seconds of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def output(command: list[str]) -> str:
    return subprocess.run(
        command, env=ENVIRONMENT, check=True, capture_output=True, text=True
    ).stdout


def serve(library: list[str]) -> None:
    command = [*PINCITE, "serve", "--port", "0", "--json", *library]
    with subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        server.terminate()


def add(document: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output([*PINCITE, "add", str(document), "--library", folder])


def warm(document: Path) -> None:
    """Add documents repeatedly in one process: the cost of each once the models are loaded."""
    for floor in reversed(ROOTS):
        sys.path.insert(0, floor)
    import pincite

    with tempfile.TemporaryDirectory() as folder, pincite.open(folder) as assistant:
        data = document.read_bytes()
        assistant.add(data, name="warm-up")
        pages = passages = 0
        files = [(f"copy {number}", data + b"\n" * number) for number in range(1, 6)]
        begun, used = time.perf_counter(), time.process_time() + processor()
        for one in assistant.add_all(files).added:
            pages, passages = pages + one.document.pages, passages + one.document.passages
        wall = time.perf_counter() - begun
        used = time.process_time() + processor() - used
        print(
            f"\nAdding {len(files)} documents, warm: {pages / wall:.1f} pages and "
            f"{passages / wall:.1f} passages a second; {pages / used:.1f} and "
            f"{passages / used:.1f} a second of processor time."
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Memory at the most: {peak:.0f} MB.")


if __name__ == "__main__":
    main()
