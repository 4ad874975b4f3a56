"""How search, adding, opening, memory and disk scale as a library grows.

    python tests/benchmarks/growth.py 10000 100000 --shared ../shared
    python tests/benchmarks/growth.py 1000000 --shared ../shared --folder /somewhere/with/room

prints a Markdown table with a row for each number of passages. Texts have a Zipf vocabulary of
60,000 words. With ``--shared``, vectors are mixed from 10,000 real ones and the questions' vectors
are real (see ``made_vectors.py``; encoding them takes some minutes, once per folder). Without it,
vectors are in clusters and no model runs. Each library is measured in a fresh process; ``--folder``
keeps the libraries, so that a second run need not build them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
from made_vectors import DIMENSION, Clusters, Made, Mixed, encoded

ROOT = Path(__file__).resolve().parents[2]
for floor in ("src", "ingest", "index"):
    sys.path.insert(0, str(ROOT / floor))

from pincite_index.search import bm25  # noqa: E402
from pincite_index.search.stored_vectors import chunks  # noqa: E402
from pincite_index.storage import catalog  # noqa: E402
from pincite_index.storage.base import Entry  # noqa: E402
from pincite_index.storage.disk import DiskStore  # noqa: E402
from pincite_ingest.chunking.passages import Passage  # noqa: E402
from pincite_ingest.document import Block, BlockKind, Document, Span  # noqa: E402

VOCABULARY, STOP = 60_000, 120
PASSAGES, SENTENCES, WORDS, POOL = 100, 4, 25, 50_000
"""Of a document, of a passage, of a sentence; and how many sentences there are."""
QUERIES, ADDED = 200, 9
COLUMNS = (
    "passages", "kind", "build s", "passages/s", "MB on disk", "MB of it vectors.faiss", "open ms",
    "first query ms", "median ms", "p95 ms", "median ms of processor", "words ms", "vectors ms",
    "recall@10", "adding a document ms", "of processor", "memory MB",
)  # fmt: skip


class Maker:
    """Documents and questions about them, reproducible by their seed."""

    def __init__(self, seed: int, made: Made) -> None:
        self.made = made
        self.rng = np.random.default_rng(seed)
        fixed = np.random.default_rng(7)
        words = np.array([_word(rank) for rank in range(VOCABULARY)])
        chances = 1 / np.arange(1, VOCABULARY + 1) ** 1.05
        drawn = fixed.choice(words, (POOL, WORDS), p=chances / chances.sum())
        self.sentences = [" ".join(row) + "." for row in drawn]
        self.content = words[STOP:]
        self.chances = chances[STOP:] / chances[STOP:].sum()

    def entry(self, name: str) -> Entry:
        texts = [self.sentences[at] for at in self.rng.integers(0, POOL, PASSAGES * SENTENCES)]
        text = f"{name}\n" + "\n".join(texts)
        ends = len(name) + np.cumsum([len(one) + 1 for one in texts])
        spans = [Span(int(end) - len(one), int(end)) for end, one in zip(ends, texts, strict=True)]
        pairs = zip(spans[::SENTENCES], spans[SENTENCES - 1 :: SENTENCES], strict=True)
        passages = [
            Passage(
                first.start, last.end, text[first.start : last.end], (), (), BlockKind.PARAGRAPH
            )
            for first, last in pairs
        ]
        identity = hashlib.sha256(text.encode()).hexdigest()[:32]
        blocks = (Block(BlockKind.PARAGRAPH, (), 0, len(text)),)
        document = Document(
            identity, name, name, "text/plain", text, blocks, (), (), {}, ()
        )  # fmt: skip
        vectors = self.made.vectors(self.rng, len(passages))
        return Entry(
            document, tuple(passages), vectors, tuple(spans), (BlockKind.PARAGRAPH,) * len(spans),
            np.repeat(vectors, SENTENCES, axis=0), name.encode(),
        )  # fmt: skip

    def questions(self, n: int) -> list[tuple[list[str], np.ndarray]]:
        """Eight content words as they fall in running text, so common ones for the most part."""
        drawn = [self.rng.choice(self.content, 8, p=self.chances, replace=False) for _ in range(n)]
        vectors = self.made.questions(self.rng, n)
        return [
            ([str(word) for word in words], one) for words, one in zip(drawn, vectors, strict=True)
        ]


def _word(rank: int) -> str:
    letters = "bcdfghklmnprstvz"
    vowels = "aeiou"
    word = ""
    rank += 80
    while rank:
        rank, at = divmod(rank, len(letters) * len(vowels))
        word += letters[at // len(vowels)] + vowels[at % len(vowels)]
    return word + "n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("passages", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where the libraries are kept")
    parser.add_argument("--shared", type=Path, help="the folder of data, for real vectors")
    parser.add_argument("--vectors", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measured(arguments.measure, made(arguments.vectors))))
        return
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    with tempfile.TemporaryDirectory() as scratch:
        place = arguments.folder or Path(scratch)
        vectors = encoded(arguments.shared, place / "real.npz") if arguments.shared else None
        for count in arguments.passages:
            folder = place / (f"{count} mixed" if vectors else str(count))
            row = built(folder, count, made(vectors)) | child(folder, vectors)
            print(f"| {' | '.join(_shown(row.get(name)) for name in COLUMNS)} |", flush=True)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}" if value < 1 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def opened(folder: Path) -> DiskStore:
    return DiskStore(folder, fingerprint="growth", dimension=DIMENSION)


def made(vectors: Path | None) -> Made:
    return Mixed(vectors) if vectors else Clusters()


def built(folder: Path, count: int, made: Made) -> dict[str, object]:
    """Many documents a transaction: what a million of them would take one by one is not the
    question, and the time of one is measured afterwards."""
    if (folder / "vectors.faiss").exists():
        return {"passages": count}
    store, maker = opened(folder), Maker(1, made)
    spent = 0.0
    numbers = range(count // PASSAGES)
    for some in (numbers[at : at + 50] for at in range(0, len(numbers), 50)):
        entries = [maker.entry(f"document {number}") for number in some]
        spent += timed(lambda entries=entries: insert(store, entries))
    spent += timed(lambda: store._cache.keep(store._read, store._write))
    store.close()
    return {"passages": count, "build s": spent, "passages/s": count / spent}


def insert(store: DiskStore, entries: list[Entry]) -> None:
    with store._write() as connection:
        for entry in entries:
            catalog.insert(connection, entry, store._originals.keep(entry.original))


def child(folder: Path, vectors: Path | None) -> dict[str, object]:
    command = [sys.executable, __file__, "--measure", str(folder)]
    command += ["--vectors", str(vectors)] if vectors else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(folder: Path, made: Made) -> dict[str, object]:
    begun = time.perf_counter()
    store = opened(folder)
    opening = (time.perf_counter() - begun) * 1000
    maker = Maker(2, made)
    asked = maker.questions(QUERIES)

    def ask(words: list[str], vector: np.ndarray) -> list[int]:
        with store.snapshot() as view:
            found = view.candidates(words, vector, 50)
            view.frequencies(words)
            view.passage_count()
        return [one.id for one in sorted(found, key=lambda one: -one.cosine)]

    first = timed(lambda: ask(*asked[0])) * 1000
    times, answers, processor = [], [], []
    for words, vector in asked:
        begun = time.process_time()
        times.append(timed(lambda w=words, v=vector: answers.append(ask(w, v))) * 1000)
        processor.append((time.process_time() - begun) * 1000)
    words_ms, vectors_ms = [], []
    for words, vector in asked:
        with store.snapshot() as view:
            connection, counted = view.connection, view.frequencies(words)
            words_ms.append(
                timed(lambda c=connection, w=counted: bm25.best_passages(c, w, 50, None)) * 1000
            )
            vectors_ms.append(
                timed(lambda v=view, x=vector: v.cache.nearest(v.connection, x, 50)) * 1000
            )
    memory = most_memory()
    exact = nearest_exactly(store, np.stack([vector for _, vector in asked]))
    recall = statistics.mean(
        len(set(found[:10]) & set(right)) / 10 for found, right in zip(answers, exact, strict=True)
    )
    index = type(store._cache._loaded.index) if store._cache._loaded else None
    adding, worked = [], []
    for number in range(ADDED):
        entry = maker.entry(f"new {time.time_ns()} {number}")
        begun = time.process_time()
        adding.append(timed(lambda e=entry: store.put(e)) * 1000)
        worked.append((time.process_time() - begun) * 1000)
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    store.close()
    return {
        "kind": {faiss.IndexIDMap2: "vectors", faiss.IndexIVFPQFastScan: "4-bit codes"}[index],
        "MB on disk": disk,
        "MB of it vectors.faiss": (folder / "vectors.faiss").stat().st_size / 1e6,
        "open ms": opening,
        "first query ms": first,
        "median ms": statistics.median(times),
        "p95 ms": sorted(times)[int(0.95 * len(times))],
        "median ms of processor": statistics.median(processor),
        "words ms": statistics.median(words_ms),
        "vectors ms": statistics.median(vectors_ms),
        "recall@10": recall,
        "adding a document ms": statistics.median(adding),
        "of processor": statistics.median(worked),
        "memory MB": memory,
    }


def most_memory() -> float:
    """Megabytes that this process took at the most. Linux hands getrusage's figure down from the
    process that started it, so it is no measure of a child."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def nearest_exactly(store: DiskStore, queries: np.ndarray) -> list[list[int]]:
    """The ten nearest passages of each query, by exhaustive search."""
    best = np.full((len(queries), 10), -2.0)
    ids = np.zeros((len(queries), 10), np.int64)
    with store.snapshot() as view:
        for some, vectors in chunks(view.connection, 0, DIMENSION):
            scores = np.concatenate([best, queries @ vectors.T], axis=1)
            names = np.concatenate([ids, np.tile(some, (len(queries), 1))], axis=1)
            order = np.argsort(-scores, axis=1)[:, :10]
            best = np.take_along_axis(scores, order, 1)
            ids = np.take_along_axis(names, order, 1)
    return ids.tolist()


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
