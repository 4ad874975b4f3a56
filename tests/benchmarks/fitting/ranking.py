"""Three linear rankers, fitted by listwise softmax and drawn towards the prior weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from torch import Tensor

from fitting.observations import Observation
from pincite.retrieval.features import PassageFeatures, SentenceFeatures

TEMPERATURE = 10.0
"""Log-odds of one unit of a score: keeps scores near the scale of a cosine."""
MISLABELLED = 0.05
"""Bounds the loss of one question, whose gold may be a figure that stands elsewhere by chance."""
RIDGE = 0.5
"""Penalty on the squared change of each weight, in log-odds, a set."""
AFTER_READING = ("relevance", "answer")
"""Features that are not known before the cross-encoder has read."""
STEPS = 200

PASSAGE = [one.name for one in fields(PassageFeatures)]
SENTENCE = [one.name for one in fields(SentenceFeatures)]


@dataclass(frozen=True, slots=True)
class Batch:
    """The answerable questions of one set, padded."""

    passages: Tensor
    """[n, p, passage features]"""
    passage_mask: Tensor
    """[n, p], true where there is a passage"""
    gold_passages: Tensor
    sentences: Tensor
    """[n, s, sentence features]"""
    sentence_mask: Tensor
    gold_sentences: Tensor
    of: Tensor
    """[n, s], the passage of each sentence"""


def fit(
    observed: Mapping[str, Sequence[Observation]], before: Mapping[str, Any], ridge: float = RIDGE
) -> dict[str, dict[str, float]]:
    """Weights of the models "retrieval", "ranking" and "sentences"."""
    sets = [batch for rows in observed.values() if (batch := _batch(rows)) is not None]
    old = {
        "retrieval": _vector(before["retrieval"], PASSAGE),
        "ranking": _vector(before["ranking"], PASSAGE),
        "sentences": _vector(before["sentences"], SENTENCE),
    }
    new = {name: value.clone().requires_grad_() for name, value in old.items()}
    early = torch.tensor([float(name not in AFTER_READING) for name in PASSAGE])
    optimiser = torch.optim.Adam(list(new.values()), lr=0.02)
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss = sum((_loss(batch, new, early) for batch in sets), torch.zeros(()))
        change = sum(((new[name] - old[name]) ** 2).sum() for name in new)
        (loss + ridge * TEMPERATURE**2 * change / 100 * len(sets)).backward()
        optimiser.step()
    print("losses:", [round(_loss(batch, new, early).item(), 4) for batch in sets])
    print("before:", [round(_loss(batch, old, early).item(), 4) for batch in sets])
    names = {"retrieval": PASSAGE, "ranking": PASSAGE, "sentences": SENTENCE}
    return {
        name: {
            key: round(float(weight), 3)
            for key, weight in zip(names[name], value.detach(), strict=True)
            if not (name == "retrieval" and key in AFTER_READING)
        }
        for name, value in new.items()
    }


def _vector(weights: Mapping[str, float], names: Sequence[str]) -> Tensor:
    return torch.tensor([float(weights.get(name, 0.0)) for name in names])


def _batch(rows: Sequence[Observation]) -> Batch | None:
    rows = [one for one in rows if one.answerable and one.gold_passages.any()]
    if not rows:
        return None
    passages = max(len(one.passages) for one in rows)
    sentences = max(len(one.sentences) for one in rows)

    def padded(name: str, length: int) -> Tensor:
        every = [np.asarray(getattr(one, name)) for one in rows]
        shape = (len(rows), length, *every[0].shape[1:])
        found = np.zeros(shape, every[0].dtype)
        for at, one in enumerate(every):
            found[at, : len(one)] = one
        return torch.from_numpy(found)

    def mask(name: str, length: int) -> Tensor:
        return torch.tensor(
            [[at < len(getattr(one, name)) for at in range(length)] for one in rows]
        )

    return Batch(
        padded("passages", passages),
        mask("passages", passages),
        padded("gold_passages", passages),
        padded("sentences", sentences),
        mask("sentences", sentences),
        padded("gold_sentences", sentences),
        padded("of", sentences),
    )


def _loss(batch: Batch, weights: Mapping[str, Tensor], early: Tensor) -> Tensor:
    """Mean over the questions of the three cross-entropies."""
    answer = PASSAGE.index("answer")
    own = batch.sentences @ weights["sentences"]
    hidden = own.masked_fill(~batch.sentence_mask, -1e9)
    shape = (len(own), batch.passages.shape[1])
    best = torch.full(shape, -1e9).scatter_reduce(1, batch.of, hidden, "amax")
    lowest = torch.where(best > -1e8, best, torch.full_like(best, 1e9)).amin(1, keepdim=True)
    best = torch.where(best > -1e8, best, lowest)
    known = batch.passages.clone()
    known[..., answer] = 0
    first = known @ (weights["retrieval"] * early)
    final = known @ weights["ranking"] + weights["ranking"][answer] * best
    total = own + final.gather(1, batch.of)
    return (
        _entropy(first, batch.gold_passages, batch.passage_mask)
        + _entropy(final, batch.gold_passages, batch.passage_mask)
        + _entropy(total, batch.gold_sentences & batch.sentence_mask, batch.sentence_mask)
    )


def _entropy(scores: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
    """Listwise: minus the log of the gold items' share of the softmax, over questions with gold."""
    logits = (TEMPERATURE * scores).masked_fill(~mask, -1e9)
    share = torch.logsumexp(logits.masked_fill(~gold, -1e9), 1) - torch.logsumexp(logits, 1)
    found = gold.any(1)
    loss = -torch.log(MISLABELLED + share[found].exp())
    return loss.mean() if found.any() else torch.zeros(())
