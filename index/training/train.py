"""Training: from groups and a base encoder to weights.

The loss is the sum of three. Whether anything answers: the cross-entropy of a group's scores and a
null score fixed at 0, which is the target where no passage does. Which passage does: that of the
scores with what vectors and words think added, as a library adds them, so that what these know
need not be learnt again. And that of the passages' tokens, which are right where they stand in a
sentence that answers. AdamW, a linear warm-up, a cosine decay; the word embeddings stay as they
are, for there is too little text to move them well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pincite_ingest.errors import UsageError
from training.batches import Batches, Drawing, Drawn
from training.groups import GroupSet
from training.model import WEIGHTS, Pairs, from_base, need, save

if TYPE_CHECKING:
    import torch

_WARM_UP = 0.06
"""Share of the steps in which the rate rises."""
_FASTER = {"bert": 1, "head": 3, "tokens": 30}
"""How many times as fast as the encoder each part learns."""
_WORTH = 8.0
"""Log-odds that vectors and words weigh, from the worst to the best that they find."""
_ELSEWHERE = 0.15
"""Weight of a token of a passage that is not the right one; of one in its answer it is 2."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast to train."""

    seed: int = 0
    """Of the drawing and of the dropout."""
    steps: int = 2900
    """Batches seen."""
    batch: int = 48
    """Groups in a batch."""
    rate: float = 1e-4
    """The encoder's learning rate at its highest."""
    parts: int = 3
    """A batch is computed in so many parts, by length, so that little of it is padding."""
    dropout: float = 0.1
    """Share of the states that is left out at random; on a CPU, drawing it takes a third of the
    time."""
    frozen: int = 0
    """Layers, from the lowest, that stay as they are, which saves two thirds of their time."""
    drawing: Drawing = field(default_factory=Drawing)
    """How groups are drawn."""


TUNING = Recipe(
    steps=1500,
    batch=16,
    rate=8e-5,
    parts=6,
    dropout=0.0,
    drawing=Drawing(negatives=3, exchange=0.08, remove=0.15, cut=0.3, repair=0.6, drop=0.12),
)
"""To go on from a run: twenty-four thousand groups."""
DOUBTING = Recipe(
    steps=1800,
    batch=40,
    rate=1e-4,
    parts=4,
    dropout=0.0,
    drawing=Drawing(
        negatives=1, exchange=0.1, remove=0.1, cut=0.2, repair=0.5, spoil=0.75, drop=0.0
    ),
)
"""To go on from a run to one that judges whether a text answers, two texts a question."""
Progress = Callable[[int, float], None]
"""Is told the step and its loss."""


def train(
    sets: Sequence[GroupSet],
    base: Path,
    run: Path,
    recipe: Recipe = Recipe(),
    progress: Progress = lambda step, loss: None,
) -> list[float]:
    """Train on the GPU where torch sees one, write the weights to ``run``, and give each loss.

    On the CPU the same seed gives the same weights. Raises UsageError where there is nothing to
    train on, or the base is incomplete.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    halved = device == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    torch.manual_seed(recipe.seed)
    pairs = Pairs(base)
    model: Any = from_base(base).to(device).train()
    if device == "cpu":
        model.bert.set_attn_implementation("eager")  # a quarter sooner there, on texts so short
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    if recipe.frozen:
        model.bert.embeddings.requires_grad_(False)
        model.bert.encoder.layer[: recipe.frozen].requires_grad_(False)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = recipe.dropout
    moved = {
        name: [p for p in getattr(model, name).parameters() if p.requires_grad] for name in _FASTER
    }
    every = [p for part in moved.values() for p in part]
    optimiser = torch.optim.AdamW(
        [{"params": part, "times": _FASTER[name]} for name, part in moved.items()],
        weight_decay=0.01,
    )
    losses: list[float] = []
    batches = Batches(sets, recipe.batch, recipe.seed, recipe.drawing)
    for step, batch in enumerate(islice(batches, recipe.steps)):
        for group in optimiser.param_groups:
            group["lr"] = group["times"] * rate(step, recipe)
        with torch.autocast(device, torch.bfloat16, enabled=halved):
            scores, tokens = _read(model, pairs, batch, recipe.parts, device)
        answered = torch.tensor([one.answered for one in batch], device=device)
        found = torch.tensor(
            [[passage.found for passage in one.passages] for one in batch], device=device
        )
        loss = _whether(scores, answered) + _which(scores + _WORTH * found, answered) + tokens
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(every, 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        progress(step + 1, losses[-1])
    if not losses:
        raise UsageError("There is nothing to train on; give groups and at least one step.")
    save(model, base, run, {"recipe": asdict(recipe), "groups": [one.name for one in sets]})
    return losses


def rate(step: int, recipe: Recipe) -> float:
    """The learning rate of a step: up in a line, then down in half a cosine to a hundredth.

    >>> [round(rate(step, Recipe(steps=100, rate=1.0)), 2) for step in (0, 5, 50, 99)]
    [0.17, 0.99, 0.5, 0.01]
    """
    rise = min(1.0, (step + 1) / (_WARM_UP * recipe.steps))
    return recipe.rate * rise * max(0.01, 0.5 * (1 + math.cos(math.pi * step / recipe.steps)))


def average(runs: Sequence[Path], out: Path) -> None:
    """Write the mean of the weights of several runs. Raises UsageError where they do not fit."""
    from safetensors.torch import load_file

    from training.model import cross_encoder

    every = [load_file(need(run, WEIGHTS)) for run in runs]
    model = cross_encoder(runs[0])
    try:
        mean = {name: sum(one[name].float() for one in every) / len(every) for name in every[0]}
        model.load_state_dict(mean)
    except (KeyError, RuntimeError) as error:
        raise UsageError("The runs are of different models; average runs of one base.") from error
    save(model, runs[0], out, {"mean of": [run.name for run in runs]})


def _read(
    model: torch.nn.Module, pairs: Pairs, batch: Sequence[Drawn], parts: int, device: str
) -> tuple[Any, Any]:
    """Scores, float32 [groups, passages of a group], and the mean loss of the tokens."""
    import torch

    shown = [(one.question, passage) for one in batch for passage in one.passages]
    texts = [(question, one.text) for question, one in shown]
    order = sorted(range(len(texts)), key=lambda at: len(texts[at][0]) + len(texts[at][1]))
    size = -(-len(order) // parts)
    scores, losses, weights = [], [], []
    for begin in range(0, len(order), size):
        chosen = order[begin : begin + size]
        some = [texts[at] for at in chosen]
        found, tokens = model(**{k: v.to(device) for k, v in pairs.tensors(some).items()})
        scores.append(found.float())
        marked = pairs.marked(some, [shown[at][1].said for at in chosen]).to(device)
        loss, weight = _token_loss(tokens.float(), marked)
        losses.append(loss)
        weights.append(weight)
    back = torch.argsort(torch.tensor(order, device=device))
    return torch.cat(scores)[back].view(len(batch), -1), sum(losses) / sum(weights)


def _token_loss(tokens: Any, marked: Any) -> tuple[Any, Any]:
    """Weighted binary cross-entropy of the tokens of some passages, and the sum of the weights."""
    import torch

    right = (marked == 1).any(1, keepdim=True)
    weight = torch.where(right, 1.0 + (marked == 1), _ELSEWHERE) * (marked >= 0)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        tokens, marked.clamp(min=0), weight, reduction="sum"
    )
    return loss, weight.sum()


def _whether(scores: Any, answered: Any) -> Any:
    """Mean cross-entropy; the right passage is the first, and the null score comes after all."""
    import torch

    null = torch.zeros_like(scores[:, :1])
    target = torch.where(answered, 0, scores.shape[1])
    return torch.nn.functional.cross_entropy(torch.cat([scores, null], 1), target)


def _which(scores: Any, answered: Any) -> Any:
    """Mean cross-entropy of the groups that have a right passage, which is the first."""
    return -(scores.log_softmax(1)[:, 0] * answered).sum() / answered.sum().clamp(min=1)
