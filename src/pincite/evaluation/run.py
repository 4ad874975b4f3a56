"""A run: every question of a set asked, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pincite.evaluation.measures import Figure, by_kind, figures
from pincite.evaluation.outcome import DEPTH, Outcome, judge
from pincite.evaluation.questions import Question, QuestionSetError
from pincite_ingest.document import Document

if TYPE_CHECKING:
    from pincite.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a question set, and the figures over them."""

    outcomes: tuple[Outcome, ...]
    figures: tuple[Figure, ...]
    kinds: Mapping[str, tuple[Figure, ...]]
    """The figures for each kind of question."""

    def __getitem__(self, name: str) -> float:
        """A figure by its name.

        Raises KeyError for a name that is none.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure.value
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        return {
            "questions": len(self.outcomes),
            "figures": {figure.name: figure.to_dict() for figure in self.figures},
            "kinds": {
                kind: {figure.name: figure.to_dict() for figure in found}
                for kind, found in self.kinds.items()
            },
            "outcomes": [one.to_dict() for one in self.outcomes],
        }

    def trec_run(self, tag: str = "pincite") -> str:
        """The ranking in the form that trec_eval and its like read."""
        return "".join(
            f"{one.question.id} Q0 {hit.id} {rank} {hit.score:.6f} {tag}\n"
            for one in self.outcomes
            for rank, hit in enumerate(one.hits, 1)
        )


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    k: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Ask every question and judge what comes. ``progress`` is told how many are done, of how many.

    Raises QuestionSetError when a question names a document that the library does not hold.
    """
    documents = [assistant.document(info.id) for info in assistant.documents()]
    if not documents:
        raise QuestionSetError("The library is empty; add the documents that are asked about.")
    outcomes: list[Outcome] = []
    for done, question in enumerate(questions, 1):
        asked = _asked(question, documents)
        within = None if question.doc is None else [one.id for one in asked]
        begun = perf_counter()
        answer, hits = assistant.explore(
            question.question, question.history, k, depth=DEPTH, documents=within
        )
        outcomes.append(judge(question, answer, hits, asked, (perf_counter() - begun) * 1000))
        if progress is not None:
            progress(done, len(questions))
    return Evaluation(tuple(outcomes), figures(outcomes), by_kind(outcomes))


def _asked(question: Question, documents: Sequence[Document]) -> list[Document]:
    """The documents that a question is asked of: all, or the one it names."""
    if question.doc is None:
        return list(documents)
    found = [one for one in documents if one.source.endswith(question.doc)]
    if not found:
        raise QuestionSetError(
            f"Question {question.id} is about {question.doc}, which the library does not hold."
        )
    return found
