"""``/cite/<id>``: one citation on a page of its own, to link to.

No script, nothing from elsewhere; all that comes out of a document is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote as url_quote

from pincite_ui.cli.tables import place_of
from pincite_ui.http.pages.layout import plain_page

if TYPE_CHECKING:
    from pincite.types import Citation

_STYLE = """
body { max-width: 54rem; padding-block: 2.5rem }
header p, footer { font-size: .9375rem; color: var(--soft) } p { margin: .35rem 0 }
blockquote { margin: 1.25rem 0; padding: .25rem 0 .25rem 1rem; border-left: 4px solid #d9a400;
  font: 1.0625rem/1.6 Georgia, "Times New Roman", serif; white-space: pre-line;
  overflow-wrap: anywhere }
figure { margin: 1.5rem 0 } figcaption { font-size: .9375rem; margin-bottom: .5rem }
img { border: 1px solid var(--rule); background: #fff }
code { overflow-wrap: anywhere }
"""
_ASK = '<p><a href="/">Ask the documents</a></p>'


def citation_page(citation: Citation, *, pictured: bool = True) -> str:
    """The page of a citation that the library holds; ``pictured`` tells whether its pages can be
    looked at."""
    hit = citation.hit
    where = place_of("", hit.section, citation.pages)
    beneath = f"<p>{escape(where)}</p>" if where else ""
    return _page(
        place_of(hit.document.title, hit.section, citation.pages),
        f"<header><h1>{escape(hit.document.title)}</h1>{beneath}</header>"
        f"<main><blockquote>{escape(hit.text)}</blockquote>"
        f"{_images(citation) if pictured else ''}</main>"
        f"<footer><p>{escape(hit.document.source)}</p><p><code>{escape(citation.id)}</code></p>"
        f"{_ASK}</footer>",
    )


def missing_page(sentence: str) -> str:
    """The page of one that it does not hold, or holds no more."""
    return _page(
        "No such citation",
        f"<main><h1>No such citation</h1><p>{escape(sentence)}</p>{_ASK}</main>",
    )


def _images(citation: Citation) -> str:
    address = f"/api/v1/citations/{url_quote(citation.id, safe=':-')}/image"
    return "".join(
        f"<figure><figcaption>{escape(str(page))}</figcaption>"
        f'<img src="{escape(address)}?page={page.index}" loading="lazy" '
        f'alt="{escape(str(page), quote=True)}, with the citation highlighted"></figure>'
        for page in citation.pages
    )


def _page(title: str, body: str) -> str:
    return plain_page(title, _STYLE, body)
