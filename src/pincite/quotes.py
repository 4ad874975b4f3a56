"""Quotations: is this what stands there? Letter for letter, or but for white space, quotation
marks, hyphens and ligatures. Anything else, a digit or a "not" above all, is an alteration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pincite.answer import Difference, Verdict
from pincite_ingest.document import Span

_SINGLE = "'‘’‚‛′`´ʼ"
_DOUBLE = '"“”„‟″«»'
_DASHES = "-‐‑‒–—―−\u00ad"
_SPACE = r"[\s\u200b\u2060\ufeff]"
_TOKEN = re.compile(r"\w+(?:[.,]\d+)*|[^\w\s]", re.UNICODE)
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


def find_all(quote: str, text: str) -> Iterator[Match]:
    """Every place where a text has the quotation, exactly or normalised, in order.

    >>> [m.verdict.value for m in find_all("a 'fine' day", "It was a ‘fine’\\nday, not a bad one.")]
    ['normalised']
    >>> list(find_all("6%", "It was 16% then."))
    []
    """
    wanted = quote.strip()
    if len(wanted) > PIECE:  # the pattern of a long quotation takes long to make
        begun = _pattern(wanted[:PIECE].rpartition(" ")[0].rstrip(_DASHES))
        if begun is not None and not begun.search(text):
            return
    pattern = _pattern(wanted)
    if pattern is None:
        return
    for found in pattern.finditer(text):
        start, end = found.span()
        if _torn(text, start, end):
            continue
        exact = text[start:end] == wanted
        yield Match(Span(start, end), Verdict.EXACT if exact else Verdict.NORMALISED)


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
    pattern = _pattern(quote.strip())
    if pattern is not None and pattern.fullmatch(printed.strip()):
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
    ours = [_plain(word) for word in _TOKEN.findall(quote)]
    theirs = [_plain(text[word.start : word.end]) for word in words]
    *blocks, _ = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    if not blocks:
        return near
    first = max(0, blocks[0].b - blocks[0].a)
    left = len(ours) - blocks[-1].a
    last = min(len(words), blocks[-1].b + left) - 1
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
    matcher = SequenceMatcher(
        None, [_plain(word) for word in ours], [_plain(word) for word in theirs], autojunk=False
    )
    return tuple(
        Difference(" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    )


def _pattern(quote: str) -> re.Pattern[str] | None:
    """A pattern that matches the quotation and its normalised forms."""
    letters = _normalise(quote)
    if not letters:
        return None
    parts: list[str] = []
    for at, letter in enumerate(letters):
        before = letters[at - 1] if at else ""
        after = letters[at + 1] if at + 1 < len(letters) else ""
        if letter == " ":
            parts.append(f"{_SPACE}+")
        elif letter == "-" and before.isalpha() and after.isalpha():
            continue  # between letters a hyphen may be there or not: see below
        else:
            if letter.isalpha() and _last_letter(letters, at).isalpha():
                parts.append(f"(?:[{_DASHES}]{_SPACE}*)?")
            parts.append(_forms(letter))
    return re.compile("".join(parts))


def _last_letter(letters: str, at: int) -> str:
    """The character before, a hyphen between letters passed over."""
    if at >= 2 and letters[at - 1] == "-" and letters[at - 2].isalpha():
        return letters[at - 2]
    return letters[at - 1] if at else ""


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
        return unicodedata.normalize("NFKC", letter)
    return letter  # super- and subscripts and fractions are numbers of their own: 10² is not 102


def _forms(letter: str) -> str:
    """A character of the quotation, however it may be printed."""
    if letter == "'":
        return f"[{re.escape(_SINGLE)}]"
    if letter == '"':
        return f"(?:[{re.escape(_DOUBLE)}]|'')"
    if letter == "-":
        return f"[{re.escape(_DASHES)}]"
    decomposed = unicodedata.normalize("NFD", letter)
    if decomposed != letter:
        return f"(?:{re.escape(letter)}|{re.escape(decomposed)})"
    return _LIGATURES.get(letter, re.escape(letter))


_LIGATURES = {"…": r"(?:…|\.\.\.)"}


def _torn(text: str, start: int, end: int) -> bool:
    """Whether a match begins or ends inside a word or a number: "6%" is not quoted from "16%"."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    first, last = text[start], text[end - 1]
    if first.isalnum() and before.isalnum():
        return True
    if last.isalnum() and after.isalnum():
        return True
    if first.isdigit() and before in ".,-−" and start > 1 and text[start - 2].isdigit():
        return True
    return last.isdigit() and after in ".," and end + 1 < len(text) and text[end + 1].isdigit()


def _plain(word: str) -> str:
    return _normalise(word)


def best_near(quote: str, texts: Sequence[tuple[str, int]]) -> tuple[int, Span, float] | None:
    """Which of several stretches (text, offset) has the nearest text, where, and how near."""
    best: tuple[int, Span, float] | None = None
    for at, (text, _) in enumerate(texts):
        found = nearest(quote, text)
        if found and (best is None or found[1] > best[2]):
            span, likeness = found
            best = at, span, likeness
    if best is None or best[2] < NEAR:
        return None
    at, span, likeness = best
    text, offset = texts[at]
    span = settled(quote, text, span)
    return at, Span(span.start + offset, span.end + offset), likeness
