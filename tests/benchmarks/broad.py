"""Measure broad questions: summaries, topics, sections, comparisons, lists, reasons, mentions.

    python tests/benchmarks/broad.py QUESTIONS.jsonl DOCUMENTS [--library DIR] [--show ID ...]

QUESTIONS have ``nuggets``, each a point that an answer should make, with the sentences that make
it (as in TREC's RAG track); DOCUMENTS is the folder that their ``doc`` is in. A nugget is covered
when one shown quote contains one of its sentences, or at least 60 % of its words. What is behind
"more" is not shown. Printed by kind, each figure a mean over questions:

- answered: of the answerable questions, those with an answer
- vital, nuggets: of the answered ones, the share of vital and of all nuggets that are covered;
  a question without an answer covers none
- words: the share of the shown words that the nuggets' sentences have
- to the point: the share of the shown quotes that contain one of these sentences or are part of one
- refused: of the unanswerable questions, those refused; "no mention" is right for kind mentions
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pincite
from pincite import Answer, AnswerKind, Status

COVERED = 0.6
"""Share of a sentence's words that a quote must contain to cover it."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Score:
    """One question's figures, each 0 to 1, or None where it does not bear on it."""

    kind: str
    answered: float | None = None
    vital: float | None = None
    nuggets: float | None = None
    words: float | None = None
    to_the_point: float | None = None
    refused: float | None = None
    shown: int = 0
    """Words shown."""
    seconds: float = 0.0


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def covers(quote: str, evidence: str) -> bool:
    """Whether a quote has an evidence text, or at least 60 % of its words."""
    return _has(quote, evidence) or _share(evidence, quote) >= COVERED


def _has(long: str, short: str) -> bool:
    return " ".join(words(short)) in " ".join(words(long))


def _share(part: str, whole: str) -> float:
    """The share of a text's words that another has, each as often as there."""
    wanted = Counter(words(part))
    return (wanted & Counter(words(whole))).total() / max(1, wanted.total())


def score(row: dict[str, Any], answer: Answer, seconds: float) -> Score:
    """The figures of an answer."""
    quotes = [quote.text for citation in answer.citations for quote in citation.quotes]
    answered = answer.status is Status.ANSWERED and bool(quotes)
    if not row["answerable"]:
        none = answer.kind is AnswerKind.MENTIONS and answer.count == 0
        return Score(row["kind"], refused=float(none or not answered), seconds=seconds)
    if not answered:
        return Score(row["kind"], 0.0, 0.0, 0.0, seconds=seconds)
    nuggets = row["nuggets"]
    texts = [[one["text"] for one in nugget["evidence"] if one["text"]] for nugget in nuggets]
    found = [any(covers(quote, text) for quote in quotes for text in each) for each in texts]
    vital = [hit for hit, nugget in zip(found, nuggets, strict=True) if nugget["vital"]]
    every = [text for each in texts for text in each]
    shown = words(" ".join(quotes))
    return Score(
        row["kind"],
        1.0,
        sum(vital) / max(1, len(vital)),
        sum(found) / max(1, len(found)),
        _share(" ".join(shown), " ".join(every)),
        sum(any(covers(q, t) or _has(t, q) for t in every) for q in quotes) / len(quotes),
        shown=len(shown),
        seconds=seconds,
    )


def table(scores: Sequence[Score]) -> None:
    """Print the means by kind and over all."""
    names = ("answered", "vital", "nuggets", "words", "to_the_point", "refused")
    by_kind: defaultdict[str, list[Score]] = defaultdict(list)
    for one in scores:
        by_kind[one.kind].append(one)
    head = (name.replace("_", " ") for name in names)
    print(f"{'kind':<13}{'n':>3}" + "".join(f"{one:>13}" for one in head) + "   shown words")
    for kind, rows in [*sorted(by_kind.items()), ("all", list(scores))]:
        cells = "".join(f"{_mean([getattr(row, name) for row in rows]):>13}" for name in names)
        print(f"{kind:<13}{len(rows):>3}{cells}{_mean([r.shown for r in rows if r.shown], 0):>8}")
    print(f"slowest {max(one.seconds for one in scores):.2f} s")


def _mean(values: Sequence[float | None], digits: int = 2) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):.{digits}f}" if known else ""


def show(row: dict[str, Any], answer: Answer) -> None:
    """Print an answer with its nuggets, those covered marked."""
    quotes = [quote.text for citation in answer.citations for quote in citation.quotes]
    print(f"\n{row['id']} {row['question']} -> {answer.kind} {answer.confidence:.2f} {answer.note}")
    for section in answer.sections:
        print(f"  [{section.heading}]" + (f" +{len(section.more)}" if section.more else ""))
        for claim in section.claims:
            print(f"    - {claim.text}")
    if not answer.sections:
        print("\n".join(f"  - {quote}" for quote in quotes))
    for detail in answer.details:
        print(f"  {detail.name}: {detail.value} ({detail.origin})")
    for nugget in row.get("nuggets", ()):
        hit = any(covers(q, one["text"]) for q in quotes for one in nugget["evidence"])
        print(f"  {'+' if hit else '-'}{'V' if nugget['vital'] else ' '} {nugget['label']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--library", type=Path, help="keep the library here")
    parser.add_argument("--show", nargs="*", default=[], metavar="ID", help="print these answers")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text("utf-8").splitlines()]
    with (
        tempfile.TemporaryDirectory() as folder,
        pincite.open(options.library or folder) as assistant,
    ):
        infos = {
            doc: assistant.add(options.documents / doc).document.id
            for doc in dict.fromkeys(row["doc"] for row in rows)
        }
        scores = []
        for row in rows:
            if options.show and row["id"] not in options.show and "all" not in options.show:
                continue
            start = time.perf_counter()
            history = tuple(row.get("history", ()))
            answer = assistant.ask(row["question"], history, documents=[infos[row["doc"]]])
            scores.append(score(row, answer, time.perf_counter() - start))
            if options.show:
                show(row, answer)
    table(scores)


if __name__ == "__main__":
    main()
