"""Evaluation: question sets, outcomes and figures."""

from pincite.evaluation.measures import Figure
from pincite.evaluation.outcome import Outcome
from pincite.evaluation.questions import Gold, Question, QuestionSetError, load
from pincite.evaluation.run import Evaluation, evaluate

__all__ = [
    "Evaluation",
    "Figure",
    "Gold",
    "Outcome",
    "Question",
    "QuestionSetError",
    "evaluate",
    "load",
]
