"""Evaluation: question sets, outcomes, figures, and comparisons of runs."""

from pincite.evaluation.comparison import Comparison, Difference, compare
from pincite.evaluation.figures import Figure
from pincite.evaluation.outcome import Outcome, Result
from pincite.evaluation.questions import Gold, Nugget, Question, load
from pincite.evaluation.report import report
from pincite.evaluation.run import Evaluation, evaluate
from pincite_ingest.errors import QuestionSetError

__all__ = [
    "Comparison",
    "Difference",
    "Evaluation",
    "Figure",
    "Gold",
    "Nugget",
    "Outcome",
    "Question",
    "QuestionSetError",
    "Result",
    "compare",
    "evaluate",
    "load",
    "report",
]
