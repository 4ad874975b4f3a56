"""Quotations: is this what stands there? Letter for letter, or but for white space, quotation
marks, hyphens and ligatures. Anything else, a digit or a "not" above all, is an alteration."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from pincite.quotes.boundaries import torn
from pincite.types import Difference, Verdict
from pincite_ingest.document import Span

if TYPE_CHECKING:
    from rapidfuzz.distance import Opcodes

_SINGLE = "'‘’‚‛′`´ʼ"
_DOUBLE = '"“”„‟″«»'
_DASHES = "-‐‑‒–—―−\u00ad"
_SPACE = r"[\s\u200b\u2060\ufeff]"
_HYPHEN = f"(?:[-‐‑\u00ad]{_SPACE}*)?"
"""Between two letters, where a word may be broken."""
_DASH = f"(?:[{_DASHES}]{_SPACE}*)?"
"""Between two letters that the quotation has a dash between."""
_IN_WORD_DASH = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_TOKEN = re.compile(r"\w+(?:[.,]\d+)*|[^\w\s]", re.UNICODE)
_RUN = r"[^\W_]+"
"""Letters and digits in a row: no quotation begins inside them."""
NEAR = 70.0
"""Least likeness, in percent, at which a text counts as an altered quotation and not as another."""
PIECE = 300
"""Characters of a quotation that are looked for at once."""
ASIDE = 12
"""Words on either side of what is nearest among which its true ends are looked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quotation stands in a text, and how well it keeps to it."""

    span: Span
    verdict: Verdict


def bare(quote: str) -> str:
    """A quotation without the marks that somebody put around it.

    >>> bare(" “It grew.” ")
    'It grew.'
    """
    words, marks = quote.strip(), _SINGLE + _DOUBLE
    whole = len(words) > 2 and words[0] in marks and words[-1] in marks
    return words[1:-1].strip() if whole else words


def find_all(quote: str, text: str) -> Iterator[Match]:
    """Every place where a text has the quotation, exactly or normalised, in order.

    >>> [m.verdict.value for m in find_all("a 'fine' day", "It was a ‘fine’\\nday, not a bad one.")]
    ['normalised']
    >>> list(find_all("6%", "It was 16% then."))
    []
    """
    wanted = quote.strip()
    pieces = _pieces(wanted)
    if not pieces:
        return
    spans = dict(_spans(pieces, text)) | dict(_spans(_verbatim(wanted), text))
    for start, end in sorted(spans.items()):
        exact = text[start:end] == wanted
        yield Match(Span(start, end), Verdict.EXACT if exact else Verdict.NORMALISED)


def _spans(pieces: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Each place where the pieces stand, one place behind the other, but for those that cut a word
    or number.

    A text that repeats itself has a piece in many places, and a quotation that does so has it many
    times: it is matched once at each place, or this would take the one's length times the other's.
    """
    first, *others = pieces
    end_of = cache(partial(_end, text))
    at = 0
    while found := re.compile(first).search(text, at):
        start, end = found.start(), _rest(others, found.end(), end_of)
        if end is None or torn(text, start, end):
            at = _end(text, _RUN, start) or start + 1
        else:
            yield start, end
            at = end


def _rest(pieces: Sequence[str], at: int, end_of: Callable[[str, int], int | None]) -> int | None:
    """Where the pieces end when they stand here, one directly behind the other."""
    for piece in pieces:
        end = end_of(piece, at)
        if end is None:
            return None
        at = end
    return at


def _end(text: str, piece: str, at: int) -> int | None:
    """Where a piece ends that begins here."""
    found = re.compile(piece).match(text, at)
    return found.end() if found else None


def verify(quote: str, text: str, start: int, end: int) -> Verdict:
    """How a quotation stands against ``text[start:end]``: the gate that every shown quote passes.

    >>> verify("6.6% of FDI", "only 6.6% of FDI, behind", 5, 16).value
    'exact'
    >>> verify("6.7% of FDI", "only 6.6% of FDI, behind", 5, 16).value
    'altered'
    """
    if not 0 <= start < end <= len(text):
        return Verdict.NOT_FOUND
    printed = text[start:end]
    if quote == printed:
        return Verdict.EXACT
    pieces, words = _pieces(quote.strip()), printed.strip()
    if pieces and _rest(pieces, 0, partial(_end, words)) == len(words):
        return Verdict.NORMALISED
    return Verdict.ALTERED


def nearest(quote: str, text: str) -> tuple[Span, float] | None:
    """The stretch of whole words in a text that is most like the quotation; likeness in percent.

    A long quotation is looked for by its beginning and its end: comparing all of it at every place
    takes minutes.

    >>> text = "Trade grew. The bridge was built in 2014, on time."
    >>> span, likeness = nearest("the bridge was built in 2015", text)
    >>> text[span.start : span.end], likeness > 90
    ('The bridge was built in 2014', True)
    """
    from rapidfuzz import fuzz

    wanted, lower = _lower(quote.strip()), _lower(text)
    if not wanted or not lower:
        return None
    head = fuzz.partial_ratio_alignment(wanted[:PIECE], lower)
    if head is None:
        return None
    start, end = head.dest_start, head.dest_end
    if len(wanted) > PIECE:
        rest = lower[start : start + 2 * len(wanted)]
        tail = fuzz.partial_ratio_alignment(wanted[-PIECE:], rest)
        end = end if tail is None else start + tail.dest_end
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end), fuzz.ratio(wanted, lower[start:end])


def _lower(text: str) -> str:
    """Lower case, letter for letter: offsets stay."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower()[:1] for c in text)


def settled(quote: str, text: str, near: Span) -> Span:
    """What is nearest, which is as long as the quotation, with its ends where the quotation's are.

    Words that were put in or left out make what is printed shorter or longer than the quotation;
    its first and last words, or those that stand in their place, tell where it begins and ends.

    >>> text = "It is so; and the bridge over the river was not sold in 2013. It stood."
    >>> span = settled("the bridge was sold in 2012", text, Span(24, 61))
    >>> text[span.start : span.end]
    'the bridge over the river was not sold in 2013'
    """
    words = [Span(*word.span()) for word in _TOKEN.finditer(text)]
    inside = [
        at for at, word in enumerate(words) if near.start < word.end and word.start < near.end
    ]
    if not inside:
        return near
    words = words[max(0, inside[0] - ASIDE) : inside[-1] + 1 + ASIDE]
    ours = [_normalise(word) for word in _TOKEN.findall(quote)]
    theirs = [_normalise(text[word.start : word.end]) for word in words]
    same = [one for one in _edits(ours, theirs) if one.tag == "equal"]
    if not same:
        return near
    first = max(0, same[0].dest_start - same[0].src_start)
    last = min(len(words), same[-1].dest_end + len(ours) - same[-1].src_end) - 1
    found = Span(words[first].start, words[last].end)
    return min((near, found), key=lambda span: _changed(quote, text[span.start : span.end]))


def _changed(quote: str, printed: str) -> int:
    """In how many words two texts differ."""
    changes = differences(quote, printed)
    return sum(len(each.quoted.split()) + len(each.printed.split()) for each in changes)


def differences(quote: str, printed: str) -> tuple[Difference, ...]:
    """What differs, word by word.

    >>> differences("It was not sold in 2012.", "It was sold in 2013.")
    (Difference(quoted='not', printed=''), Difference(quoted='2012', printed='2013'))
    """
    ours, theirs = _TOKEN.findall(quote), _TOKEN.findall(printed)
    edits = _edits([_normalise(word) for word in ours], [_normalise(word) for word in theirs])
    changed = [
        list(run) for equal, run in groupby(edits, lambda one: one.tag == "equal") if not equal
    ]
    return tuple(
        Difference(
            " ".join(ours[run[0].src_start : run[-1].src_end]),
            " ".join(theirs[run[0].dest_start : run[-1].dest_end]),
        )
        for run in changed
    )


def _edits(ours: Sequence[str], theirs: Sequence[str]) -> Opcodes:
    """What makes theirs of ours, word by word, and what stays."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.opcodes(ours, theirs)


@lru_cache(maxsize=8)
def _pieces(quote: str) -> tuple[str, ...]:
    """Patterns that match the quotation and its normalised forms, one directly behind the other.

    They are short, and compiled when it is their turn: one long pattern takes seconds to compile.
    """
    words = _IN_WORD_DASH.split(_normalise(quote))  # a hyphen in a word may be there or not
    letters = "".join(words)
    dashed = frozenset(accumulate(map(len, words[:-1])))
    forms = _printed_forms()
    parts: list[str] = []
    at = 0
    while at < len(letters):
        size = next((n for n in (4, 3, 2) if letters[at : at + n] in forms), 1)
        size = min(size, len(letters) - at)
        parts.append(_printed(letters, at, at + size, dashed))
        at += size
    return _joined(parts)


def _verbatim(quote: str) -> tuple[str, ...]:
    """Patterns that match the quotation letter for letter, one directly behind the other."""
    return _joined([re.escape(letter) for letter in quote])


def _joined(parts: Sequence[str]) -> tuple[str, ...]:
    """Pieces of ``PIECE`` parts. Those that are alike are one string, as keys are soon found by."""
    pieces = ("".join(parts[at : at + PIECE]) for at in range(0, len(parts), PIECE))
    return tuple(map(sys.intern, pieces))


def _printed(letters: str, at: int, end: int, dashed: frozenset[int]) -> str:
    """A pattern for ``letters[at:end]``, however ligatures are used in it; ``dashed`` are the
    letters that have a dash before them."""
    if at == end:
        return ""
    within = letters[at].isalpha() and letters[max(0, at - 1) : at].isalpha()
    broken = "" if not within else _DASH if at in dashed else _HYPHEN
    ways = [
        broken + _form(letters[at:to]) + _printed(letters, to, end, dashed)
        for to in range(at + 1, end + 1)
        if to == at + 1 or letters[at:to] in _printed_forms()
    ]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _form(plain: str) -> str:
    """A character of the quotation, or one printed for several, however it may be printed."""
    if plain == " ":
        return f"{_SPACE}+"
    others = _printed_forms().get(plain, "") + ("\u00ad" if plain == "-" else "")
    if len(plain) > 1:
        return f"[{others}]"
    one = f"[{re.escape(plain + others)}]" if others else re.escape(plain)
    longer = "''" if plain == '"' else unicodedata.normalize("NFD", plain)
    return one if longer == plain else f"(?:{one}|{re.escape(longer)})"


@lru_cache(maxsize=1)
def _printed_forms() -> dict[str, str]:
    """The characters that are printed for one or more plain ones: for "fi", its ligature."""
    forms: dict[str, str] = {}
    for letter in map(chr, range(0x10000)):
        plain = "".join(map(_shape, unicodedata.normalize("NFC", letter)))
        if plain != letter and not plain.isspace():
            forms[plain] = forms.get(plain, "") + letter
    return forms


def _normalise(quote: str) -> str:
    """Ligatures and wide forms as plain letters, one kind of quote, dash and space."""
    shaped = "".join(map(_shape, unicodedata.normalize("NFC", quote)))
    spaced = re.sub(f"{_SPACE}+", " ", shaped).strip()
    return re.sub(r"(?<=[^\W\d_])- (?=[^\W\d_])", "-", spaced)  # a word over a line's end


def _shape(letter: str) -> str:
    if letter in _SINGLE:
        return "'"
    if letter in _DOUBLE:
        return '"'
    if letter == "\u00ad":
        return ""
    if letter in _DASHES:
        return "-"
    decomposed = unicodedata.decomposition(letter)
    if decomposed.startswith(("<compat>", "<wide>", "<narrow>", "<noBreak>")):
        plain = unicodedata.normalize("NFKC", letter)
        if len(plain) == 1 or not any(part.isdigit() or part.isspace() for part in plain):
            return plain
    return letter  # super- and subscripts and fractions are numbers of their own: 10² is not 102


def best_near(quote: str, texts: Sequence[tuple[str, int]]) -> tuple[int, Span] | None:
    """Which of several stretches (text, offset) has the nearest text, and where."""
    best: tuple[int, Span, float] | None = None
    for at, (text, _) in enumerate(texts):
        found = nearest(quote, text)
        if found and (best is None or found[1] > best[2]):
            span, likeness = found
            best = at, span, likeness
    if best is None or best[2] < NEAR:
        return None
    at, span, _ = best
    text, offset = texts[at]
    span = settled(quote, text, span)
    return at, Span(span.start + offset, span.end + offset)
