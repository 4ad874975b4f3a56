"""The query: a question made ready for search. It is analysed once and read by every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.query import entities, terms
from pincite.query.entities import Name
from pincite.query.understanding import understand
from pincite_index.models.encoder import Encoder, Vectors
from pincite_index.search import bm25
from pincite_index.storage.base import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A standalone question with everything that the stages need to know about it."""

    text: str
    """The question: standalone, with its spelling corrected."""
    vector: Vectors
    """Its embedding, shape [d], of length one."""
    idf: Mapping[str, float]
    """Inverse document frequency of each content word."""
    names: tuple[Name, ...] = ()
    """The people, places and things that it names."""
    wants: Mapping[str, float] = field(default_factory=dict)
    """Probability of each class of ``understanding.Expected``: a number, a date, ..."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The content words, each once."""
        return tuple(self.idf)

    def coverage(self, text: str) -> float:
        """Share of the question's idf that the words of a text cover, 0 to 1."""
        return terms.coverage(text, self.idf)


def analyse(snapshot: Snapshot, text: str, encoder: Encoder) -> Query:
    """Embed a standalone question and weigh its words by their frequency in the library."""
    words = bm25.content_words(text)
    idf = terms.idf(words, snapshot.frequencies(words), snapshot.passage_count())
    vector = encoder.encode([text])[0]
    return Query(text, vector, idf, entities.names(text), understand(vector, text).wants)
