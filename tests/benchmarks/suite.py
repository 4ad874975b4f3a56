"""Every question set in one table, and comparisons of two runs.

    python tests/benchmarks/suite.py ../shared --save after.json
    python tests/benchmarks/suite.py ../shared report financebench --save some.json
    python tests/benchmarks/suite.py --compare before.json after.json
    python tests/benchmarks/suite.py --show after.json            # the tables of the documentation

Only Pincite's public interface is used (``pincite.open``, ``add_all``, ``ask``, ``search``), so the
same script measures an older checkout: put that checkout's source folders on ``PYTHONPATH``.
Results are saved after each set, beside those that the file has already. ``--libraries FOLDER``
keeps the libraries, so that a second run over the same documents only asks. ``--files N`` takes the
N smallest files of a set and their questions. A comparison is over the questions of both runs.

The figures, each with the number of questions behind it:

- ``page@k``: a page with evidence is among the first k distinct pages of ten passages.
- ``recall@k``, ``MRR``: a passage holds one of the evidence texts (letters and digits compared).
- ``nDCG@10``: of abstracts, ranked by their best passage (SciFact only).
- ``wrongly silent``: answerable questions that were refused.
- ``wrongly answered``: unanswerable questions that were answered.
- ``right page cited``: answered questions of which a citation stands on a page with evidence.
- ``containment``: questions whose short answer stands in a quote; only short answers that stand in
  the evidence text count, or those of at most five words where a set has no evidence text.
- ``median ms``: of ``ask``.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
import time
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sampling import draw
from suite_figures import (
    Outcome,
    Saved,
    compare,
    discounted,
    distinct,
    group,
    grouped,
    is_page,
    rank,
    short_table,
    table,
)

if TYPE_CHECKING:
    import pincite

HERE = Path(__file__).resolve().parent
PASSAGES = 10
ABSTRACTS, CLAIMS = 1000, 300
"""How many of SciFact's abstracts are searched, and for how many claims."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents and the questions about them."""

    documents: tuple[Path, ...]
    questions: Path
    one_index: bool = False
    """Whether a question is asked of all documents although it names its own."""
    most: int = 400
    """Questions asked, drawn with a fixed seed."""


def question_sets(shared: Path) -> dict[str, QuestionSet]:
    """The sets that there is data for, quick ones first."""
    bench, sample = shared / "bench", next(HERE.parents[1].glob("src/pincite/*/briefing.pdf"))
    report = shared / "corpus" / "report.pdf"
    found = {
        "report": QuestionSet((report,), shared / "questions" / "report_dev.jsonl"),
        "briefing": QuestionSet((sample,), sample.parent / "questions.jsonl"),
    }
    for name in ("articles", "written"):
        texts = tuple(sorted((HERE / name / "docs").glob("*.txt")))
        found[name] = QuestionSet(texts, HERE / name / "questions.jsonl")
    for name, folder in (
        ("squad_clean", "docs"), ("chroma", "corpora"), ("mmlongbench", "pdfs"),
        ("financebench", "pdfs"),
    ):  # fmt: skip
        files = tuple(sorted((bench / name / folder).glob("*")))
        found[name] = QuestionSet(files, bench / name / "questions.jsonl", name == "chroma")
    return {name: one for name, one in found.items() if one.questions.is_file()}


def smallest(chosen: QuestionSet, files: int) -> QuestionSet:
    """The set with only its smallest files."""
    kept = sorted(chosen.documents, key=lambda path: path.stat().st_size)[:files]
    return replace(chosen, documents=tuple(kept))


def run_set(name: str, chosen: QuestionSet, folder: Path) -> list[Outcome]:
    """Ask every question of a set."""
    import pincite

    sources = [str(path) for path in chosen.documents]
    asked = [
        row
        for row in json_lines(chosen.questions)
        if any(names(source, row.get("doc")) for source in sources)
    ]
    rows = draw(asked, chosen.most)
    with pincite.open(folder) as assistant:
        report = assistant.add_all(chosen.documents)
        for failure in report.failures:
            print(f"{name}: {failure}", file=sys.stderr)
        readable = {one.source: one.id for one in assistant.documents() if one.characters}
        outcomes = []
        for row in rows:
            ids = [id for source, id in readable.items() if names(source, row.get("doc"))]
            outcome = Outcome(row["id"], group(name, row, bool(ids)))
            if ids:
                ask(assistant, row, None if chosen.one_index else ids, outcome)
            elif row["answerable"]:
                outcome.silent = True
            outcomes.append(outcome)
    return outcomes


def ask(
    assistant: pincite.Assistant, row: dict[str, Any], ids: list[str] | None, outcome: Outcome
) -> None:
    """Ask one question, search for it, and note what came of it."""
    begun = time.perf_counter()
    answer = assistant.ask(row["question"], row.get("history", ()), documents=ids).to_dict()
    outcome.ms = (time.perf_counter() - begun) * 1000
    outcome.confidence = answer["confidence"]
    answered = answer["status"] == "answered"
    if not row["answerable"]:
        outcome.answered = answered
        return
    outcome.silent = not answered
    found = assistant.search(answer["standalone_question"], PASSAGES, documents=ids)
    hits = [hit.to_dict() for hit in found]
    evidence = row["evidence"]
    pages = [one for one in evidence if {"page", "index"} & one.keys() - nulls(one)]
    if pages and any(hit["pages"] for hit in hits):
        ranked = distinct((page["index"], page["label"]) for hit in hits for page in hit["pages"])
        outcome.page_rank = rank(any(is_page(page, one) for one in pages) for page in ranked)
        if answered:
            outcome.cited = any(
                is_page((page["index"], page["label"]), one)
                for citation in answer["citations"]
                for page in citation["pages"]
                for one in pages
            )
    texts = [one for one in evidence if one.get("text")]
    if texts:
        outcome.text_rank = rank(any(holds(hit, row, one) for one in texts) for hit in hits)
    said = words(" ".join(claim["text"] for claim in answer["claims"]))
    printed = words(" ".join(one["text"] for one in texts))
    short = [
        text
        for text in row.get("answers", ())
        if (has(printed, text) if texts else len(text.split()) <= 5)
    ]
    if short:
        outcome.contains = any(has(said, text) for text in short)


def run_scifact(shared: Path, folder: Path) -> list[Outcome]:
    """Search SciFact's abstracts for its training claims."""
    import pincite

    data = shared / "bench" / "scifact"
    texts = {r["_id"]: f"{r['title']} {r['text']}" for r in json_lines(data / "corpus.jsonl")}
    claims = {row["_id"]: row["text"] for row in json_lines(data / "queries.jsonl")}
    relevant: dict[str, set[str]] = {}
    with (data / "qrels_train.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
    asked = draw(sorted(relevant), CLAIMS)
    judged = {id for claim in asked for id in relevant[claim]}
    order = [*sorted(judged), *draw(sorted(texts.keys() - judged), ABSTRACTS)][:ABSTRACTS]
    outcomes = []
    with pincite.open(folder) as assistant:
        assistant.add_all([(f"{id}.txt", texts[id].encode()) for id in order])
        for claim in asked:
            begun = time.perf_counter()
            hits = assistant.search(claims[claim], 100)
            ms = (time.perf_counter() - begun) * 1000
            ranked = distinct(hit.document.source.removesuffix(".txt") for hit in hits)
            gain = discounted(id in relevant[claim] for id in ranked[:10])
            best = discounted([True] * min(10, len(relevant[claim])))
            outcomes.append(Outcome(claim, "scifact", ndcg=gain / best, ms=ms))
    return outcomes


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def names(source: str, wanted: str | None) -> bool:
    """Whether a question that names ``wanted`` is about the document from ``source``."""
    return wanted is None or Path(source).name == Path(wanted).name


def nulls(values: dict[str, Any]) -> set[str]:
    return {key for key, value in values.items() if value is None}


def holds(hit: dict[str, Any], row: dict[str, Any], gold: dict[str, Any]) -> bool:
    """Whether a passage has the gold text: by offsets where they are given, else by letters."""
    if not names(hit["document"]["source"], row.get("doc")):
        return False
    if gold.get("start") is not None:
        return bool(hit["start"] <= gold["start"] and gold["end"] <= hit["end"])
    return letters(gold["text"]) in letters(hit["text"])


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def words(text: str) -> str:
    found = re.findall(r"\w+(?:[.,]\d+)*", unicodedata.normalize("NFKC", text).lower())
    return f" {' '.join(found)} "


def has(text: str, answer: str) -> bool:
    """Whether all parts of a short answer ("a; b") stand in a text of ``words``."""
    parts = [words(part) for part in answer.split(";") if part.strip()]
    return any(parts) and all(part in text for part in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", help="the folder with the question sets")
    parser.add_argument("names", nargs="*", help="sets to run; all by default")
    parser.add_argument("--save", type=Path, help="write figures and outcomes to this JSON file")
    parser.add_argument("--libraries", type=Path, help="keep the libraries in this folder")
    parser.add_argument("--files", type=int, help="take the smallest files of each set only")
    parser.add_argument("--show", type=Path, metavar="RUN", help="print a saved run as tables")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE", "AFTER"))
    options = parser.parse_intermixed_args()
    if options.compare:
        before, after = (json.loads(path.read_text("utf-8")) for path in options.compare)
        print(compare(before, after))
        return
    if options.show:
        saved = json.loads(options.show.read_text("utf-8"))["sets"]
        print(f"{short_table(saved)}\n\n{table(saved)}")
        return
    if options.shared is None:
        parser.error("name the folder with the question sets")
    sets = question_sets(options.shared)
    run: Saved = {"sets": {}, "outcomes": {}}
    if options.save and options.save.is_file():
        run = json.loads(options.save.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.names or (*sets, "scifact"):
            folder = (options.libraries or Path(scratch)) / name
            begun = time.perf_counter()
            if name == "scifact":
                asked = run_scifact(options.shared, folder)
            else:
                chosen = smallest(sets[name], options.files) if options.files else sets[name]
                asked = run_set(name, chosen, folder)
            run["sets"] |= grouped(asked)
            run["outcomes"][name] = [asdict(one) for one in asked]
            print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
            print(table(run["sets"]), flush=True)
            if options.save:
                options.save.write_text(json.dumps(run, indent=1), "utf-8")


if __name__ == "__main__":
    main()
