"""Asking a question: the answer is shown claim by claim, and can be stopped, judged and edited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.types import Answer
from pincite_ingest.errors import PinciteError
from pincite_ui.chat.conversation import Conversation

if TYPE_CHECKING:
    from pincite import Assistant

PAUSE = 0.07
"""Seconds between two claims, so that an answer visibly arrives but nobody has to wait."""
MAX_REVEAL = 0.7
"""Seconds until a long answer is shown completely."""
UNEXPECTED = "Something unexpected went wrong: the question was not answered. Ask it again."


async def ask(
    assistant: Assistant,
    conversation: Conversation,
    question: str,
    documents: Sequence[str] | None,
) -> AsyncIterator[Conversation]:
    """Yield the conversation as it grows: first with the question, then with more and more claims.

    The answer is complete and its quotes are verified before its first claim is shown, so nothing
    shown is ever withdrawn. The search runs in a thread, so stopping takes effect immediately.
    """
    before = conversation.before_edit()
    conversation = before.with_question(question.strip())
    chosen = None if documents is None else list(documents)
    answering = asyncio.ensure_future(
        asyncio.to_thread(
            assistant.ask, question.strip(), history=before.history(), documents=chosen
        )
    )
    try:
        yield conversation
        answer = await answering
    except PinciteError as error:
        yield conversation.with_last(error=str(error))
        return
    except Exception:
        yield conversation.with_last(error=UNEXPECTED)
        raise
    finally:
        answering.cancel()
    claims = max(1, len(answer.claims))
    step = max(1, round(claims * PAUSE / MAX_REVEAL))
    for shown in [*range(1, claims, step), claims]:
        yield conversation.with_last(answer=answer, shown=shown)
        if shown < claims:
            await asyncio.sleep(PAUSE)


def stop(conversation: Conversation) -> Conversation:
    """The conversation with its running turn stopped; only the claims already shown remain."""
    if not conversation.turns or not conversation.turns[-1].running:
        return conversation
    turn = conversation.turns[-1]
    return conversation.with_last(
        answer=turn.answer and _cut(turn.answer, turn.shown), stopped=True
    )


def _cut(answer: Answer, shown: int) -> Answer:
    """The answer as far as it was shown, so that only that is copied and exported."""
    claims = answer.claims[:shown]
    cited = {number for claim in claims for number in claim.citations}
    citations = tuple(citation for citation in answer.citations if citation.number in cited)
    sections, left = [], shown
    for section in answer.sections:
        visible = section.claims[:left]
        left -= len(visible)
        if visible:
            sections.append(replace(section, claims=visible, more=()))
    return replace(answer, claims=claims, citations=citations, sections=tuple(sections))


def judge(
    assistant: Assistant, conversation: Conversation, number: object, opinion: object
) -> Conversation:
    """Store a judgement of a turn; the same judgement again withdraws it.

    Raises:
        PinciteError: The judgement cannot be stored.
    """
    turn = conversation.turn(number)
    if turn is None or turn.answer is None:
        return conversation
    keep = turn.opinion != opinion
    answer = turn.answer
    assistant.judge(answer.standalone_question, answer.quote_ids, str(opinion), keep=keep)
    return conversation.with_opinion(turn.number, str(opinion) if keep else "")


def edit(conversation: Conversation, number: object) -> Conversation:
    """Put the question of that turn up for editing; any other value changes nothing."""
    turn = conversation.turn(number)
    return conversation if turn is None else replace(conversation, editing=turn.number)
