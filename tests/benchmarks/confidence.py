"""Fit confidence: print the weights that ``pincite/confidence.py`` holds, and what they tell apart.

    python tests/benchmarks/confidence.py ../shared [--most 400]

Fitted on three sets of questions that were asked in earnest, the briefing's, squad_clean's (each
asked of its own article) and the written ones, and on made-up ones: with the answerable ones of
each set and of chroma, small talk, questions that belong to another document, and the same
questions with one name exchanged for one that the document lacks. The three weigh as much as all
that is made up, each set as much as others of its sort, and in each the answerable as much as the
others. Those of the report are only looked at. The weights of countries that no passage names, and
of others in their place, are held at what they are: the documents of a set share a library, in
which nearly every country stands.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import written
from scipy.optimize import minimize
from scipy.stats import mannwhitneyu

import pincite
from pincite import sample
from pincite.answering.confidence import WEIGHTS, Signals
from pincite.answering.pipeline import answerability, find, signals
from pincite.assistant import Assistant
from pincite.evaluation import Question, load
from pincite.query.entities import is_place, names
from pincite.query.rewriting import stand_alone
from pincite.query.spelling import respelt
from pincite.timing import Clock

RIDGE = 0.002
"""Penalty on the squares of the weights."""
STRANGERS = 60
"""Questions of squad_clean asked of a document about something else."""
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45)
HELD = ("places", "elsewhere")
"""Signals whose weights are set by hand."""
K = 5
SMALL_TALK = Path(__file__).with_name("off_topic.txt")
DRAW = random.Random(7)  # noqa: S311 (samples)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of some questions."""

    signals: Any
    """Shape [n, signals], float."""
    answerable: Any
    """Shape [n], bool."""

    def __add__(self, other: Observed) -> Observed:
        return Observed(
            np.concatenate([self.signals, other.signals]),
            np.concatenate([self.answerable, other.answerable]),
        )

    def answered(self) -> Observed:
        """The answerable ones alone."""
        return Observed(self.signals[self.answerable], self.answerable[self.answerable])


def observe(assistant: Assistant, questions: Sequence[Question]) -> Observed:
    """The signals of each question, asked of its own document where it names one."""
    rows = []
    for question in questions:
        alone = stand_alone(question.question, question.history)
        with assistant._store.snapshot() as view:
            asked = respelt(view, alone, assistant._encoder.count_tokens)
            found = find(
                view, asked, assistant._encoder, assistant._reranker, assistant.settings,
                k=K, documents=own(assistant, question), clock=Clock(),
            )  # fmt: skip
            odds = answerability(asked, found, assistant._doubter)
            rows.append(astuple(signals(view, asked, found, K, odds)))
    return Observed(np.array(rows), np.array([question.answerable for question in questions]))


def own(assistant: Assistant, question: Question) -> list[str] | None:
    """The document that a question names; None, for all, where it names none."""
    doc = question.doc
    return [i.id for i in assistant.documents() if doc and i.source.endswith(doc)] or None


def unanswerable(question: Question, asked: str) -> Question:
    return replace(question, question=asked, answerable=False, answers=(), evidence=())


def renamed(assistant: Assistant, questions: Sequence[Question]) -> Iterator[Question]:
    """Answerable questions with a name exchanged, a country for a country, that is not there."""
    every = {name for question in questions for name in names(question.question)}
    for question in questions:
        within = own(assistant, question) or [info.id for info in assistant.documents()]
        text = " ".join(assistant.document(id).text for id in within).lower()
        for name in sorted(names(question.question), key=sorted):
            spelling = next((one for one in sorted(name) if one in question.question), None)
            others = sorted(
                min(other)
                for other in every
                if is_place(other) == is_place(name)
                and min(other).isalpha()
                and not any(one.lower() in text for one in other)
            )
            if question.answerable and spelling and others:
                asked = question.question.replace(spelling, DRAW.choice(others))
                yield unanswerable(question, asked)
                break


def fit(earnest: Sequence[Observed], made_up: Sequence[Observed]) -> Any:
    """Bias and weights of a logistic regression, by maximum likelihood with a ridge."""
    sets = [*earnest, *made_up]
    x = np.concatenate([one.signals for one in sets])
    y = np.concatenate([one.answerable for one in sets])
    weights = [len(sets) / 4 / len(kind) for kind in (earnest, made_up) for _ in kind]
    share = np.concatenate(
        [
            weight / np.where(one.answerable, one.answerable.sum(), (~one.answerable).sum())
            for one, weight in zip(sets, weights, strict=True)
        ]
    )

    def loss(p: Any) -> float:
        p = held(p)
        odds = (x @ p[1:] + p[0]) * np.where(y, 1, -1)
        return float((share * np.logaddexp(0, -odds)).sum() + RIDGE * (p[1:] ** 2).sum())

    return held(minimize(loss, np.zeros(x.shape[1] + 1)).x)


def held(p: Any) -> Any:
    """Bias and weights, those of the countries as they are."""
    pairs = zip(fields(Signals), WEIGHTS, p[1:], strict=True)
    return np.array([p[0], *(was if one.name in HELD else new for one, was, new in pairs)])


def draw(name: str, one: Observed, p: Any) -> str:
    """A row of the table: AUROC, and for each threshold the share refused of either kind."""
    sure = 1 / (1 + np.exp(-(one.signals @ p[1:] + p[0])))
    right, wrong = sure[one.answerable], sure[~one.answerable]
    area = mannwhitneyu(right, wrong).statistic / (len(right) * len(wrong))
    cells = [f"{np.mean(wrong < t):.2f}, {np.mean(right < t):.2f}" for t in THRESHOLDS]
    return f"| {name} | {len(wrong)} | {area:.3f} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with the question sets")
    parser.add_argument("--most", type=int, default=200, help="questions of a set, at the most")
    options = parser.parse_args()
    bench = options.shared / "bench"
    questions = {
        "briefing": load(sample.QUESTIONS),
        "squad_clean": load(bench / "squad_clean" / "questions.jsonl"),
        "chroma": load(bench / "chroma" / "questions.jsonl"),
        "written": load(written.QUESTIONS),
        "report": load(options.shared / "questions" / "report_dev.jsonl"),
    }
    documents = {
        "briefing": [sample.PDF],
        "squad_clean": sorted((bench / "squad_clean" / "docs").iterdir()),
        "chroma": sorted((bench / "chroma" / "corpora").iterdir()),
        "written": list(written.DOCUMENTS),
        "report": [options.shared / "corpus" / "report.pdf"],
    }
    for name in ("squad_clean", "chroma", "written"):
        DRAW.shuffle(questions[name])
    talk = [Question(line, line, False) for line in SMALL_TALK.read_text("utf-8").splitlines()]
    seen: dict[str, Observed] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, asked in questions.items():
            others = questions["chroma" if name == "squad_clean" else "squad_clean"]
            strangers = [replace(one, doc=None, answerable=False) for one in others[-STRANGERS:]]
            with pincite.open(Path(folder) / name) as assistant:
                assistant.add_all(documents[name])
                own_questions = observe(assistant, asked[: options.most])
                answered = own_questions.answered()
                if not own_questions.answerable.all():
                    seen[name] = own_questions
                seen[f"{name}, small talk"] = answered + observe(assistant, talk)
                seen[f"{name}, strangers"] = answered + observe(assistant, strangers)
                exchanged = list(renamed(assistant, asked[: options.most]))
                seen[f"{name}, a name exchanged"] = answered + observe(assistant, exchanged)
    fitted = {name: one for name, one in seen.items() if not name.startswith("report")}
    made_up = [one for name, one in fitted.items() if "," in name]
    p = fit([one for name, one in fitted.items() if "," not in name], made_up)
    print("BIAS =", round(float(p[0]), 2))
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in p[1:]))
    print("| set | unanswerable | AUROC | " + " | ".join(f"at {t}" for t in THRESHOLDS) + " |")
    print("|---|---|---|" + "---|" * len(THRESHOLDS))
    for name, one in seen.items():
        print(draw(name if not name.startswith("report") else f"{name} (not fitted on)", one, p))


if __name__ == "__main__":
    main()
