"""The documents: which are in the library, which are searched, and the progress of adding one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite_ui.templating import render as render_template
from pincite_ui.wording import count, duration

if TYPE_CHECKING:
    from pincite import DocumentInfo, Progress

STAGES = (("read", "Reading", 0.15), ("embed", "Embedding", 0.8), ("index", "Indexing", 0.05))
"""The stages of adding a file: name, label, and approximate share of the time."""


def status(documents: Sequence[DocumentInfo]) -> str:
    """The contents of the library on one line."""
    if not documents:
        return "There are no documents yet. Add one under Documents."
    if len(documents) == 1:
        return f"Open: {documents[0].title}, {_size(documents[0])}."
    pages = sum(document.pages for document in documents)
    return f"Open: {len(documents)} documents" + (f", {count(pages, 'page')}." if pages else ".")


def render(documents: Sequence[DocumentInfo], left_out: Sequence[str] = ()) -> str:
    """The list of documents, each with a box that says whether it is searched."""
    return render_template(
        "chat/document_list.html", documents=documents, left_out=left_out, size=_size
    )


def _size(document: DocumentInfo) -> str:
    if document.pages:
        return count(document.pages, "page")
    return count(document.characters, "character")


def progress(step: Progress, name: str, number: int, total: int, seconds: float) -> str:
    """The progress of file ``number`` of ``total``, which has taken ``seconds`` so far."""
    share, label = _share(step)
    steps = f" {step.done:,} of {step.total:,}" if step.total else ""
    left = step.seconds_left
    if left is None:  # a projection of the time so far
        left = seconds * (1 - share) / share if share > 0.05 and seconds > 1 else 0
    wait = f", about {duration(left)} left" if left >= 1 else ""
    which = f"File {number} of {total}: " if total > 1 else ""
    return progress_bar(f"{which}{name}", f"{label}{steps}{wait}", share)


def _share(step: Progress) -> tuple[float, str]:
    """How much of a file is done, 0 to 1, and the label of its stage."""
    share = 0.0
    for stage, label, weight in STAGES:
        if stage == step.stage:
            return share + weight * (step.done / step.total if step.total else 0), label
        share += weight
    return share, "Reading"


def progress_bar(name: str, activity: str, share: float) -> str:
    """A progress bar for a file, with what is being done to it."""
    return render_template(
        "chat/progress.html", name=name, activity=activity, percent=round(100 * share)
    )


def outcome(results: Sequence[tuple[bool, str]]) -> str:
    """The result of each file: whether it succeeded, and a sentence."""
    return render_template("chat/outcome.html", results=results)
