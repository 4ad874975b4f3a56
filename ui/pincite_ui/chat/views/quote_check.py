"""A quotation's verdict: is it there, word for word, and where."""

from __future__ import annotations

from pincite.quotes import checking
from pincite.types import Difference, Place, QuoteCheck, Verdict
from pincite_ui.chat.views import markup
from pincite_ui.chat.views.evidence import card

SAYS = {
    Verdict.EXACT: ("Exact", "These words stand in the documents, character for character."),
    Verdict.NORMALISED: (
        "Word for word",
        "These words stand in the documents; only spaces, quotation marks or hyphens differ.",
    ),
    Verdict.ALTERED: (
        "Altered",
        "The documents say something close, but not this. The differences are shown below.",
    ),
    Verdict.MISATTRIBUTED: (
        "Misattributed",
        "These words stand in the documents, but not where the quotation places them.",
    ),
    Verdict.NOT_FOUND: ("Not found", "Nothing close to these words stands in the documents."),
}
MOST_PLACES = 5
"""Occurrences listed; a phrase that stands in more places is not much of a quotation."""


def render(check: QuoteCheck) -> str:
    """The verdict, the differences word by word, and each place where the words stand."""
    title, says = SAYS[check.status]
    places = list(check.places) or ([check.place] if check.place else [])
    cards = "".join(
        _place(place, f"check-{number}", exact=check.status.citable)
        for number, place in enumerate(places[:MOST_PLACES], 1)
    )
    more = len(places) - MOST_PLACES
    least = "at least " if len(places) >= checking.MOST_PLACES else ""  # it counts no further
    more_places = f"and in {least}{markup.count(more, 'more place')}"
    rest = f'<p class="aside">{more_places}</p>' if more > 0 else ""
    return (
        f'<section class="verdict {check.status.value}" role="status"><h2>{title}</h2>'
        f"<p>{says}</p></section>{_differences(check.differences)}{cards}{rest}"
    )


def _differences(differences: tuple[Difference, ...]) -> str:
    if not differences:
        return ""
    rows = "".join(
        f"<tr><td>{_words('del', difference.quoted)}</td>"
        f"<td>{_words('ins', difference.printed)}</td></tr>"
        for difference in differences
    )
    return (
        '<table class="differences"><caption>Differences</caption><thead><tr>'
        f"<th>Your quotation</th><th>The document</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _words(element: str, words: str) -> str:
    if not words:
        return '<span class="aside">(nothing)</span>'
    return f'<{element} dir="auto">{markup.text(words)}</{element}>'


def _place(place: Place, element: str, *, exact: bool) -> str:
    words = markup.text(place.text)
    return card(
        element,
        place.document,
        (),
        place.pages,
        f"<mark>{words}</mark>" if exact else words,
        f"{place.document.id}:{place.start}-{place.end}",
    )
