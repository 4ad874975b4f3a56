"""SciFact: nDCG@10 of the abstracts found for scientific claims.

    python tests/benchmarks/scifact.py ../shared
    python tests/benchmarks/scifact.py ../shared --most 200 --abstracts 1200 --library /tmp/scifact

Each abstract is a document (title, space, text) with the score of its best passage. The rows: one
vector per abstract, passages by vector only, hybrid search, and hybrid search with the reranker.
Encoding the 5,183 abstracts is slow: ``--library`` keeps the result and resumes an interrupted run.
``--abstracts`` takes the judged abstracts and some others; that is easier, so its figures are not
comparable with published ones.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import ir_measures
import numpy as np
from drawing import draw, folder_for
from ir_measures import RR, R, nDCG

import pincite
from pincite import Settings
from pincite_index.models.encoder import Encoder
from pincite_index.models.opening import open_encoder
from pincite_index.storage.base import Entry
from pincite_index.storage.disk import DiskStore
from pincite_ingest import reader
from pincite_ingest.chunking.passages import document_sentences, split
from pincite_ingest.document import BlockKind

MEASURES = (nDCG @ 10, RR @ 10, R @ 10, R @ 100)
PASSAGES = 100
"""Passages per claim, enough for ten documents."""
TOGETHER = 64
"""How many abstracts are encoded at once."""
ROWS: dict[str, dict[str, Any]] = {
    "hybrid, reranker off": {"reranker": "off"},
    "as it ships, reranker on": {"reranker": "builtin"},
}  # fmt: skip

Ranking = dict[str, float]
"""Documents and their scores."""


def build(folder: Path, abstracts: Mapping[str, str], encoder: Encoder, settings: Settings) -> None:
    """Make a library of all abstracts; those that it has already are skipped."""
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)
    with store.snapshot() as view:
        held = {info.source for info in view.documents()}
    missing = [item for item in abstracts.items() if item[0] not in held]
    for begin in range(0, len(missing), TOGETHER):
        some = missing[begin : begin + TOGETHER]
        documents = [reader.read(text.encode(), name) for name, text in some]
        passages = [tuple(split(one, encoder.count_tokens, settings.packing)) for one in documents]
        spans = [
            tuple(span for block in document_sentences(one) for span in block) for one in documents
        ]
        vectors = encoder.encode(
            [
                " ".join(text.split())
                for one, cut, found in zip(documents, passages, spans, strict=True)
                for text in (*(p.text for p in cut), *(one.text[s.start : s.end] for s in found))
            ]
        )
        at = 0
        for one, cut, found in zip(documents, passages, spans, strict=True):
            middle, end = at + len(cut), at + len(cut) + len(found)
            kinds = (BlockKind.PARAGRAPH,) * len(found)
            store.put(
                Entry(one, cut, vectors[at:middle], found, kinds, vectors[middle:end],
                      one.text.encode())
            )  # fmt: skip
            at = end
        print(f"\rencoded {begin + len(some):,} of {len(missing):,}", end="", flush=True)
    print()
    store.close()


def one_vector_each(encoder: Encoder, abstracts: Mapping[str, str]) -> Callable[[str], Ranking]:
    """The published baseline: each abstract as one text, cut at the encoder's limit."""
    names = list(abstracts)
    texts = list(abstracts.values())
    matrix = np.concatenate(
        [encoder.encode(texts[at : at + TOGETHER]) for at in range(0, len(texts), TOGETHER)]
    )

    def ranked(claim: str) -> Ranking:
        scores = matrix @ encoder.encode([claim])[0]
        return {names[at]: float(scores[at]) for at in np.argsort(-scores)[:PASSAGES]}

    return ranked


def by_best_passage(assistant: pincite.Assistant) -> Callable[[str], Ranking]:
    def ranked(claim: str) -> Ranking:
        found: Ranking = {}
        for rank, hit in enumerate(assistant.search(claim, PASSAGES)):
            found.setdefault(hit.document.source, -rank)
        return found

    return ranked


def row(
    name: str,
    claims: Mapping[str, str],
    qrels: Mapping[str, dict[str, int]],
    ranked: Callable[[str], Ranking],
) -> str:
    run: dict[str, Ranking] = {}
    times: list[float] = []
    for id, claim in claims.items():
        begun = time.perf_counter()
        run[id] = ranked(claim)
        times.append((time.perf_counter() - begun) * 1000)
    found = ir_measures.calc_aggregate(MEASURES, {id: qrels[id] for id in claims}, run)
    figures = " | ".join(f"{found[measure]:.3f}" for measure in MEASURES)
    return f"| {name} | {len(claims)} | {figures} | {median(times):.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with bench/scifact")
    parser.add_argument("--most", type=int, default=10_000, help="claims asked, at the most")
    parser.add_argument("--abstracts", type=int, default=10_000, help="searched, at the most")
    parser.add_argument("--library", type=Path, help="a folder that keeps the encoded abstracts")
    options = parser.parse_args()
    data = options.shared / "bench" / "scifact"
    with (data / "corpus.jsonl").open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        abstracts = {one["_id"]: f"{one['title']} {one['text']}" for one in rows}
    with (data / "queries.jsonl").open(encoding="utf-8") as lines:
        claims = {one["_id"]: one["text"] for one in map(json.loads, lines)}
    qrels: dict[str, dict[str, int]] = {}
    with (data / "qrels_train.tsv").open(encoding="utf-8") as lines:
        for one in csv.DictReader(lines, delimiter="\t"):
            qrels.setdefault(one["query-id"], {})[one["corpus-id"]] = int(one["score"])
    asked = {id: claims[id] for id in draw(sorted(qrels), options.most)}
    judged = {document for id in asked for document in qrels[id]}
    order = [*sorted(judged), *draw(sorted(abstracts.keys() - judged), len(abstracts))]
    abstracts = {id: abstracts[id] for id in order[: max(len(judged), options.abstracts)]}

    settings = Settings.from_environment()
    encoder = open_encoder(settings.encoder, backend=settings.encoder_backend)
    with folder_for(options.library) as library:
        build(library, abstracts, encoder, settings)
        print(
            f"Among {len(abstracts):,} abstracts:\n\n| finding | claims | "
            + " | ".join(map(str, MEASURES))
            + " | median ms |"
        )
        print("|---" * (len(MEASURES) + 3) + "|")
        whole = one_vector_each(encoder, abstracts)
        print(row("one vector an abstract", asked, qrels, whole), flush=True)
        for name, changed in ROWS.items():
            changes = Settings.from_environment(**changed)
            with pincite.open(library, settings=changes) as assistant:
                print(row(name, asked, qrels, by_best_passage(assistant)), flush=True)


if __name__ == "__main__":
    main()
