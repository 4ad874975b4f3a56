"""Batches: what a step sees of the groups, drawn anew each time from the seed alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pincite_index.search.bm25 import STOP_WORDS, words
from training.groups import Group, GroupSet

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"(?<=\w )[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_NEAR = 3
"""Right passages and near misses of a group, at most."""
_HARDEST = 8
"""Half of a group's negatives come from so many of its hardest."""
Place = tuple[int, int]
"""Where something begins and ends in a text, characters."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How groups are drawn. Shares are between 0 and 1."""

    negatives: int = 7
    """Wrong passages beside a right one."""
    exchange: float = 0.12
    """Share of groups whose question gets another's number or name, so that nothing answers."""
    remove: float = 0.08
    """Share of groups whose right passage loses the sentences that answer, so that nothing does."""
    cut: float = 0.3
    """Share of groups with the right passage and, beside it, the same without those sentences."""
    repair: float = 0.5
    """Share of near misses that are answered, where the sentence is known that would."""
    spoil: float = 0.0
    """Share of groups with the right passage and, beside it, the same with a sentence that only
    tempts in place of those that answer, where it is known."""
    drop: float = 0.5
    """Share of groups in which the question loses words that it shares with the passage."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as one step sees it, perhaps changed."""

    text: str
    found: float
    """What vectors and words think of it, 0 to 1."""
    said: tuple[Place, ...] = ()
    """Where the sentences stand that answer."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group as one step sees it."""

    question: str
    """Perhaps with another name in it, or with words left out."""
    passages: tuple[Shown, ...]
    """The right one first, if there is one."""
    answered: bool
    """Whether there is one."""


class Batches:
    """Endless batches of drawn groups: step n is the same whatever was drawn before it."""

    def __init__(self, sets: Sequence[GroupSet], size: int, seed: int, drawing: Drawing) -> None:
        self._items = [
            (one, group)
            for one in sets
            for group in one.groups
            if group.near or group.negatives
            for _ in range(one.weight)
        ]
        self._size = min(size, len(self._items))
        self._seed = seed
        self._drawing = drawing
        self._asked = {group.question.lower() for one in sets for group in one.groups}
        self._others = {
            one.name: {
                kind: [found for group in one.groups for found in kind.findall(group.question)]
                for kind in (_NUMBER, _NAME)
            }
            for one in sets
        }

    def __iter__(self) -> Iterator[list[Drawn]]:
        epoch = step = 0
        while self._items:
            order = list(range(len(self._items)))
            random.Random(f"{self._seed}/{epoch}").shuffle(order)  # noqa: S311 (no secret)
            for begin in range(0, len(order) - self._size + 1, self._size):
                draw = random.Random(f"{self._seed}-{step}")  # noqa: S311 (no secret)
                chosen = order[begin : begin + self._size]
                yield [self._drawn(*self._items[at], draw) for at in chosen]
                step += 1
            epoch += 1

    def _drawn(self, source: GroupSet, group: Group, draw: random.Random) -> Drawn:
        kind, question, right = draw.random(), group.question, None
        near = [
            _shown(source, group, one) for one in _some(group.near, _NEAR - group.answerable, draw)
        ]
        if group.answerable:
            gold = _shown(source, group, draw.choice(group.positives))
            other = self._other(source, question, draw) if kind < self._drawing.exchange else None
            if other is not None:
                question = other
                near.insert(0, replace(gold, said=()))
            elif 0 <= kind - self._drawing.exchange < self._drawing.remove:
                near[:0] = _without_answer(gold)
            else:
                right = gold
                near[:0] = _without_answer(gold) if kind > 1 - self._drawing.cut else []
                if group.spoil and gold.said and draw.random() < self._drawing.spoil:
                    near.insert(0, _spoilt(gold, group.spoil))
        elif group.tempting and kind < self._drawing.repair:
            number, begin, end = draw.choice(group.tempting)
            right = _repaired(_shown(source, group, number), begin, end, group.repair)
        known = ([right, *near] if right else near)[: self._drawing.negatives + 1]
        known += self._wrong(source, group, known, draw)
        if draw.random() < self._drawing.drop:
            question = drop_words(question, set(words(known[0].text)), draw)
        return Drawn(question, tuple(known), right is not None)

    def _other(self, source: GroupSet, text: str, draw: random.Random) -> str | None:
        """The question about another year, or another name, to which its old answer is a near miss.
        None where there is no other, or a passage may well answer it."""
        for kind in draw.sample([_NUMBER, _NAME], 2):
            found, others = list(kind.finditer(text)), self._others[source.name][kind]
            if not found:
                continue
            match, other = draw.choice(found), draw.choice(others)
            if other.lower() in text.lower() or match.group().lower() in other.lower():
                continue
            asked: str = text[: match.start()] + other + text[match.end() :]
            return None if asked.lower() in self._asked else asked
        return None

    def _wrong(
        self, source: GroupSet, group: Group, known: Sequence[Shown], draw: random.Random
    ) -> list[Shown]:
        """Wrong passages beside some that are known, half of them hard."""
        wanted = self._drawing.negatives + 1 - len(known)
        wrong = _some(group.negatives[:_HARDEST], wanted // 2, draw)
        rest = [one for one in group.negatives if one not in wrong]
        wrong += _some(rest, wanted - len(wrong), draw)
        shown = [_shown(source, group, one) for one in wrong]
        few = [one for one in known if not one.said] + shown
        return shown + draw.choices(few, k=wanted - len(shown))  # a small source has few


def _some(numbers: Sequence[int], most: int, draw: random.Random) -> list[int]:
    return draw.sample(numbers, min(len(numbers), most))


def _shown(source: GroupSet, group: Group, number: int) -> Shown:
    """A passage of a group as it is."""
    found = dict(group.found).get(number, 0.0)
    said = tuple((begin, end) for at, begin, end in group.said if at == number)
    return Shown(source.passages[number], found, said)


def _without_answer(right: Shown) -> list[Shown]:
    """A right passage without the sentences that answer, if it has others.

    >>> _without_answer(Shown("It is wet. It is old.", 0.5, ((0, 10),)))
    [Shown(text='It is old.', found=0.5, said=())]
    """
    text = right.text
    for begin, end in sorted(right.said, reverse=True):
        text = f"{text[:begin].rstrip()} {text[end:].lstrip()}".strip()
    left = bool(text) and bool(right.said)
    return [replace(right, text=text, said=())] if left else []


def _spoilt(right: Shown, sentence: str) -> Shown:
    """A right passage with a sentence that only tempts in place of those that answer.

    >>> _spoilt(Shown("It is wet. It is old. It is ours.", 0.5, ((0, 10), (22, 33))), "Is it old?")
    Shown(text='Is it old? It is old.', found=0.5, said=())
    """
    (begin, end), *others = sorted(right.said)
    left = replace(right, said=tuple(others))
    text = next((one.text for one in _without_answer(left)), right.text)
    return replace(right, text=text[:begin] + sentence + text[end:], said=())


def _repaired(tempting: Shown, begin: int, end: int, sentence: str) -> Shown:
    """A near miss with the sentence that answers in place of the one that tempts."""
    text = tempting.text[:begin] + sentence + tempting.text[end:]
    return replace(tempting, text=text, said=((begin, begin + len(sentence)),))


def drop_words(question: str, shared: set[str], draw: random.Random) -> str:
    """A question without some of its content words, those that the passage shares before others.

    Half of them leave a mask behind. A question that would lose them all stays as it is.

    >>> drop_words("Who repaired the ferry?", {"ferry"}, random.Random(2))
    'Who repaired the [MASK] ?'
    """
    share = draw.uniform(0.3, 0.5)
    left, content = [], 0
    for part in re.findall(r"\w+|[^\w\s]+", question):
        word = part.lower()
        if part[0].isalnum() and word not in STOP_WORDS:
            if draw.random() < (share if word in shared else 0.1):
                if draw.random() < 0.5:
                    left.append("[MASK]")
                continue
            content += 1
        left.append(part)
    return " ".join(left) if content else question
