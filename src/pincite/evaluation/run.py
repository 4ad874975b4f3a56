"""A run: ask every question of a set and judge the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pincite.evaluation.extras import require
from pincite.evaluation.figures import Figure, figures, grouped
from pincite.evaluation.judging import judge
from pincite.evaluation.measures import MEASURES
from pincite.evaluation.outcome import DEPTH, Outcome
from pincite.evaluation.questions import Question
from pincite_ingest.document import Document
from pincite_ingest.errors import QuestionSetError, UsageError

if TYPE_CHECKING:
    from pincite.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a question set and the figures over them."""

    outcomes: tuple[Outcome, ...]
    threshold: float
    """The confidence from which on a question was answered."""
    figures: tuple[Figure, ...]
    kinds: Mapping[str, tuple[Figure, ...]]
    """The figures by kind of question."""
    sorts: Mapping[str, tuple[Figure, ...]]
    """The figures by the finer ``sort``, for example of unanswerable questions."""

    @property
    def lost(self) -> tuple[Outcome, ...]:
        """The outcomes of questions with evidence that stands nowhere in the documents."""
        return tuple(outcome for outcome in self.outcomes if outcome.lost)

    def __getitem__(self, name: str) -> float:
        """The value of a figure. Raises KeyError for an unknown name."""
        for figure in self.figures:
            if figure.name == name:
                return figure.value
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        marks = {measure.name: measure.rows(self.outcomes).tolist() for measure in MEASURES}
        return {
            "questions": len(self.outcomes),
            "threshold": self.threshold,
            "figures": _by_name(self.figures),
            "kinds": {kind: _by_name(found) for kind, found in self.kinds.items()},
            "sorts": {sort: _by_name(found) for sort, found in self.sorts.items()},
            "outcomes": [
                outcome.to_dict() | {"marks": {name: rows[at] for name, rows in marks.items()}}
                for at, outcome in enumerate(self.outcomes)
            ],
        }

    def trec_run(self, tag: str = "pincite") -> str:
        """The ranking in the format of trec_eval, which sorts by score: here 1 / rank."""
        return "".join(
            f"{'_'.join(outcome.question.id.split())} Q0 {hit.id} {rank} {1 / rank:.6f} {tag}\n"
            for outcome in self.outcomes
            for rank, hit in enumerate(outcome.hits, 1)
        )


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    k: int = 5,
    everywhere: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Ask every question and judge the answers.

    A question that names its document is asked of that document, or with ``everywhere`` of all.
    ``k`` passages may be quoted. ``progress`` is called with the number of questions done and the
    total. Raises QuestionSetError when a question names a document that the library does not have,
    or cannot be asked.
    """
    require("scipy", "eval")
    documents = [assistant.document(info.id) for info in assistant.documents()]
    if not documents:
        raise QuestionSetError(
            "The library is empty; add the documents that the questions are about."
        )
    outcomes: list[Outcome] = []
    for done, question in enumerate(questions, 1):
        about = _about(question, documents)
        within = None if everywhere or question.doc is None else [each.id for each in about]
        begun = perf_counter()
        try:
            answer, hits = assistant.explore(
                question.question, question.history, k, depth=DEPTH, documents=within
            )
        except UsageError as error:
            raise QuestionSetError(f"Question {question.id} cannot be asked: {error}") from error
        outcomes.append(judge(question, answer, hits, about, (perf_counter() - begun) * 1000))
        if progress is not None:
            progress(done, len(questions))
    return Evaluation(
        tuple(outcomes),
        assistant.settings.threshold,
        figures(outcomes),
        grouped(outcomes, lambda outcome: outcome.question.kind),
        grouped(outcomes, lambda outcome: outcome.question.sort),
    )


def _by_name(found: Sequence[Figure]) -> dict[str, Any]:
    return {figure.name: figure.to_dict() for figure in found}


def _about(question: Question, documents: Sequence[Document]) -> list[Document]:
    """The documents that a question is about: all, or those whose source ends in its ``doc``."""
    wanted = question.doc
    if wanted is None:
        return list(documents)
    found = [each for each in documents if each.source.endswith(wanted)]
    if not found:
        raise QuestionSetError(
            f"Question {question.id} is about {wanted}, which the library does not have; "
            "add it first."
        )
    whole = [each for each in found if f"/{each.source}".replace("\\", "/").endswith(f"/{wanted}")]
    return whole or found
