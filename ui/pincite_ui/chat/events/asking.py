"""A question on its way: from the box, through the assistant, to an answer shown claim by claim."""

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
"""Seconds between two claims: enough to see an answer arrive, too short to wait for."""
UNEXPECTED = "Something unexpected went wrong: the question was not answered. Ask it again."


async def ask(
    assistant: Assistant,
    conversation: Conversation,
    question: str,
    documents: Sequence[str] | None,
) -> AsyncIterator[Conversation]:
    """The conversation as it grows: with the question, then with one claim more at a time.

    The answer is whole, its quotes verified, before the first of it is shown; nothing that has been
    shown is taken back. Only the search itself takes a thread, so stopping takes effect at once; it
    begins before the question is shown.
    """
    before = conversation.before_edit()
    conversation = before.asking(question.strip())
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
        yield conversation.latest(error=str(error))
        return
    except Exception:
        yield conversation.latest(error=UNEXPECTED)
        raise
    finally:
        answering.cancel()
    for shown in range(1, max(1, len(answer.claims)) + 1):
        if shown > 1:
            await asyncio.sleep(PAUSE)
        yield conversation.latest(answer=answer, shown=shown)


def stop(conversation: Conversation) -> Conversation:
    """The conversation with its running turn stopped; what has been shown stays, and only that."""
    if not conversation.turns or not conversation.turns[-1].running:
        return conversation
    turn = conversation.turns[-1]
    return conversation.latest(answer=turn.answer and _cut(turn.answer, turn.shown), stopped=True)


def _cut(answer: Answer, shown: int) -> Answer:
    """The answer as far as it was shown, so that nothing else is copied or exported."""
    claims = answer.claims[:shown]
    cited = {number for claim in claims for number in claim.citations}
    kept = tuple(citation for citation in answer.citations if citation.number in cited)
    return replace(answer, claims=claims, citations=kept)


def judge(
    assistant: Assistant, conversation: Conversation, number: object, opinion: object
) -> Conversation:
    """The conversation with an opinion on that turn, which is kept; the same again is taken back.

    Raises:
        PinciteError: It cannot be kept.
    """
    turn = conversation.turn(number)
    if turn is None or turn.answer is None:
        return conversation
    keep = turn.opinion != opinion
    answer = turn.answer
    assistant.judge(answer.standalone_question, answer.quote_ids, str(opinion), keep=keep)
    return conversation.judged(turn.number, str(opinion) if keep else "")


def edit(conversation: Conversation, number: object) -> Conversation:
    """With the question of that turn up for editing; any other value changes nothing."""
    turn = conversation.turn(number)
    return conversation if turn is None else replace(conversation, editing=turn.number)
