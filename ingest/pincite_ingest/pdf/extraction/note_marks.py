"""Note marks: which raised characters are marks, and which belong to the text (10², 21st)."""

from __future__ import annotations

import re

from pincite_ingest.pdf.extraction.lines import Line

_MARK = re.compile(r"[\[(]?(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[*†‡§¶∗⁎]+|[a-z])[\])]?,?")
_SIGNS = "[]() ,"
"""What may stand around a label."""
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_POWER = re.compile(r"[×·*]\s?10$|(?:^|[\s\d(/])\d\s?[kcmdµ]?m$")
"""What a raised number after it is an exponent of: "3 × 10", "12 km"."""
_LIKELY = re.compile(
    r"(?:^|[\s\d(/×·+*=−-])(?:[kcmdµ]?m|ft|s|yd|R|χ|10|[A-Zb-hj-z]|mc)$|\d\s?in$|(?:^|[=(])[ai]$"
)
"""The same, if no mark with this number is due: a unit, a ten, a lone letter."""


class Marks:
    """Decides about raised characters with the whole document in view.

    ``labels`` are the labels of the document's note bodies. A raised number after a unit, a ten or
    a variable is an exponent, unless it goes on the sequence of the marks before it; a square or a
    cube is one even then, as a mark left in the text costs less than a figure changed. So is a
    number after another digit, unless there is a note of this label.
    """

    def __init__(self, labels: frozenset[str] = frozenset()) -> None:
        self._labels = frozenset(label.strip(_SIGNS) for label in labels)
        self._last = 0

    def label(self, line: Line, start: int, end: int) -> str | None:
        """The mark's label; None where the raised characters are part of the text."""
        raised = line.text[start:end].strip()
        if not _MARK.fullmatch(raised):
            return None
        before = line.text[:start].rstrip()
        if not before:
            return None  # a note's own label at the start of its body
        label = raised.strip(_SIGNS)
        if label.isalpha():
            return label if label in self._labels and before[-1:] in '.,;:”"’)' else None
        number = int(match.group()) if (match := re.match(r"\d+", label)) else 0
        if number:
            follows = self._last and self._last < number <= self._last + 2
            noted = str(number) in self._labels
            if _POWER.search(before) or (before[-1].isdigit() and not noted):
                return None
            if _LIKELY.search(before) and (not follows or label in ("2", "3")):
                return None
            self._last = max(self._last, int(re.findall(r"\d+", label)[-1]))
        return label

    @staticmethod
    def kept(line: Line, start: int, end: int) -> str:
        """Raised characters that stay: digits after a digit or a unit stay raised (10²)."""
        raised = line.text[start:end]
        before = line.text[:start].rstrip()
        if before and re.fullmatch(r"[\d+−()n-]+", raised) and not before.endswith((".", ",")):
            return raised.translate(_RAISED)
        return raised
