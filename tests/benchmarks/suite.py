"""Every question set in one table, and two runs held against each other.

    python tests/benchmarks/suite.py ../shared --save after.json
    python tests/benchmarks/suite.py ../shared report financebench --save some.json
    python tests/benchmarks/suite.py --compare before.json after.json

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
import math
import re
import statistics
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sampling import draw

if TYPE_CHECKING:
    import pincite

HERE = Path(__file__).resolve().parent
PASSAGES = 10
ABSTRACTS, CLAIMS = 1000, 300
"""How many of SciFact's abstracts are searched, and for how many claims."""
LOWER_IS_BETTER = ("wrongly silent", "wrongly answered", "median ms")
COLUMNS = (
    "page@1", "page@5", "page@10", "recall@1", "recall@5", "MRR", "nDCG@10", "wrongly silent",
    "wrongly answered", "right page cited", "containment", "median ms",
)  # fmt: skip


Saved = dict[str, Any]
"""A saved run: ``sets`` has the figures, ``outcomes`` what came of each question."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents and the questions about them."""

    documents: tuple[Path, ...]
    questions: Path
    one_index: bool = False
    """Whether a question is asked of all documents although it names its own."""
    most: int = 400
    """Questions asked, drawn with a fixed seed."""


@dataclass(slots=True)
class Outcome:
    """What came of one question; None where a figure does not apply."""

    id: str
    group: str
    """The row of the table that it counts in."""
    page_rank: float | None = None
    """Rank of the first page with evidence; infinite when it was not found."""
    text_rank: float | None = None
    """Rank of the first passage with an evidence text; infinite when it was not found."""
    ndcg: float | None = None
    silent: bool | None = None
    """Whether an answerable question was refused."""
    answered: bool | None = None
    """Whether an unanswerable question was answered."""
    cited: bool | None = None
    """Whether an answer cites a page with evidence."""
    contains: bool | None = None
    """Whether a quote has the short answer."""
    ms: float | None = None
    confidence: float | None = None


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


def group(name: str, row: dict[str, Any], readable: bool) -> str:
    """The row of the table: MMLongBench's questions on figures and scans stand apart."""
    if name != "mmlongbench":
        return name
    if not readable:
        return f"{name}, files without text"
    parts = {part.split(" (")[0] for part in row["kind"].split("+")}
    return name if parts <= {"Pure-text", "Table", "unanswerable"} else f"{name}, other kinds"


def figures(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Each figure with its number of questions: ``{"page@5": {"value": 0.8, "n": 30}}``."""
    parts: dict[str, list[float]] = {}

    def add(name: str, value: float | None) -> None:
        if value is not None:
            parts.setdefault(name, []).append(float(value))

    for one in outcomes:
        for k in (1, 5, 10) if one.page_rank is not None else ():
            add(f"page@{k}", one.page_rank <= k)
        if one.text_rank is not None:
            add("recall@1", one.text_rank <= 1)
            add("recall@5", one.text_rank <= 5)
            add("MRR", 1 / one.text_rank)
        add("nDCG@10", one.ndcg)
        add("wrongly silent", one.silent)
        add("wrongly answered", one.answered)
        add("right page cited", one.cited)
        add("containment", one.contains)
        add("median ms", one.ms)
    return {
        name: {
            "value": (statistics.median if name == "median ms" else statistics.mean)(parts[name]),
            "n": len(parts[name]),
        }
        for name in COLUMNS
        if name in parts
    }


def grouped(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """The figures of each row of the table."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(one.group, []).append(one)
    return {name: {"questions": len(g), "figures": figures(g)} for name, g in groups.items()}


def table(found: dict[str, Any]) -> str:
    """All sets as Markdown, with the means over the sets that have a figure."""
    lines = [f"| set | questions | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 2) + "|"]
    for name, one in found.items():
        cells = (shown(column, one["figures"].get(column)) for column in COLUMNS)
        lines.append(f"| {name} | {one['questions']} | {' | '.join(cells)} |")
    means = (shown(column, {"value": mean(found, column)}) for column in COLUMNS)
    lines.append(f"| mean over sets | | {' | '.join(means)} |")
    return "\n".join(lines)


def mean(found: dict[str, Any], column: str) -> float:
    """The mean over the sets; files without text are left out."""
    values = [
        one["figures"][column]["value"]
        for name, one in found.items()
        if column in one["figures"] and "," not in name
    ]
    return statistics.mean(values) if values else math.nan


def shown(column: str, figure: dict[str, float] | None) -> str:
    if figure is None or math.isnan(figure["value"]):
        return ""
    return f"{figure['value']:.0f}" if column.endswith("ms") else f"{figure['value']:.3f}"


def compare(before: Saved, after: Saved) -> str:
    """Two runs as Markdown, over the questions that both asked.

    A figure that got worse by more than 0.01 and by more than two questions is set in bold.
    """
    runs = [read_outcomes(saved) for saved in (before, after)]
    asked = runs[0].keys() & runs[1].keys()
    old, new = (grouped(run[key] for key in run if key in asked) for run in runs)
    lines = [f"| set | questions | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 2) + "|"]
    for name, row in old.items():
        cells = []
        for column in COLUMNS:
            pair = row["figures"].get(column), new[name]["figures"].get(column)
            text = " → ".join(filter(None, (shown(column, one) for one in pair)))
            worse = pair[0] and pair[1] and fell(column, pair[0], pair[1])
            cells.append(f"**{text}**" if worse else text)
        lines.append(f"| {name} | {row['questions']} | {' | '.join(cells)} |")
    means = [
        " → ".join(shown(column, {"value": mean(run, column)}) for run in (old, new))
        for column in COLUMNS
    ]
    lines.append(f"| mean over sets | | {' | '.join(means)} |")
    return "\n".join(lines)


def read_outcomes(saved: Saved) -> dict[tuple[str, str], Outcome]:
    """The outcomes of a saved run, by set and question."""
    return {
        (name, row["id"]): Outcome(**row)
        for name, rows in saved["outcomes"].items()
        for row in rows
    }


def fell(column: str, old: dict[str, float], new: dict[str, float]) -> bool:
    """Whether a figure got worse by more than chance allows.

    >>> fell("page@5", {"value": 0.90, "n": 10}, {"value": 0.75, "n": 10})
    False
    """
    loss = old["value"] - new["value"]
    if column == "median ms":
        return -loss > 0.1 * old["value"]
    if column in LOWER_IS_BETTER:
        loss = -loss
    return loss > max(0.01, 2 / old["n"]) + 1e-9


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def names(source: str, wanted: str | None) -> bool:
    """Whether a question that names ``wanted`` is about the document from ``source``."""
    return wanted is None or Path(source).name == Path(wanted).name


def nulls(values: dict[str, Any]) -> set[str]:
    return {key for key, value in values.items() if value is None}


def is_page(page: tuple[int, str], gold: dict[str, Any]) -> bool:
    """Whether a page is the gold one: by its index where that is given, else by its label."""
    if gold.get("index") is not None:
        return page[0] == int(gold["index"])
    return page[1] == str(gold["page"])


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


def distinct(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def rank(fits: Iterable[bool]) -> float:
    """The rank, from 1, of the first that fits; infinite when none does."""
    return next((float(at) for at, fit in enumerate(fits, 1) if fit), math.inf)


def discounted(relevant: Iterable[bool]) -> float:
    return sum(1 / math.log2(at + 1) for at, hit in enumerate(relevant, 1) if hit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", help="the folder with the question sets")
    parser.add_argument("names", nargs="*", help="sets to run; all by default")
    parser.add_argument("--save", type=Path, help="write figures and outcomes to this JSON file")
    parser.add_argument("--libraries", type=Path, help="keep the libraries in this folder")
    parser.add_argument("--files", type=int, help="take the smallest files of each set only")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE", "AFTER"))
    options = parser.parse_intermixed_args()
    if options.compare:
        before, after = (json.loads(path.read_text("utf-8")) for path in options.compare)
        print(compare(before, after))
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
