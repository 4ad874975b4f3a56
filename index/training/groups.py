"""Groups: a question with the passages that answer it, and with those that only look like it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pincite_ingest.chunking.passages import CountTokens, Packing, Passage, split
from pincite_ingest.chunking.sentences import sentences
from pincite_ingest.document import Block, BlockKind, Document, Span
from pincite_ingest.errors import UsageError
from training.leaks import Reserved
from training.reading import Question, Reading
from training.sources import Source

PACKINGS = (Packing(100, 50, 64), Packing(128, 64, 64), *(Packing(200, 100, 100),) * 3)
"""One is drawn for each document, so that passages of any size are learnt."""


@dataclass(frozen=True, slots=True)
class Group:
    """A question and its passages, by their numbers in the set."""

    question: str
    """As it was asked."""
    answerable: bool
    """Whether its own document answers it; where not, ``positives`` is empty."""
    positives: tuple[int, ...]
    """Passages that hold the gold."""
    near: tuple[int, ...]
    """Near misses: of the same paragraph, without the gold."""
    skipped: tuple[int, ...] = ()
    """Passages that may or may not answer: neither right nor wrong."""
    negatives: tuple[int, ...] = ()
    """Wrong passages, the likeliest to be taken for right first."""
    answers: tuple[str, ...] = ()
    """Short answers: a passage that holds one is no negative."""
    said: tuple[tuple[int, int, int], ...] = ()
    """Sentences that answer: the number of a right passage, and where in its text one begins and
    ends, characters."""
    document: int = 0
    """The number of the document that it was asked of."""
    found: tuple[tuple[int, float], ...] = ()
    """What vectors and words think of its passages: number, and score, 0 to 1."""
    repair: str = ""
    """The sentence that would answer it."""
    tempting: tuple[tuple[int, int, int], ...] = ()
    """What that would replace: the number of a near miss, and where in its text the sentence that
    tempts begins and ends, characters."""
    spoil: str = ""
    """The sentence that would only tempt in place of those that answer."""


@dataclass(frozen=True, slots=True)
class GroupSet:
    """The groups of one source."""

    name: str
    """The source's."""
    weight: int
    """How often an epoch shows each group."""
    passages: tuple[str, ...]
    """Texts, which groups name by number."""
    groups: tuple[Group, ...]
    """In no order that matters."""
    documents: tuple[int, ...] = ()
    """For each passage the number of its document."""


def build(
    source: Source, reading: Reading, count: CountTokens, reserved: Reserved, seed: int
) -> tuple[GroupSet, GroupSet | None]:
    """A source's groups for training and, where some documents are held back, for validation.

    Passages and questions that repeat a reserved text are left out, and with them the groups that
    have no other answer. The same seed gives the same groups.
    """
    draw = random.Random(f"{seed}/{source.name}")  # noqa: S311 (no secret)
    questions = [one for one in reading.questions if not reserved.repeated_in(one.text)]
    draw.shuffle(questions)
    names = sorted({one.document for one in questions})
    back = set(draw.sample(names, -(-len(names) // 9))) if source.held_back else set()
    kept = [one for one in questions if one.document not in back][: source.most]
    train = _assemble(source, reading.documents, kept, count, reserved, draw)
    if not back:
        return train, None
    asked = [one for one in questions if one.document in back][:400]
    return train, _assemble(source, reading.documents, asked, count, reserved, draw)


def _assemble(
    source: Source,
    documents: Mapping[str, str],
    questions: Sequence[Question],
    count: CountTokens,
    reserved: Reserved,
    draw: random.Random,
) -> GroupSet:
    texts: list[str] = []
    of: list[int] = []
    numbered: dict[str, list[tuple[int, Passage]]] = {}
    places = {name: at for at, name in enumerate(sorted({one.document for one in questions}))}
    for name, at in places.items():
        numbered[name] = []
        for passage in _passages(documents[name], count, draw.choice(PACKINGS)):
            if not reserved.repeated_in(passage.text):
                numbered[name].append((len(texts), passage))
                texts.append(passage.text)
                of.append(at)
    groups = (
        _group(source, one, places[one.document], numbered[one.document]) for one in questions
    )
    chosen = tuple(one for one in groups if one.positives or not one.answerable)
    return GroupSet(source.name, source.weight, tuple(texts), chosen, tuple(of))


def _passages(text: str, count: CountTokens, packing: Packing) -> list[Passage]:
    """Passages cut as a library cuts them; they run on from paragraph to paragraph."""
    blocks, begin = [], 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            blocks.append(Block(BlockKind.PARAGRAPH, (), begin, begin + len(paragraph)))
        begin += len(paragraph) + 2
    document = Document("", "", "", "text/plain", text, tuple(blocks), ())
    return split(document, count, packing)


def _group(
    source: Source, question: Question, document: int, passages: Sequence[tuple[int, Passage]]
) -> Group:
    positives: list[int] = []
    said: list[tuple[int, int, int]] = []
    near: list[int] = []
    skipped: list[int] = []
    tempting: list[tuple[int, int, int]] = []
    for number, passage in passages:
        place = Span(passage.start, passage.end)
        whole = any(place.start <= gold.start and gold.end <= place.end for gold in question.gold)
        if whole or (source.partial and any(map(place.overlaps, question.gold))):
            positives.append(number)
            said += [(number, one.start, one.end) for one in _answering(passage, question.gold)]
        elif any(map(place.overlaps, question.gold)):
            skipped.append(number)
        elif question.region is not None and place.overlaps(question.region):
            (skipped if source.loose else near).append(number)
            start, end = question.region.start, question.region.end
            if question.repair and place.start <= start and end <= place.end:
                tempting.append((number, start - place.start, end - place.start))
    answers = [one for one in dict.fromkeys(question.answers) if len(one) > 3][:3]
    return Group(
        question.text,
        bool(question.gold),
        tuple(positives),
        tuple(near),
        tuple(skipped),
        answers=tuple(answers),
        said=tuple(said),
        document=document,
        repair=question.repair,
        tempting=tuple(tempting),
        spoil=question.spoil,
    )


def _answering(passage: Passage, gold: Sequence[Span]) -> list[Span]:
    """The sentences of a passage that hold a part of the gold, by their places in its text."""
    within = [Span(max(0, one.start - passage.start), one.end - passage.start) for one in gold]
    return [one for one in sentences(passage.text) if any(map(one.overlaps, within))]


def save(group_set: GroupSet, folder: Path) -> None:
    """Write a set as ``<its name>.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(group_set), ensure_ascii=False)
    (folder / f"{group_set.name}.json").write_text(text, "utf-8")


def load(folder: Path) -> list[GroupSet]:
    """The sets of a folder, by name. Raises UsageError where there are none, or one is damaged."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise UsageError(f"There are no groups in {folder}; make them with the command groups.")
    return [_load(path) for path in paths]


def _load(path: Path) -> GroupSet:
    try:
        value = json.loads(path.read_text("utf-8"))
        groups = tuple(_group_of(one) for one in value["groups"])
        passages, documents = tuple(value["passages"]), tuple(value["documents"])
        return GroupSet(value["name"], value["weight"], passages, groups, documents)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path} is damaged; make the groups anew.") from error


def _group_of(value: dict[str, Any]) -> Group:
    fields: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    pairs = {name: tuple(map(tuple, fields[name])) for name in ("said", "found", "tempting")}
    return Group(**fields | pairs)


def reserved_for(
    source: Source, readings: Mapping[str, Reading], evaluation: Iterable[str]
) -> Reserved:
    """What a source may not repeat: the evaluation texts, and what the others reserve."""
    others = (
        text for name, one in readings.items() if name != source.name for text in one.reserved
    )
    return Reserved([*evaluation, *others])
