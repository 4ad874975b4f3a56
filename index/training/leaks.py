"""Leaks: texts of evaluation sets, which no weight may have seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pincite_index.search.bm25 import words

RUN = 8
"""So many words in a row are a repetition; fewer are a turn of phrase."""


class Reserved:
    """Texts kept for evaluation, as the runs of words that they hold.

    >>> reserved = Reserved(["The ferry to Rum leaves the old pier at nine in the morning."])
    >>> reserved.repeated_in("We heard: the ferry to Rum leaves the OLD pier, but when?")
    True
    >>> reserved.repeated_in("The ferry leaves at nine.")
    False
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs = {run for text in texts for run in _runs(text)}

    def repeated_in(self, text: str) -> bool:
        """Whether a text repeats eight words in a row of any of them."""
        return any(run in self._runs for run in _runs(text))


def _runs(text: str) -> Iterator[int]:
    """Hashes, the same within one process: all that is needed, in a tenth of the memory."""
    every = words(text)
    return (hash(tuple(every[at : at + RUN])) for at in range(len(every) - RUN + 1))
