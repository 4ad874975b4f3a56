"""Break the briefing into pages, with each note at the foot of the page that has its mark.

reportlab has no footnotes, so pages are filled here: an element is placed only if the notes that
it calls for fit below it. A paragraph may be cut, but never to leave a single line behind or to
carry one over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.platypus import Flowable

__all__ = ["NOTE_GAP", "Element", "Page", "Placed", "paginate"]

NOTE_GAP = 14.0
"""Points between the text and the first note, with the rule between them."""

_KEEP_LINES = 2


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of the flow, measured at the width of the page."""

    flowable: Flowable
    """What is drawn."""
    height: float
    """Its height in points."""
    before: float = 0.0
    """Space above it, left out at the top of a page."""
    after: float = 0.0
    """Space below it."""
    keeps_next: bool = False
    """Whether it must be on the page where the next element begins."""
    heading: int | None = None
    """Its position among the headings, if it is one."""
    notes: tuple[int, ...] = ()
    """The notes whose marks it has."""
    lines: int = 1
    """How many lines of text it has."""
    cut: "Callable[[int], tuple[Element, Element]] | None" = None
    """Splits it after the given number of lines, if it can be split."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and the distance of its top from the top of the text area, in points."""

    element: Element
    top: float


@dataclass(slots=True)
class Page:
    """A page as it fills."""

    placed: list[Placed] = field(default_factory=list)
    """The elements on it."""
    notes: list[int] = field(default_factory=list)
    """The notes at its foot."""
    depth: float = 0.0
    """The height of the text so far, in points."""

    def add(self, element: Element) -> None:
        """Put an element below the others."""
        top = self.depth + (element.before if self.placed else 0.0)
        self.placed.append(Placed(element, top))
        self.notes.extend(element.notes)
        self.depth = top + element.height + element.after


@dataclass(frozen=True, slots=True)
class _Room:
    """The height of a page, and how to measure its notes."""

    height: float
    note_height: Callable[[int], float]

    def fits(self, page: Page, elements: Sequence[Element]) -> bool:
        trial = Page(page.placed[:], page.notes[:], page.depth)
        for element in elements:
            trial.add(element)
        foot = sum(map(self.note_height, trial.notes)) + (NOTE_GAP if trial.notes else 0.0)
        slack = elements[-1].after
        return trial.depth - slack + foot <= self.height


def paginate(
    elements: Sequence[Element], height: float, note_height: Callable[[int], float]
) -> list[Page]:
    """Fill pages of the given height, in points, with the elements in order."""
    room = _Room(height, note_height)
    pages = [Page()]
    queue = list(elements)
    while queue:
        group = _group(queue)
        if room.fits(pages[-1], group):
            pages[-1].add(queue.pop(0))
        elif parts := _cut(room, pages[-1], group):
            for element in (*group[:-1], parts[0]):
                pages[-1].add(element)
            queue[: len(group)] = [parts[1]]
            pages.append(Page())
        elif pages[-1].placed:
            pages.append(Page())
        else:
            message = f"An element of {group[0].height:.0f} points is taller than a page"
            raise ValueError(message)
    return pages


def _group(queue: Sequence[Element]) -> list[Element]:
    """Take the first element and those that must begin on the same page."""
    group = [queue[0]]
    while group[-1].keeps_next and len(group) < len(queue):
        group.append(queue[len(group)])
    return group


def _cut(room: _Room, page: Page, group: list[Element]) -> tuple[Element, Element] | None:
    """Split the group's last paragraph so that as many lines as possible stay on this page."""
    last = group[-1]
    if last.cut is None:
        return None
    for count in range(last.lines - _KEEP_LINES, _KEEP_LINES - 1, -1):
        head, tail = last.cut(count)
        if room.fits(page, [*group[:-1], head]):
            return head, tail
    return None
