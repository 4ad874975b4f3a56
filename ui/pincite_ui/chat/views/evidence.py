"""The right side: for each answer, the cited passages, each with its page to open."""

from __future__ import annotations

from collections.abc import Iterable

from pincite.types import Citation, DocumentRef, Hit, PageRef, Status
from pincite_ui.chat.conversation import Conversation, Turn
from pincite_ui.chat.views import markup
from pincite_ui.chat.views.citation_spans import card_id, quote_id

NOTHING = (
    '<p class="aside empty">The passages that an answer cites appear here, '
    "each with the page it is printed on.</p>"
)


def render(conversation: Conversation) -> str:
    """The evidence of every turn; the page shows that of one at a time, first the latest."""
    told = [turn for turn in conversation.turns if turn.answer is not None]
    if not told:
        return NOTHING
    return "".join(_turn(turn, current=turn is told[-1]) for turn in told)


def _turn(turn: Turn, *, current: bool) -> str:
    answer = turn.answer
    if answer is None:
        return ""
    if answer.status is Status.ABSTAINED:
        title = "Closest passages" if answer.closest else "Nothing close was found"
        note = '<p class="aside">They do not answer the question.</p>' if answer.closest else ""
        cards = "".join(
            _near(hit, f"{turn.marks}-n{place}") for place, hit in enumerate(answer.closest, 1)
        )
    else:
        title, note = "Evidence", ""
        cards = "".join(_cited(citation, turn.marks) for citation in answer.citations)
    state = "" if current else " hidden"
    return (
        f'<section class="evidence-of" data-turn="{turn.number}" aria-label="{title}"{state}>'
        f'<header><h2>{title}</h2><p class="for" dir="auto">{markup.text(turn.question)}</p>'
        f"{note}</header>{cards}</section>"
    )


def _cited(citation: Citation, marks: str) -> str:
    hit = citation.hit
    opens = quote_id(citation, citation.quotes[0]) if citation.quotes else citation.id
    return card(
        card_id(marks, citation.number),
        hit.document,
        hit.section,
        citation.pages,
        markup.quoted(hit.text, hit.start, citation.quotes),
        opens,
        number=citation.number,
        back=marks,
    )


def _near(hit: Hit, element: str) -> str:
    return card(element, hit.document, hit.section, hit.pages, markup.text(hit.text), hit.id)


def card(
    element: str,
    document: DocumentRef,
    section: Iterable[str],
    pages: tuple[PageRef, ...],
    passage: str,
    cite: str,
    *,
    number: int = 0,
    back: str = "",
) -> str:
    """One passage (HTML already) with where it stands; without a number it is no citation.

    ``back`` is the element id of the turn that cites it.
    """
    badge = (
        f'<a class="number" href="#{back}" data-do="answer" title="Back to the answer"'
        f' aria-label="Citation {number}, back to the answer">{number}</a>'
        if number
        else ""
    )
    spoken = f"Citation {number}" if number else "Passage"
    where = f'<p class="section" dir="auto">{markup.path(section)}</p>' if section else ""
    page = f'<p class="page">{markup.pages(pages)}</p>' if pages else ""
    show = "Show the page" if pages else "Show in the text"
    return (
        f'<article class="card{"" if number else " near"}" id="{element}" tabindex="-1"'
        f' aria-label="{spoken}">'
        f'<header>{badge}<div><h3 class="title" dir="auto">{markup.text(document.title)}</h3>'
        f"{where}</div>{page}</header>"
        f'<blockquote dir="auto">{passage}</blockquote>'
        f'<footer class="tools"><button type="button" data-do="page" aria-expanded="false"'
        f' data-cite="{markup.text(cite)}" data-show="{show}">{show}</button>'
        f'<a href="/cite/{markup.text(cite)}" target="_blank" rel="noopener"'
        f' aria-label="Link to this passage">Link</a></footer>'
        f'<div class="slot"></div></article>'
    )
