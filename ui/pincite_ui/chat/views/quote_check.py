"""The verdict on a quotation: whether it is in the documents, word for word, and where."""

from __future__ import annotations

from pincite.quotes import checking
from pincite.types import Place, QuoteCheck, Verdict
from pincite_ui.chat.views.cards import Card
from pincite_ui.templating import render as render_template

EXPLANATIONS = {
    Verdict.EXACT: ("Exact", "The documents contain these words, character for character."),
    Verdict.NORMALISED: (
        "Word for word",
        "The documents contain these words; only spaces, quotation marks or hyphens differ.",
    ),
    Verdict.ALTERED: (
        "Altered",
        "The documents say something similar, but not this. The differences are shown below.",
    ),
    Verdict.MISATTRIBUTED: (
        "Misattributed",
        "The documents contain these words, but not at the place that the quotation names.",
    ),
    Verdict.NOT_FOUND: ("Not found", "The documents contain nothing similar to these words."),
}
"""The title and the explanation of each verdict."""
MAX_PLACES = 5
"""Occurrences shown; the others are counted."""


def render(check: QuoteCheck) -> str:
    """The verdict, the differences word by word, and the places where the words are."""
    title, explanation = EXPLANATIONS[check.status]
    places = list(check.places) or ([check.place] if check.place else [])
    return render_template(
        "chat/quote_check.html",
        check=check,
        title=title,
        explanation=explanation,
        cards=[
            _card(place, f"check-{number}", exact=check.status.citable)
            for number, place in enumerate(places[:MAX_PLACES], 1)
        ],
        more=max(0, len(places) - MAX_PLACES),
        at_least=len(places) >= checking.MOST_PLACES,  # the check counts no further
    )


def _card(place: Place, element: str, *, exact: bool) -> Card:
    cite = f"{place.document.id}:{place.start}-{place.end}"
    return Card(element, place.document.title, (), place.pages, [(place.text, exact)], cite)
