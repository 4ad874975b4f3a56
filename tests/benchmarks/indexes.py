"""Kinds of vector index: what each finds, and what it costs in time and memory.

    python tests/benchmarks/indexes.py 200000 --shared ../shared

prints a Markdown table. Vectors are mixed from real ones, and questions are real
(``made_vectors.py``); without ``--shared``, vectors are in clusters. Recall is that of the ten
nearest vectors among the candidates, which the store then scores exactly. Times are processor
milliseconds of one thread.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from made_vectors import DIMENSION, Clusters, Mixed, Vectors, encoded

ROOT = Path(__file__).resolve().parents[2]
for floor in ("ingest", "index"):
    sys.path.insert(0, str(ROOT / floor))

CANDIDATES = (50, 100, 200, 400)
QUESTIONS, SAMPLE = 200, 20_000
PRODUCT = faiss.METRIC_INNER_PRODUCT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vectors", type=int, nargs="?", default=50_000)
    parser.add_argument("--shared", type=Path, help="the folder of data, for real vectors")
    parser.add_argument("--real", type=Path, help="where their vectors are kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file = arguments.real or Path(scratch) / "real.npz"
        made = Mixed(encoded(arguments.shared, file)) if arguments.shared else Clusters()
    faiss.omp_set_num_threads(1)
    every = made.vectors(np.random.default_rng(1), arguments.vectors)
    asked = made.questions(np.random.default_rng(2), QUESTIONS)
    exact = faiss.IndexFlatIP(DIMENSION)
    exact.add(every)
    right = exact.search(asked, 10)[1]
    head = [f"recall in {n}" for n in CANDIDATES]
    print(f"| kind | ms | MB | seconds to build | {' | '.join(head)} |")
    print(f"|{'---|' * (4 + len(head))}")
    for name, index, options in kinds(arguments.vectors):
        print(f"| {name} | {' | '.join(row(index, options, every, asked, right))} |", flush=True)


def kinds(count: int) -> Iterator[tuple[str, faiss.Index, object]]:
    eight = faiss.ScalarQuantizer.QT_8bit
    yield "8-bit codes", faiss.IndexScalarQuantizer(DIMENSION, eight, PRODUCT), None
    cells = 1 << round(np.log2(2 * np.sqrt(count)))
    middles = faiss.IndexFlatIP(DIMENSION)
    celled = faiss.IndexIVFScalarQuantizer(middles, DIMENSION, cells, eight, PRODUCT)
    for share in (16, 8, 4, 2):
        options = faiss.SearchParametersIVF(nprobe=cells // share)
        yield f"8-bit codes in {cells} cells, 1/{share} of them", celled, options
    for size in (4, 3, 2):
        middle = faiss.IndexFlatIP(DIMENSION)
        parts = DIMENSION // size
        coded = faiss.IndexIVFPQFastScan(middle, DIMENSION, 1, parts, 4, PRODUCT)
        yield f"4 bits for {size} dimensions", coded, None


def row(
    index: faiss.Index, options: object, every: Vectors, asked: Vectors, right: np.ndarray
) -> list[str]:
    begun, building = time.process_time(), ""
    if not index.ntotal:  # some rows ask the index of the one before otherwise
        if not index.is_trained:
            index.train(every[:SAMPLE])
        for at in range(0, len(every), 50_000):
            index.add(every[at : at + 50_000])
        building = f"{time.process_time() - begun:.1f}"
    recall, times = [], []
    for n in CANDIDATES:
        found = 0
        for question, ten in zip(asked, right, strict=True):
            begun = time.process_time()
            ids = index.search(question[None, :], n, params=options)[1][0]
            times.append((time.process_time() - begun) * 1000)
            found += len(set(ids) & set(ten))
        recall.append(f"{found / right.size:.3f}")
    size = len(faiss.serialize_index(index)) / 1e6
    return [f"{statistics.median(times):.1f}", f"{size:.0f}", building, *recall]


if __name__ == "__main__":
    main()
