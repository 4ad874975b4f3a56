"""An answer as the transcript shows it: its claims, or its sections with their claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pincite.types import Answer, AnswerKind, Claim, Detail, Section, Status
from pincite_ui.chat.conversation import Turn
from pincite_ui.chat.views.claims import ShownClaim, more_claims, shown_claim


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of an answer, as far as it is shown."""

    heading: str
    source: str
    """The title of its document, where the answer is from several documents."""
    claims: tuple[ShownClaim, ...]
    more: tuple[ShownClaim, ...]
    """Further claims, shown on request."""
    is_empty: bool
    """Whether nothing was found for this heading."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What the transcript shows of an answer."""

    kind: str = ""
    note: str = ""
    details: tuple[Detail, ...] = ()
    claims: tuple[ShownClaim, ...] = ()
    sections: tuple[ShownSection, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def is_comparison(self) -> bool:
        return self.kind == AnswerKind.COMPARISON and len(self.sections) > 1


def shown_answer(turn: Turn) -> ShownAnswer:
    """The first ``turn.shown`` claims of an answer; the rest follows when they are all shown."""
    answer = turn.answer
    if answer is None or answer.status is Status.ABSTAINED:
        return ShownAnswer()
    done = not turn.running
    visible = iter(answer.claims[: turn.shown])
    return ShownAnswer(
        kind=answer.kind.value,
        note=answer.note,
        details=answer.details,
        claims=tuple(shown_claim(answer, claim) for claim in answer.claims[: turn.shown]),
        sections=tuple(_sections(answer, visible, done=done)),
        suggestions=answer.suggestions if done else (),
    )


def _sections(answer: Answer, visible: Iterator[Claim], *, done: bool) -> Iterator[ShownSection]:
    several = len({citation.document.id for citation in answer.citations}) > 1
    for section in answer.sections:
        claims = tuple(shown_claim(answer, claim) for claim in islice(visible, len(section.claims)))
        complete = len(claims) == len(section.claims)
        yield ShownSection(
            heading=section.heading,
            source=_source(section) if several else "",
            claims=claims,
            more=_more(section) if complete and (claims or done) else (),
            is_empty=done and not section.claims and not section.more,
        )


def _source(section: Section) -> str:
    title = section.document.title if section.document else ""
    return "" if title == section.heading else title


def _more(section: Section) -> tuple[ShownClaim, ...]:
    return tuple(claim for citation in section.more for claim in more_claims(citation))
