"""An evaluation as one HTML page for a person: the figures, plots, and each question.

It needs nothing beside it: no script, no network. All that comes out of a question set or a
document is escaped.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from pincite.evaluation import plots, report_questions
from pincite.evaluation.figures import Figure
from pincite.evaluation.measures import Unit
from pincite.evaluation.outcome import Outcome, Result
from pincite.evaluation.run import Evaluation
from pincite_ingest.errors import UsageError

SERVER = "http://127.0.0.1:7860"
"""Where ``pincite serve`` listens unless told otherwise."""
HEADLINES = (
    ("recall@1", "gold in the first passage"),
    ("recall@5", "gold in five"),
    ("all evidence within 300 words", "all gold within 300 words"),
    ("answer containment", "short answer shown"),
    ("word F1 of quotes", "word F1 of quotes"),
    ("unanswerable refused", "silent where it should be"),
    ("answerable refused", "silent where it should not"),
    ("median ms", "median milliseconds"),
)
"""The figures at the top, in a reader's words."""
COLUMNS = (
    "recall@1", "recall@5", "MRR", "answer containment", "word F1 of quotes",
    "unanswerable refused", "answerable refused", "median ms",
)  # fmt: skip
"""The figures for each kind of question."""


def report(evaluation: Evaluation, *, title: str, about: str = "", server: str = SERVER) -> str:
    """The page. ``title`` names the question set, ``about`` says on what and when it was run, and
    ``server`` is where its links to citations lead.

    Raises UsageError when the server's address is none.
    """
    address = server_address(server)
    outcomes = evaluation.outcomes
    style = (
        files("pincite.evaluation").joinpath("report.css").read_text("utf-8")
        + report_questions.FILTERS
    )
    body = "".join(
        (
            f"<header><h1 dir=auto>{escape(title)}</h1><p>{escape(about)}</p></header><main>",
            _headlines(evaluation.figures),
            _results(outcomes),
            _plots(evaluation),
            _groups("By kind of question", evaluation.kinds),
            _groups("By sort", evaluation.sorts),
            _every_figure(evaluation.figures),
            report_questions.questions(outcomes, address),
            "</main>",
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def server_address(text: str) -> str:
    """A server's address without a slash at its end. Raises UsageError where it is none."""
    if not text.startswith(("http://", "https://")):
        raise UsageError(f"A server's address begins with http:// or https://, not {text[:60]!r}.")
    return text.rstrip("/")


def shown(value: float, unit: Unit) -> str:
    """A share with three places, a count or milliseconds with none, - for no number.

    >>> shown(0.91234, "share"), shown(1, "count"), shown(1234.5, "ms"), shown(math.nan, "ms")
    ('0.912', '1', '1,234', '–')
    """
    if math.isnan(value):
        return "–"
    return f"{value:.3f}" if unit == "share" else f"{value:,.0f}"


def _value(figure: Figure) -> str:
    return shown(figure.value, figure.unit)


def _range(figure: Figure) -> str:
    return " to ".join(shown(bound, figure.unit) for bound in figure.interval or ())


def _headlines(figures: Sequence[Figure]) -> str:
    found = {figure.name: figure for figure in figures}
    tiles = "".join(
        f"<div><dt>{words}</dt><dd>{_value(found[name])}</dd>"
        f"<dd class=soft>{_range(found[name])}</dd></div>"
        for name, words in HEADLINES
        if not math.isnan(found[name].value)
    )
    return (
        f'<dl class="tiles">{tiles}</dl>'
        "<p class=soft>Small, below: the 95 % interval, of questions drawn anew.</p>"
    )


def _results(outcomes: Sequence[Outcome]) -> str:
    """What came of the questions, as two bars: those that the documents answer, and the others."""
    bars = []
    for answerable, words in ((True, "the documents answer"), (False, "they do not answer")):
        some = [one.result for one in outcomes if one.question.answerable is answerable]
        if not some:
            continue
        numbers = Counter(some)
        parts = "".join(
            f'<span class="{plots.TONES[result]} part" style="flex-grow: {numbers[result]}">'
            f"<b>{numbers[result]}</b> {result.value}</span>"
            for result in Result
            if numbers[result]
        )
        bars.append(f"<p>{len(some):,} that {words}</p><div class=bar>{parts}</div>")
    lost = [one.question.id for one in outcomes if one.lost]
    if lost:
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        bars.append(
            f"<p class=warning>The gold of {len(lost):,} of the questions stands nowhere in the "
            f"documents and counts as not found: {escape(', '.join(lost[:5]))}{more}.</p>"
        )
    wrong = sum(one.wrong_pages for one in outcomes)
    if wrong:
        bars.append(
            f"<p class=warning>{wrong:,} of the passages with gold do not stand on the page that "
            "the gold is said to be on.</p>"
        )
    return f"<section><h2>{len(outcomes):,} questions</h2>{''.join(bars)}</section>"


def _plots(evaluation: Evaluation) -> str:
    outcomes, threshold = evaluation.outcomes, evaluation.threshold
    figures = []
    if any(one.scored for one in outcomes):
        figures += [
            _figure(
                "What reading more passages finds",
                "The share of the questions whose gold stands in the first passages.",
                plots.recall_by_passages(outcomes),
            ),
            _figure(
                "What reading more words finds",
                "The share of the gold that stands in the first words of the passages, and of the "
                "questions that have all of theirs there.",
                plots.recall_by_words(outcomes),
            ),
        ]
    if len({one.question.answerable for one in outcomes}) == 2:
        figures += [
            _figure(
                "Whether confidence is to be believed",
                "Questions in groups of like confidence: how sure it was, and how many of them the "
                "documents answer. The bars are as far as chance goes.",
                plots.calibration(outcomes),
            ),
            _figure(
                "What another threshold would do",
                "The share of the questions that it would be silent on: rightly, of those that the "
                "documents do not answer, and wrongly, of the others. Dotted: the threshold.",
                plots.thresholds(outcomes, threshold),
            ),
        ]
    figures += [
        _figure(
            "Confidence and what came of it",
            "A dot for each question. Left of the dotted line, the threshold of "
            f"{threshold:g}, it is silent.",
            plots.confidence(outcomes, threshold),
        ),
        _figure(
            "How long an answer takes",
            "The share of the questions that were answered in so many milliseconds. Dotted: the "
            f"median and 95 of 100. {_steps(outcomes)}",
            plots.latency(outcomes),
        ),
    ]
    return f'<section class="plots"><h2>Plots</h2>{"".join(figures)}</section>'


def _figure(title: str, words: str, svg: str) -> str:
    return f"<figure><figcaption><h3>{title}</h3><p>{words}</p></figcaption>{svg}</figure>"


def _steps(outcomes: Sequence[Outcome]) -> str:
    """The steps that take longest, by their medians."""
    steps: dict[str, list[float]] = {}
    for one in outcomes:
        for step, ms in one.answer.timings_ms.items():
            if step != "total":
                steps.setdefault(step, []).append(ms)
    medians = sorted(((sorted(ms)[len(ms) // 2], step) for step, ms in steps.items()), reverse=True)
    named = ", ".join(f"{escape(step)} {ms:,.0f}" for ms, step in medians[:4])
    return f"By step (median): {named}." if named else ""


def _groups(title: str, groups: Mapping[str, Sequence[Figure]]) -> str:
    """A row for each group, without the columns that no group has."""
    found = {name: {one.name: one for one in figures} for name, figures in groups.items()}
    columns = [
        column
        for column in COLUMNS
        if any(not math.isnan(figures[column].value) for figures in found.values())
    ]
    if not columns:
        return ""
    head = "".join(f"<th scope=col>{column}</th>" for column in ("questions", *columns))
    rows = "".join(
        f"<tr><th scope=row dir=auto>{escape(name)}</th><td>{figures['median ms'].n:,}</td>"
        + "".join(f"<td>{_value(figures[column])}</td>" for column in columns)
        + "</tr>"
        for name, figures in found.items()
    )
    return (
        f"<section><h2>{title}</h2><div class=wide tabindex=0><table><thead><tr><td></td>{head}"
        f"</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _every_figure(figures: Sequence[Figure]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{figure.name}</th><td>{_value(figure)}</td>"
        f"<td>{_range(figure) or '–'}</td><td>{figure.n:,}</td></tr>"
        for figure in figures
        if not math.isnan(figure.value)
    )
    return (
        "<section><details><summary><h2>Every figure</h2></summary><div class=wide tabindex=0>"
        "<table><thead><tr><td></td><th scope=col>figure</th><th scope=col>95 %</th>"
        f"<th scope=col>questions</th></tr></thead><tbody>{rows}</tbody></table></div>"
        "<p class=soft>The interval is a percentile bootstrap over the questions, 1,000 draws with "
        "a fixed seed. It knows nothing of what the set leaves out. None is given where all "
        "questions came out alike.</p></details></section>"
    )
