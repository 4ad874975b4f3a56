"""Pages without a script: a citation, a reading, the API's reference. One paper for them all."""

from __future__ import annotations

from html import escape

_PAPER = """
:root { color-scheme: light dark; --ink: #22242a; --soft: #5c5f66; --paper: #f7f5f0;
  --leaf: #fffefb; --rule: #8884; --link: #17605a; --found: #fff3c4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e4dc; --soft: #a5a39c; --paper: #16181a;
  --leaf: #1e2124; --link: #7fc9bf; --found: #4a4020 } img { filter: brightness(.88) } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.25rem 1.25rem 3rem; color: var(--ink);
  background: var(--paper); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.2rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere }
a { color: var(--link) }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
img { display: block; width: 100%; height: auto }
"""


def plain_page(title: str, style: str, body: str) -> str:
    """A whole page. The body is HTML already, all words in it escaped; the title is text."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_PAPER}{style}</style></head>"
        f"<body>{body}</body></html>"
    )
