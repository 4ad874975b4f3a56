"""Framing: the words of a broad question that say what is wanted, and not of what."""

from __future__ import annotations

from pincite_index.search.bm25 import STOP_WORDS

FRAME = STOP_WORDS | frozenset(
    "summarise summarize summary sum main key takeaway takeaways finding findings message "
    "messages point points important results highlights overview gist brief short tl dr recap "
    "conclude conclusion conclusions document documents report paper text book study article "
    "collection chapters whole overall essential central core argument arguments thesis idea "
    "ideas lesson lessons speech speeches essay essays handbook guide contract filing file "
    "files quick boil bottom line exec executive digest five three sentences words plain author "
    "want time read nutshell regarding concerning according anything everything role view views "
    "opinion impact effect outlook prospects future situation story insights striking chief "
    "principal thing essence abstract big picture please".split()
)
"""Words with which people ask for a summary or about a subject."""
