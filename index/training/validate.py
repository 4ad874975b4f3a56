"""Validation: how well a trained model orders passages of documents that were held back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pincite_ingest.errors import UsageError
from training.groups import GroupSet
from training.model import Pairs, from_run

WRONG = 20
"""Wrong passages that a question's right ones stand among, near misses first."""


def reciprocal_rank(group_set: GroupSet, run: Path) -> float:
    """Mean reciprocal rank of the first right passage, over the questions that have one."""
    import torch

    model, pairs = from_run(run), Pairs(run)
    ranks = []
    for group in group_set.groups:
        if not group.positives:
            continue
        wrong = (*group.near, *group.negatives)[:WRONG]
        texts = [group_set.passages[number] for number in (*group.positives, *wrong)]
        with torch.no_grad():
            scores, _ = model(**pairs.tensors([(group.question, text) for text in texts]))
        ranks.append(_rank(scores.tolist(), len(group.positives)))
    if not ranks:
        raise UsageError(
            f"No question of {group_set.name} has an answer; validate on other groups."
        )
    return sum(1 / rank for rank in ranks) / len(ranks)


def _rank(scores: Sequence[float], right: int) -> int:
    """The place of the best of the first ``right`` scores; of equals it comes last."""
    best = max(scores[:right])
    return 1 + sum(score >= best for score in scores[right:])
