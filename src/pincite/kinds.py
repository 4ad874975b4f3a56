"""Kinds: which blocks of a document a question points at, when it asks for a map or a table.

"Where is the map of the members?" wants a caption, which nobody would quote otherwise.
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


def kinds(question: str) -> frozenset[BlockKind]:
    """The kinds of block that a question asks for by name; none for most questions.

    >>> kinds("Is there a map of the railways?"), kinds("Who pays for the railways?")
    (frozenset({<BlockKind.CAPTION: 'caption'>}), frozenset())
    """
    return frozenset(kind for kind, pattern in _POINTS_AT.items() if pattern.search(question))
