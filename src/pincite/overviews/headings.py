"""Headings: finding the section that a question names, and the sections that sum up a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.query.terms import folded, stem
from pincite_index.models.encoder import Vectors
from pincite_index.search.bm25 import STOP_WORDS, words
from pincite_index.storage.base import Snapshot
from pincite_ingest.document import BlockKind

SUMS_UP = re.compile(
    r"\b(?:executive\s+summary|summary|abstract|synopsis|in\s+brief|at\s+a\s+glance|highlights"
    r"|key\s+(?:findings|messages|points|takeaways)|main\s+(?:findings|messages|points))\b",
    re.IGNORECASE,
)
"""Headings of a document's own summary."""
INTRODUCES = re.compile(
    r"\b(?:introduction|introductory|foreword|preface|overview|background)\b", re.IGNORECASE
)
"""Headings of sections that say what a document is about."""
CONCLUDES = re.compile(
    r"\b(?:conclusions?|concluding|recommendations?|implications|outlook|looking\s+ahead"
    r"|way\s+forward|lessons|final\s+remarks|next\s+steps|afterword)\b",
    re.IGNORECASE,
)
"""Headings of sections that draw conclusions."""
APART = re.compile(
    r"\b(?:contents?|references|bibliography|notes|acknowledge?ments?|index|about\s+the\s+authors?"
    r"|glossary|abbreviations|acronyms|disclaimer|copyright|publications)\b",
    re.IGNORECASE,
)
"""Headings of sections that say nothing of the subject."""
IMPRINT = re.compile(
    r"©|\(c\)\s|copyright|\bpublish(?:ed|er)\b|\bpublications?\s+(?:of|by|issued)\b|\bprinted\s+(?:at"
    r"|in|by)\b|\bISBN\b|\bISSN\b|\ball\s+rights\s+reserved\b|\bissued\s+by\b|\bcommissioned\s+by\b",
    re.IGNORECASE,
)
"""Text that says who published a document, not what it says."""
_NUMBERS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
    "one two three four five six seven eight nine ten eleven twelve".split(),
)
_PART = r"(?:chapter|section|part|annex|appendix|article|clause|item|schedule|box)"
_NUMBERED = re.compile(rf"\b{_PART}\s+(?:no\.?\s*)?([\divxlc]+(?:\.\d+)*[a-z]?|[a-z]|\w+)\b", re.I)
_ORDINAL = re.compile(rf"\b(\w+)\s+{_PART}\b", re.IGNORECASE)
_LABEL = re.compile(rf"^\W*(?:{_PART}\s+)?([\divxlc]+(?:\.\d+)*[a-z]?|[a-z])[.:)\s]", re.IGNORECASE)
_PREFIX = re.compile(rf"^\W*(?:{_PART}\s+)?[\divxlc]+(?:\.\d+)*[.:)]\s", re.IGNORECASE)
"""The number in front of a heading."""
_GENERIC = frozenset(
    "chapter section part annex appendix heading headed called titled entitled named paragraph "
    "passage content contents document report paper book text summarise summarize summary say "
    "does read walk through show outline gist recap cover covers covered discussed argue argues "
    "what".split()
)
"""Words of a question that say that a section is meant, and not which."""
QUESTION_SHARE = 0.7
"""What the question's words count in likeness; the rest is the heading's, which may be long."""
ALIKE = 0.7
"""Least likeness, 0 to 1, of a question and a heading for the heading to be meant."""
NEAR = 0.5
"""Least cosine of what is asked for and a heading for the heading to be meant."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document."""

    document: str
    """The document's id."""
    path: tuple[str, ...]
    """Its headings, outermost first."""
    start: int
    """First character of its heading, or of its text where no heading is kept."""
    end: int
    """One past the last character of it and the sections below it."""

    @property
    def heading(self) -> str:
        return self.path[-1]


def parts(view: Snapshot, document: str) -> list[Part]:
    """The sections of a document in text order, each with those below it."""
    blocks = view.blocks(document)
    found: list[Part] = []
    for at, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING or not block.section:
            continue
        depth = len(block.section)
        end = next(
            (later.start for later in blocks[at + 1 :] if later.section[:depth] != block.section),
            blocks[-1].end,
        )
        found.append(Part(document, block.section, block.start, end))
    return found


def find(
    question: str, sections: Sequence[Part], encode: Callable[[Sequence[str]], Vectors]
) -> Part | None:
    """The section that a question names, or None.

    By its words in any inflection or a close spelling, by number ("chapter 3", "the last section"),
    or by its meaning ("recommendations" for "Policy implications").
    """
    named = [part for part in sections if not APART.search(part.heading)] or list(sections)
    return (
        _by_words(question, sections)
        or _by_number(question, named)
        or _by_meaning(question, named, encode)
    )


def _by_meaning(
    question: str, sections: Sequence[Part], encode: Callable[[Sequence[str]], Vectors]
) -> Part | None:
    """The section whose heading is nearest in meaning to what a question asks for."""
    asked = " ".join(word for word in _telling(question) if word not in _GENERIC)
    if not asked or not sections:
        return None
    vectors = encode([asked, *(_PREFIX.sub("", part.heading) for part in sections)])
    cosines = vectors[1:] @ vectors[0]
    at = int(cosines.argmax())
    return sections[at] if cosines[at] >= NEAR else None


def _by_number(question: str, sections: Sequence[Part]) -> Part | None:
    """The section that a question names by its number or place."""
    if match := _NUMBERED.search(question):
        wanted = match[1].lower()
        wanted = str(_NUMBERS[1].index(wanted) + 1) if wanted in _NUMBERS[1] else wanted
        for part in sections:
            label = _LABEL.match(part.heading + " ")
            if label and label[1].lower().rstrip(".") == wanted:
                return part
        if wanted.isdigit():
            return _nth(sections, int(wanted))
    for match in _ORDINAL.finditer(question):
        place = match[1].lower()
        if place in ("last", "final", "closing"):
            return _nth(sections, -1)
        if place in _NUMBERS[0] or place == "opening":
            return _nth(sections, 1 if place == "opening" else _NUMBERS[0].index(place) + 1)
    return None


def _nth(sections: Sequence[Part], number: int) -> Part | None:
    """A top-level section by its place, 1 the first, -1 the last."""
    top = min((len(part.path) for part in sections), default=0)
    chapters = [part for part in sections if len(part.path) == top]
    at = number - 1 if number > 0 else number
    return chapters[at] if -len(chapters) <= at < len(chapters) else None


def _by_words(question: str, sections: Sequence[Part]) -> Part | None:
    """The section whose heading shares most words with a question."""
    scored = [(likeness(question, part.heading), -len(part.path), part) for part in sections]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best and best[0] >= ALIKE else None


def likeness(question: str, heading: str) -> float:
    """How well a heading fits the words of a question, 0 to 1: the share of the question's telling
    words in the heading, and of the heading's in the question.

    >>> likeness("what does the chapter on early frost say?", "3. Early Frosts")
    1.0
    >>> likeness("what does the chapter on early frost say?", "Late Harvest") < 0.3
    True
    """
    from rapidfuzz import fuzz

    asked = [word for word in _telling(question) if word not in _GENERIC]
    there = _telling(heading)
    if not asked or not there:
        return 0.0
    pairs = [[_same(float(fuzz.ratio(a, b)), a, b) for b in there] for a in asked]
    of_question: float = sum(max(row) for row in pairs) / len(asked)
    of_heading: float = sum(max(column) for column in zip(*pairs, strict=True)) / len(there)
    return QUESTION_SHARE * of_question + (1 - QUESTION_SHARE) * of_heading


def _same(ratio: float, first: str, second: str) -> float:
    if stem(first) == stem(second):
        return 1.0
    misspelt = ratio >= 85 and min(len(first), len(second)) > 4
    return ratio / 100 if misspelt else 0.0


def _telling(text: str) -> list[str]:
    return [word for word in words(_PREFIX.sub(" ", folded(text))) if word not in STOP_WORDS]
