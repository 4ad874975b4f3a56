"""Batches: what a step sees of the groups, drawn anew each time from the seed alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pincite_index.lexical import STOP_WORDS, words
from training.groups import Group, GroupSet

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"(?<=\w )[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_HARDEST = 8
"""Half of a group's negatives come from so many of its hardest."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How groups are drawn. Shares are between 0 and 1."""

    negatives: int = 7
    """Wrong passages beside a right one."""
    exchange: float = 0.12
    """Share of groups whose question gets another's number or name, so that nothing answers."""
    remove: float = 0.08
    """Share of groups whose right passage is taken out."""
    drop: float = 0.5
    """Share of groups in which the question loses words that it shares with the passage."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group as one step sees it."""

    question: str
    """Perhaps with another name in it, or with words left out."""
    passages: tuple[str, ...]
    """The right one first, if there is one."""
    answered: bool
    """Whether there is one."""
    said: tuple[tuple[int, int], ...] = ()
    """Where in the right one the sentences stand that answer, characters."""
    found: tuple[float, ...] = ()
    """What vectors and words think of each passage, 0 to 1."""


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
        gold = group.positives
        kind = draw.random()
        if group.answerable and kind < self._drawing.exchange:
            group = self._exchanged(source, group, draw)
        elif group.answerable and kind < self._drawing.exchange + self._drawing.remove:
            group = replace(group, answerable=False, positives=())
        passages = self._passages(group, draw)
        question = group.question
        if draw.random() < self._drawing.drop:
            shared = passages[0] if group.answerable or not gold else gold[0]
            question = drop_words(question, set(words(source.passages[shared])), draw)
        texts = tuple(source.passages[number] for number in passages)
        said = tuple((a, b) for number, a, b in group.said if number == passages[0])
        found = dict(group.found)
        scores = tuple(found.get(number, 0.0) for number in passages)
        return Drawn(question, texts, group.answerable, said if group.answerable else (), scores)

    def _exchanged(self, source: GroupSet, group: Group, draw: random.Random) -> Group:
        """The question asks of another year, or of another name; the old answer is a near miss."""
        text = group.question
        for kind in draw.sample([_NUMBER, _NAME], 2):
            found, others = list(kind.finditer(text)), self._others[source.name][kind]
            if not found:
                continue
            match, other = draw.choice(found), draw.choice(others)
            if other.lower() in text.lower() or match.group().lower() in other.lower():
                continue
            text = text[: match.start()] + other + text[match.end() :]
            if text.lower() in self._asked:
                return group  # a passage may well answer that
            near = (draw.choice(group.positives), *draw.sample(group.near, min(2, len(group.near))))
            return replace(group, question=text, answerable=False, positives=(), near=near)
        return group

    def _passages(self, group: Group, draw: random.Random) -> list[int]:
        """Numbers of a right passage, if any, of near misses, and of wrong ones, half hard."""
        right = [draw.choice(group.positives)] if group.answerable else []
        near = draw.sample(group.near, min(len(group.near), 3 - len(right)))
        wanted = self._drawing.negatives + 1 - len(right) - len(near)
        hard = group.negatives[:_HARDEST]
        wrong = draw.sample(hard, min(len(hard), wanted // 2))
        rest = [one for one in group.negatives if one not in wrong]
        wrong += draw.sample(rest, min(len(rest), wanted - len(wrong)))
        wrong += draw.choices(near + wrong, k=wanted - len(wrong))  # a small source has few
        return right + near + wrong


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
