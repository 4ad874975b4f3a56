"""Figures of the question sets: outcomes, tables, and comparisons of two runs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

LOWER_IS_BETTER = ("wrongly silent", "wrongly answered", "median ms")
COLUMNS = (
    "page@1", "page@5", "page@10", "recall@1", "recall@5", "MRR", "nDCG@10", "wrongly silent",
    "wrongly answered", "right page cited", "containment", "median ms",
)  # fmt: skip

Saved = dict[str, Any]
"""A saved run: ``sets`` has the figures, ``outcomes`` what came of each question."""


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


def short_table(found: dict[str, Any]) -> str:
    """The README's table: five columns. Without pages, "found in five" is recall@5."""
    lines = [
        "| set | questions | found in five | wrongly silent | wrongly answered |",
        "|---|---|---|---|---|",
    ]
    for name, one in found.items():
        of = one["figures"]
        first = of.get("page@5") or of.get("recall@5") or of.get("nDCG@10")
        figures = (first, of.get("wrongly silent"), of.get("wrongly answered"))
        cells = (f"{figure['value']:.2f}" if figure else "" for figure in figures)
        lines.append(f"| {name} | {one['questions']} | {' | '.join(cells)} |")
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


def is_page(page: tuple[int, str], gold: dict[str, Any]) -> bool:
    """Whether a page is the gold one: by its index where that is given, else by its label."""
    if gold.get("index") is not None:
        return page[0] == int(gold["index"])
    return page[1] == str(gold["page"])


def distinct(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def rank(fits: Iterable[bool]) -> float:
    """The rank, from 1, of the first that fits; infinite when none does."""
    return next((float(at) for at, fit in enumerate(fits, 1) if fit), math.inf)


def discounted(relevant: Iterable[bool]) -> float:
    return sum(1 / math.log2(at + 1) for at, hit in enumerate(relevant, 1) if hit)
