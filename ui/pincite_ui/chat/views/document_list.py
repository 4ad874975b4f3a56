"""The documents: what is in the library, which of it is asked, and how far an addition has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite_ui.chat.views import markup

if TYPE_CHECKING:
    from pincite import DocumentInfo, Progress


def standing(documents: Sequence[DocumentInfo]) -> str:
    """What there is to ask, on one line."""
    if not documents:
        return "There is no document yet. Add one under Documents."
    if len(documents) == 1:
        return f"Open: {documents[0].title}, {_size(documents[0])}."
    pages = sum(document.pages for document in documents)
    return f"Open: {len(documents)} documents" + (
        f", {markup.count(pages, 'page')}." if pages else "."
    )


def render(documents: Sequence[DocumentInfo], left_out: Sequence[str] = ()) -> str:
    """The list of documents, each with a box that says whether it is asked."""
    if not documents:
        return '<p class="aside empty">No document yet.</p>'
    rows = "".join(_row(document, document.id not in left_out) for document in documents)
    return f'<ul class="shelf" aria-label="Documents in the library">{rows}</ul>'


def _row(document: DocumentInfo, asked: bool) -> str:
    title, box = markup.text(document.title), f"ask-{markup.text(document.id)}"
    name = document.source.replace("\\", "/").rpartition("/")[2]
    source = f" · {markup.text(name)}" if name != document.title else ""
    warnings = "".join(f"<li>{markup.text(warning)}</li>" for warning in document.warnings)
    notices = (
        f"<details><summary>{markup.count(len(document.warnings), 'notice')}</summary>"
        f"<ul>{warnings}</ul></details>"
        if warnings
        else ""
    )
    return (
        f'<li><input type="checkbox" id="{box}" data-do="choose"'
        f' data-id="{markup.text(document.id)}"{" checked" if asked else ""}>'
        f'<div><label for="{box}" dir="auto">{title}</label>'
        f'<p class="facts">{_size(document)}, '
        f"{markup.count(document.passages, 'passage')}{source} · "
        f'<a href="/read/{markup.text(document.id)}/1" target="_blank" rel="noopener">'
        "How it was read</a></p>"
        f"{notices}</div>"
        f'<details class="confirm"><summary aria-label="Remove {title}">Remove</summary>'
        f'<div><p>Remove “{title}” from the library?</p><button type="button" class="danger"'
        f' data-do="remove" data-id="{markup.text(document.id)}">Remove it</button>'
        f'<button type="button" data-do="keep">Keep it</button></div></details></li>'
    )


def _size(document: DocumentInfo) -> str:
    if document.pages:
        return markup.count(document.pages, "page")
    return markup.count(document.characters, "character")


STAGES = (("read", "Reading", 0.15), ("embed", "Embedding", 0.8), ("index", "Indexing", 0.05))
"""The stages of an addition, what each is called, and roughly what share of the time it takes."""


def advance(progress: Progress, name: str, number: int, total: int, seconds: float) -> str:
    """How far the addition of file ``number`` of ``total`` has come after ``seconds``."""
    share, verb = 0.0, "Reading"
    for stage, called, weight in STAGES:
        if stage == progress.stage:
            verb = called
            share += weight * (progress.done / progress.total if progress.total else 0)
            break
        share += weight
    steps = f" {progress.done:,} of {progress.total:,}" if progress.total else ""
    left = seconds * (1 - share) / share if share > 0.05 and seconds > 1 else 0
    wait = f", about {_duration(left)} left" if left >= 1 else ""
    which = f"File {number} of {total}: " if total > 1 else ""
    return bar(f"{which}{name}", f"{verb}{steps}{wait}", share)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return markup.count(max(1, round(seconds)), "second")
    return markup.count(round(seconds / 60), "minute")


def bar(name: str, doing: str, share: float) -> str:
    """A progress bar, and in words what is being done to which file."""
    return (
        f'<div class="progress"><p dir="auto">{markup.text(name)}</p>'
        f'<progress max="100" value="{round(100 * share)}" aria-label="Adding {markup.text(name)}">'
        f'</progress><p class="facts">{markup.text(doing)}</p></div>'
    )


def outcome(lines: Sequence[tuple[bool, str]]) -> str:
    """What became of each file: whether it went well, and a sentence."""
    items = "".join(
        f'<li class="{"done" if good else "problem"}">{markup.text(line)}</li>'
        for good, line in lines
    )
    return f'<div role="status"><ul class="outcome">{items}</ul></div>' if items else ""
