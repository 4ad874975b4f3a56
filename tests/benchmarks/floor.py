"""Time by step of a question and of adding a document, beside the least that the models need.

    python tests/benchmarks/floor.py report.pdf
    python tests/benchmarks/floor.py          # the bundled briefing

The floor is the number of multiplications that the models need for these tokens, divided by the
speed of a large float32 matrix product in the same run. The reranker multiplies in 8 bits, so it
can be faster. All times are processor times, so other programs do not count.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for floor in ("src", "ingest", "index"):
    sys.path.insert(0, str(ROOT / floor))

import numpy as np  # noqa: E402

import pincite  # noqa: E402
import pincite.indexing  # noqa: E402
from pincite_index.search.bm25 import content_words  # noqa: E402
from pincite_ingest.chunking.passages import document_sentences, split  # noqa: E402
from pincite_ingest.reader import read  # noqa: E402

LAYERS, WIDTH, INNER = 6, 384, 1536
QUESTIONS = (
    "Who signed the agreement, and when?",
    "How much did the railway cost?",
    "Which countries took part in the meeting?",
    "What share of the trade is in energy?",
    "When was the framework launched?",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    briefing = ROOT / "src" / "pincite" / "sample" / "briefing.pdf"
    parser.add_argument("document", type=Path, nargs="?", default=briefing)
    path = parser.parse_args().document
    speed = peak()
    print(f"One large float32 product: {speed / 1e9:.0f} G multiply-adds a second of processor.")
    with tempfile.TemporaryDirectory() as folder, pincite.open(folder) as assistant:
        adding(assistant, path, speed)
        asking(assistant, speed)


def peak(size: int = 1536) -> float:
    """Multiply-adds per second of processor time, the best of several runs."""
    one = np.ones((size, size), np.float32)
    return size**3 / min(used(lambda: one @ one)[0] for _ in range(8))


def multiplications(lengths: list[int]) -> float:
    """Multiply-adds of a transformer of this size for texts of these lengths in tokens."""
    dense = LAYERS * (4 * WIDTH**2 + 2 * WIDTH * INNER)
    return float(sum(n * dense + LAYERS * 2 * n * n * WIDTH for n in lengths))


def adding(assistant: pincite.Assistant, path: Path, speed: float) -> None:
    data = path.read_bytes()
    encoder = assistant.models.encoder
    encoder.encode(["warm up"])
    reading, document = used(lambda: read(data, str(path)))
    splitting, passages = used(lambda: split(document, encoder.count_tokens))
    texts = [passage.text for passage in passages]
    for spans in document_sentences(document):
        texts += [document.text[span.start : span.end] for span in spans]
    encoding, _ = used(lambda: encoder.encode(texts))
    whole, _ = used(lambda: assistant.add(path))
    tokens = [n + 2 for n in encoder.count_tokens(texts)]
    least = multiplications(tokens) / speed
    print(f"\nAdding {len(document.pages)} pages, {len(texts)} texts, {sum(tokens)} tokens\n")
    rows = {
        "reading (in a process of its own)": reading,
        "splitting": splitting,
        "encoding": encoding,
        "storing and the rest": max(0.0, whole - splitting - encoding),
        "floor of encoding": least,
    }
    table(rows, reading + whole)
    print(f"\nEncoding takes {encoding / least:.1f} times the floor.")


def asking(assistant: pincite.Assistant, speed: float) -> None:
    assistant.ask(QUESTIONS[0])
    steps: dict[str, list[float]] = {}
    floors = []
    with timed_steps(steps):
        for question in QUESTIONS:
            whole, _ = used(lambda q=question: assistant.ask(q))
            steps.setdefault("whole", []).append(whole)
            texts = candidates(assistant, question)
            asked = assistant.models.encoder.count_tokens([question])[0]
            lengths = [
                min(256, asked + n + 3) for n in assistant.models.encoder.count_tokens(texts)
            ]
            floors.append(multiplications([asked + 2, *lengths]) / speed)
    found = {name: statistics.median(times) for name, times in steps.items()}
    least = statistics.median(floors)
    whole = found.pop("whole")
    print("\nA question (medians)\n")
    table({**found, "the rest": max(0.0, whole - sum(found.values())), "floor": least}, whole)
    print(f"\nA question takes {whole / least:.1f} times the floor.")


def candidates(assistant: pincite.Assistant, question: str) -> list[str]:
    """About what the reranker reads: so many passages, near the question."""
    with assistant.snapshot() as view:
        vector = assistant.models.encoder.encode([question])[0]
        found = view.candidates(content_words(question), vector, assistant.settings.rerank)
    return [one.passage.text for one in found[: assistant.settings.rerank]]


@contextmanager
def timed_steps(steps: dict[str, list[float]]) -> Iterator[None]:
    """Processor time of each step that an answer's clock tells apart."""
    from pincite.timing import Clock

    original = Clock.__call__

    @contextmanager
    def timed(self: Clock, step: str) -> Iterator[None]:
        begun = time.process_time()
        with original(self, step):
            yield
        if step != "total":
            steps.setdefault(step, []).append(time.process_time() - begun)

    Clock.__call__ = timed  # type: ignore[method-assign]
    try:
        yield
    finally:
        Clock.__call__ = original  # type: ignore[method-assign]


def table(rows: dict[str, float], whole: float) -> None:
    print("| step | ms of processor | share |\n|---|---|---|")
    for name, seconds in rows.items():
        print(f"| {name} | {seconds * 1000:.0f} | {seconds / whole:.0%} |")


def used(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


if __name__ == "__main__":
    main()
