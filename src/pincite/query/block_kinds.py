"""Kinds: which blocks of a document a question points at, when it asks for a map or a table.

"Where is the map of the members?" wants a caption, which nobody would quote otherwise; "Figure 2"
wants just that one.
"""

from __future__ import annotations

import re

from pincite_ingest.document import BlockKind

_POINTS_AT = {
    BlockKind.CAPTION: re.compile(
        r"\b(?:maps?|charts?|graphs?|diagrams?|photos?|photographs?|pictures?|captions?|tables?"
        r"|(?:figure|fig\.?|exhibit|box)\ \d+)\b",
        re.IGNORECASE,
    ),
    BlockKind.TABLE: re.compile(r"\btables?\b", re.IGNORECASE),
}


LABEL = re.compile(
    r"\b(figure|fig|table|map|chart|graph|exhibit|box)\b\.?\s+(\d+(?:[.–-]\d+)*)", re.IGNORECASE
)
"""A figure or the like by its number."""


def labels(text: str) -> frozenset[str]:
    """The figures, tables and the like that a text names by their numbers.

    >>> sorted(labels("Does Fig. 2 agree with table 3.1?"))
    ['figure 2', 'table 3.1']
    """
    found = ((match[1].lower(), match[2]) for match in LABEL.finditer(text))
    return frozenset(f"{'figure' if sort == 'fig' else sort} {number}" for sort, number in found)


def kinds(question: str) -> frozenset[BlockKind]:
    """The kinds of block that a question asks for by name; none for most questions.

    >>> kinds("Is there a map of the railways?"), kinds("Who pays for the railways?")
    (frozenset({<BlockKind.CAPTION: 'caption'>}), frozenset())
    """
    return frozenset(kind for kind, pattern in _POINTS_AT.items() if pattern.search(question))
