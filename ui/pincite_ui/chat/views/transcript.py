"""The left side: questions, and answers whose every sentence carries its marks."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.types import Answer, Claim, Status
from pincite_index.storage.feedback import Opinion
from pincite_ui import export
from pincite_ui.chat.conversation import MOST_TURNS, Conversation, Turn
from pincite_ui.chat.views import markup
from pincite_ui.chat.views.citation_spans import Target, card_id, targets

OPINIONS = {
    Opinion.RIGHT: "right",
    Opinion.WRONG: "wrong",
    Opinion.WRONG_PAGE: "on the wrong page",
}
"""What a reader can say of an answer."""


def render(conversation: Conversation) -> str:
    """The conversation so far."""
    turns = [_turn(turn) for turn in conversation.turns]
    if conversation.dropped:
        note = f"Only the last {MOST_TURNS} questions are kept here."
        turns.insert(0, f'<p class="aside">{note}</p>')
    return (
        '<h2 class="unseen">Conversation</h2>'
        '<div class="turns" role="log" aria-label="Conversation" aria-live="polite">'
        + "".join(turns)
        + "</div>"
    )


def welcome(examples: Sequence[str], standing: str) -> str:
    """What stands there before the first question. ``standing`` says what is in the library."""
    asked = "".join(
        f'<li><button type="button" data-do="example" data-question="{markup.text(example)}">'
        f"{markup.text(example)}</button></li>"
        for example in examples
    )
    listed = f'<p class="label">Start from one of these</p><ul>{asked}</ul>' if asked else ""
    return (
        '<section class="welcome"><h2>Ask, and read it where it stands.</h2>'
        "<p>Every sentence of an answer is quoted word for word from your documents, with the page"
        " it is printed on. When they do not answer, Pincite says so.</p>"
        f'<p class="standing">{markup.text(standing)}</p>{listed}</section>'
    )


def _turn(turn: Turn) -> str:
    return (
        f'<article class="turn" id="{turn.marks}" data-turn="{turn.number}">'
        f'<header><h3 dir="auto">{markup.text(turn.question)}</h3></header>{_body(turn)}</article>'
    )


def _body(turn: Turn) -> str:
    understood = _understood(turn)
    if turn.error:
        return f'<p class="problem" role="alert">{markup.text(turn.error)}</p>{_tools(turn)}'
    if turn.answer is None:
        if turn.stopped:
            return f'<p class="aside">Stopped.</p>{_tools(turn)}'
        return f'{understood}<p class="aside seeking">Searching the documents</p>'
    if turn.answer.status is Status.ABSTAINED:
        return understood + _abstained(turn) + _tools(turn)
    claims = "".join(_claim(turn, claim) for claim in turn.answer.claims[: turn.shown])
    stopped = '<p class="aside">Stopped.</p>' if turn.stopped else ""
    tools = "" if turn.running else _tools(turn)
    return f'{understood}<div class="answer">{claims}</div>{stopped}{tools}'


def _understood(turn: Turn) -> str:
    """Shown from the first moment on: what is searched for does not wait for what is found."""
    understood = turn.answer.standalone_question if turn.answer else turn.understood
    if not understood or understood.split() == turn.question.split():
        return ""
    return f'<p class="understood">searched for: <q dir="auto">{markup.text(understood)}</q></p>'


def _claim(turn: Turn, claim: Claim) -> str:
    if turn.answer is None:
        return ""
    marks = "".join(_mark(turn, target) for target in targets(turn.answer, claim))
    return f'<p class="claim"><span dir="auto">{markup.text(claim.text)}</span>{marks}</p>'


def _mark(turn: Turn, target: Target) -> str:
    hit = target.citation.hit
    page = ", ".join(map(str, target.pages))
    spoken = f"Citation {target.citation.number}: {hit.document.title}" + (page and f", {page}")
    return (
        f'&nbsp;<a class="mark" href="/cite/{markup.text(target.cite)}" data-do="open"'
        f' data-card="{card_id(turn.marks, target.citation.number)}"'
        f' data-cite="{markup.text(target.cite)}" data-words="{markup.text(target.words)}"'
        f' data-where="{markup.text(hit.document.title + (page and " · " + page))}"'
        f' data-paged="{"yes" if page else ""}"'
        f' aria-label="{markup.text(spoken)}">{target.citation.number}</a>'
    )


def _abstained(turn: Turn) -> str:
    nearest = turn.answer.closest if turn.answer else ()
    beside = (
        '<p class="aside">The closest passages are listed apart. They are not evidence.</p>'
        if nearest
        else ""
    )
    return f'<p class="abstained">The documents do not answer this.</p>{beside}'


def _tools(turn: Turn) -> str:
    answer = turn.answer
    copy = (
        '<button type="button" data-do="copy" data-copied="Copied with its citations"'
        f' data-copy="{markup.text(export.plain(answer))}">Copy</button>'
        if answer is not None
        else ""
    )
    evidence = ""
    if answer is not None and (answer.citations or answer.closest):
        shown = "Evidence" if answer.citations else "Closest passages"
        evidence = (
            f'<button type="button" data-do="evidence" data-turn="{turn.number}">{shown}</button>'
        )
    return (
        f'<footer class="tools">{evidence}{copy}'
        f'<button type="button" data-do="edit" data-turn="{turn.number}">'
        f"Edit and ask again</button>{_judge(turn)}"
        f'<span class="summary">{markup.text(_summary(answer))}</span></footer>'
    )


def _judge(turn: Turn) -> str:
    """Was it right? Quiet, and pressed again it is taken back."""
    if turn.answer is None:
        return ""
    paged = any(citation.pages for citation in turn.answer.citations)
    buttons = "".join(
        f'<button type="button" data-do="judge" data-turn="{turn.number}"'
        f' data-opinion="{opinion.value}"'
        f' aria-pressed="{"true" if turn.opinion == opinion.value else "false"}">{called}</button>'
        for opinion, called in OPINIONS.items()
        if paged or opinion is not Opinion.WRONG_PAGE
    )
    return (
        f'<span class="judge" role="group" aria-labelledby="{turn.marks}-judge">'
        f'<span id="{turn.marks}-judge">This answer is</span>{buttons}</span>'
    )


def _summary(answer: Answer | None) -> str:
    if answer is None:
        return ""
    took = answer.timings_ms.get("total", sum(answer.timings_ms.values()))
    quotes = sum(len(citation.quotes) for citation in answer.citations)
    found = [f"{markup.count(quotes, 'verified quote')}"] if quotes else []
    return " · ".join([*found, _duration(took)] if took else found)


def _duration(milliseconds: float) -> str:
    """How long something took, as exactly as anybody wants to know.

    >>> _duration(38.4), _duration(1611.2)
    ('38 ms', '1.6 s')
    """
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
