"""Plots of an evaluation as SVG, to embed in a page and take on its colours and fonts.

matplotlib draws with placeholder colours, which are then replaced by the page's variables
(``var(--ink)``, ...), so a plot is readable in light and dark.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pincite.evaluation.extras import require
from pincite.evaluation.outcome import DEPTH, Outcome, Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, SOFT, RULE, GOOD, FAIR, BAD = "#010203", "#040506", "#070809", "#0a0b0c", "#0d0e0f", "#101112"
_COLOURS = {
    INK: "var(--ink)", SOFT: "var(--soft)", RULE: "var(--rule)",
    GOOD: "var(--good)", FAIR: "var(--fair)", BAD: "var(--bad)",
}  # fmt: skip
TONES = {
    Result.RIGHT: "good",
    Result.PARTLY: "fair",
    Result.MISSED: "bad",
    Result.FALSE_SILENCE: "bad",
    Result.TRUE_SILENCE: "good",
    Result.FALSE_ANSWER: "bad",
    Result.UNJUDGED: "soft",
}
"""The page's colour for each verdict."""
_TONES = {"good": GOOD, "fair": FAIR, "bad": BAD, "soft": SOFT}
BINS = 8
"""The most points of a calibration curve; each has the same number of questions."""
LEAST = 5
"""The fewest questions of a point."""
WORDS = 600


def recall_by_passages(outcomes: Sequence[Outcome]) -> str:
    """Share of the questions whose gold is in the first k passages."""
    scored = [outcome for outcome in outcomes if outcome.scored]
    ks = range(1, DEPTH + 1)
    ranks = [[rank or math.inf for rank in outcome.ranks] for outcome in scored]

    def draw(axes: Axes) -> None:
        for name, best, colour, style in (
            ("some of the gold", min, GOOD, "-"), ("all of the gold", max, INK, "--"),
        ):  # fmt: skip
            shares = [np.mean([best(each) <= k for each in ranks]) for k in ks]
            axes.plot(ks, shares, style, color=colour, marker="o", markersize=4, label=name)
        axes.set_xticks(list(ks))
        _shares(axes)

    return _svg(draw, "passages read", "share of questions")


def recall_by_words(outcomes: Sequence[Outcome]) -> str:
    """Share of the gold within the first n words of the passages."""
    scored = [outcome for outcome in outcomes if outcome.scored]
    budgets = range(0, WORDS + 1, 10)
    shares = np.array([[outcome.within(words) for words in budgets] for outcome in scored])

    def draw(axes: Axes) -> None:
        axes.plot(budgets, shares.mean(axis=0), color=GOOD, label="of the gold")
        whole = (shares == 1).mean(axis=0)
        axes.plot(budgets, whole, "--", color=INK, label="of the questions, all their gold")
        axes.set_xticks(range(0, WORDS + 1, 150))
        _shares(axes)

    return _svg(draw, "words read", "share")


def calibration(outcomes: Sequence[Outcome]) -> str:
    """Share of answerable questions by confidence."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.answer.confidence)
    parts = np.array_split(np.arange(len(ordered)), max(1, min(BINS, len(ordered) // LEAST)))

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], ":", color=SOFT, linewidth=1, label="perfect")
        points = []
        for part in parts:
            bin = [ordered[at] for at in part]
            mean = float(np.mean([outcome.answer.confidence for outcome in bin]))
            share = float(np.mean([outcome.question.answerable for outcome in bin]))
            points.append((mean, share))
            axes.plot([mean, mean], _wilson(share, len(bin)), color=RULE, linewidth=5)
        axes.plot(
            *zip(*points, strict=True), color=GOOD, marker="o", markersize=5, label="measured"
        )
        axes.set_xlim(0, 1)
        _shares(axes)

    return _svg(draw, "confidence", "share answerable")


def thresholds(outcomes: Sequence[Outcome], threshold: float) -> str:
    """Share of the questions refused, rightly and wrongly, by threshold."""
    at = np.linspace(0, 1, 201)

    def draw(axes: Axes) -> None:
        for answerable, colour, style, name in (
            (False, GOOD, "-", "unanswerable"), (True, BAD, "--", "answerable"),
        ):  # fmt: skip
            sure = [o.answer.confidence for o in outcomes if o.question.answerable is answerable]
            refused = (np.array(sure)[:, None] < at).mean(axis=0)
            axes.plot(at, refused, style, color=colour, label=name)
        axes.axvline(threshold, color=SOFT, linestyle=":", linewidth=1)
        axes.set_xlim(0, 1)
        _shares(axes, "best")

    return _svg(draw, "threshold", "share refused")


def confidence(outcomes: Sequence[Outcome], threshold: float) -> str:
    """The confidence of every question, by verdict."""
    shown = [result for result in Result if any(outcome.result is result for outcome in outcomes)]

    def draw(axes: Axes) -> None:
        for row, result in enumerate(reversed(shown)):
            values = sorted(
                outcome.answer.confidence for outcome in outcomes if outcome.result is result
            )
            lift = [row + 0.24 * ((at * 0.618) % 1 - 0.5) * 2 for at in range(len(values))]
            axes.plot(
                values, lift, "o", color=_TONES[TONES[result]], markersize=5, alpha=0.55,
                markeredgewidth=0,
            )  # fmt: skip
        axes.axvline(threshold, color=SOFT, linestyle=":", linewidth=1)
        axes.set_yticks(range(len(shown)), [result.value for result in reversed(shown)])
        axes.set_ylim(-0.6, len(shown) - 0.4)
        axes.set_xlim(0, 1)

    return _svg(draw, "confidence", "")


def latency(outcomes: Sequence[Outcome]) -> str:
    """Share of the questions answered within t milliseconds."""
    times = sorted(outcome.milliseconds for outcome in outcomes)
    shares = np.arange(1, len(times) + 1) / len(times)

    def draw(axes: Axes) -> None:
        axes.step([0, *times], [0, *shares], where="post", color=GOOD)
        for share in (0.5, 0.95):
            time = times[math.ceil(share * len(times)) - 1]
            axes.plot([time, time, 0], [0, share, share], ":", color=SOFT, linewidth=1)
        axes.set_xlim(0, times[-1] * 1.03)
        axes.set_ylim(0, 1.03)

    return _svg(draw, "milliseconds", "share of questions")


def _svg(draw: Callable[[Axes], None], across: str, up: str) -> str:
    """Run ``draw`` and return the plot as the text of an SVG element."""
    matplotlib = require("matplotlib", "eval")
    new_figure = require("matplotlib.figure", "eval").Figure

    style: Any = {
        "svg.fonttype": "none", "svg.hashsalt": across + up, "font.size": 10,
        "lines.linewidth": 1.8, "text.color": INK, "axes.labelcolor": SOFT,
        "axes.edgecolor": RULE, "xtick.color": SOFT, "ytick.color": SOFT, "axes.grid": True,
        "grid.color": RULE, "grid.linewidth": 0.6, "axes.spines.top": False,
        "axes.spines.right": False, "legend.frameon": False, "axes.axisbelow": True,
    }  # fmt: skip
    with matplotlib.rc_context(style):
        figure = new_figure(figsize=(4.8, 3.1), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    for placeholder, colour in _COLOURS.items():
        svg = svg.replace(placeholder, colour)
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)


def _shares(axes: Axes, legend: Literal["best", "lower right"] = "lower right") -> None:
    axes.set_ylim(0, 1.03)
    axes.legend(loc=legend)


def _wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n questions (Wilson, 1927)."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half
