"""``/cite/<id>``: a page for one citation, to link to. It needs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote as url_quote

from pincite_ui.templating import render

if TYPE_CHECKING:
    from pincite.types import Citation


def citation_page(citation: Citation, *, has_image: bool = True) -> str:
    """The page of a citation; ``has_image`` says whether its pages can be drawn."""
    return render(
        "pages/citation.html",
        citation=citation,
        hit=citation.hit,
        image=f"/api/v1/citations/{url_quote(citation.id, safe=':-')}/image",
        has_image=has_image,
    )


def missing_citation_page(sentence: str) -> str:
    """The page for an unknown citation, or for a citation of a removed document."""
    return render("pages/missing.html", title="No such citation", sentence=sentence)
