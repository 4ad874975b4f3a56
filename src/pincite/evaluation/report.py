"""An evaluation as a single HTML page: the figures, plots, and each question.

The page needs no script and no network. All text from question sets and documents is escaped.
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
"""Where ``pincite serve`` listens by default."""
HEADLINES = (
    ("recall@1", "gold in the first passage"),
    ("recall@5", "gold in five"),
    ("all evidence within 300 words", "all gold within 300 words"),
    ("answer containment", "short answer shown"),
    ("vital recall", "vital points covered"),
    ("quotes to the point", "quotes to the point"),
    ("word F1 of quotes", "word F1 of quotes"),
    ("unanswerable refused", "unanswerable refused"),
    ("answerable refused", "answerable refused"),
    ("median ms", "median milliseconds"),
)
"""The figures at the top, and their names there."""
COLUMNS = (
    "recall@1", "recall@5", "MRR", "answer containment", "word F1 of quotes", "vital recall",
    "word precision", "quotes to the point",
    "unanswerable refused", "answerable refused", "median ms",
)  # fmt: skip
"""The figures for each kind of question."""


def report(evaluation: Evaluation, *, title: str, about: str = "", server: str = SERVER) -> str:
    """Write the page.

    ``title`` names the question set, ``about`` says which documents were asked and when, and
    ``server`` is the address that links to citations start with. Raises UsageError when that is
    not an address.
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
    """A server's address without a trailing slash. Raises UsageError if it is not an address."""
    if not text.startswith(("http://", "https://")):
        raise UsageError(
            f"A server's address begins with http:// or https://; {text[:60]!r} does not."
        )
    return text.rstrip("/")


def shown(value: float, unit: Unit) -> str:
    """A share with three decimals, a count or milliseconds with none, and a dash for NaN.

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
        "<p class=soft>Below each figure: its 95 % interval, by a bootstrap over questions.</p>"
    )


def _results(outcomes: Sequence[Outcome]) -> str:
    """The verdicts as two bars: answerable and unanswerable questions."""
    bars = []
    for answerable, words in ((True, "answerable"), (False, "unanswerable")):
        some = [outcome.result for outcome in outcomes if outcome.question.answerable is answerable]
        if not some:
            continue
        numbers = Counter(some)
        parts = "".join(
            f'<span class="{plots.TONES[result]} part" style="flex-grow: {numbers[result]}">'
            f"<b>{numbers[result]}</b> {result.value}</span>"
            for result in Result
            if numbers[result]
        )
        bars.append(f"<p>{len(some):,} {words}</p><div class=bar>{parts}</div>")
    lost = [outcome.question.id for outcome in outcomes if outcome.lost]
    if lost:
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        bars.append(
            f"<p class=warning>The gold of {len(lost):,} of the questions is not in the "
            f"documents and counts as not found: {escape(', '.join(lost[:5]))}{more}.</p>"
        )
    wrong = sum(outcome.wrong_pages for outcome in outcomes)
    if wrong:
        bars.append(
            f"<p class=warning>{wrong:,} passages contain gold text but are not on its page.</p>"
        )
    return f"<section><h2>{len(outcomes):,} questions</h2>{''.join(bars)}</section>"


def _plots(evaluation: Evaluation) -> str:
    outcomes, threshold = evaluation.outcomes, evaluation.threshold
    figures = []
    if any(outcome.scored for outcome in outcomes):
        figures += [
            _figure(
                "Recall by passages",
                "Share of the questions whose gold is in the first k passages.",
                plots.recall_by_passages(outcomes),
            ),
            _figure(
                "Recall by words",
                "Share of the gold within the first n words of the passages, and share of the "
                "questions with all of their gold there.",
                plots.recall_by_words(outcomes),
            ),
        ]
    if len({outcome.question.answerable for outcome in outcomes}) == 2:
        figures += [
            _figure(
                "Calibration of confidence",
                "Questions in bins of similar confidence: the mean confidence, and the share that "
                "the documents answer. The bars are 95 % intervals.",
                plots.calibration(outcomes),
            ),
            _figure(
                "Refusals by threshold",
                "Share of the unanswerable questions that would rightly be refused, and of the "
                "answerable ones that would wrongly be. Dotted: the threshold in use.",
                plots.thresholds(outcomes, threshold),
            ),
        ]
    figures += [
        _figure(
            "Confidence by verdict",
            "A dot for each question. Those left of the dotted line, the threshold of "
            f"{threshold:g}, are refused.",
            plots.confidence(outcomes, threshold),
        ),
        _figure(
            "Latency",
            "Share of the questions answered within t milliseconds. Dotted: the median and the "
            f"95th percentile. {_steps(outcomes)}",
            plots.latency(outcomes),
        ),
    ]
    return f'<section class="plots"><h2>Plots</h2>{"".join(figures)}</section>'


def _figure(title: str, words: str, svg: str) -> str:
    return f"<figure><figcaption><h3>{title}</h3><p>{words}</p></figcaption>{svg}</figure>"


def _steps(outcomes: Sequence[Outcome]) -> str:
    """The slowest steps, by median."""
    steps: dict[str, list[float]] = {}
    for outcome in outcomes:
        for step, ms in outcome.answer.timings_ms.items():
            if step != "total":
                steps.setdefault(step, []).append(ms)
    medians = sorted(((sorted(ms)[len(ms) // 2], step) for step, ms in steps.items()), reverse=True)
    named = ", ".join(f"{escape(step)} {ms:,.0f}" for ms, step in medians[:4])
    return f"By step (median): {named}." if named else ""


def _groups(title: str, groups: Mapping[str, Sequence[Figure]]) -> str:
    """A row for each group, without empty columns."""
    found = {name: {figure.name: figure for figure in figures} for name, figures in groups.items()}
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
        "<p class=soft>The interval is a percentile bootstrap over the questions, with 1,000 "
        "samples and a fixed seed. There is none when all questions came out alike."
        "</p></details></section>"
    )
