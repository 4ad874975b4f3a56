"""Smoothing: before weights are rounded, the few channels that outgrow the others are scaled down.

In int8 the activations of a layer share one scale, and a channel ten times as large as the others
leaves these a tenth of its steps. So it is scaled down before the matrix, and its weights up, and
the model says what it said (SmoothQuant, Xiao et al. 2023, with a threshold in place of a power).
A third less is added to a score by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

OUTGROWN = 4.0
"""A channel may be so many times as large as the median one."""
SCALE = "scale"
"""Name of what a layer's input is multiplied by, float32 [channels]."""


def smooth(model: Any, inputs: Sequence[dict[str, torch.Tensor]]) -> None:
    """Scale what the feed-forward layers of a BERT take in, as it is for some inputs."""
    import torch

    layers = [
        part
        for one in model.bert.encoder.layer
        for part in (one.intermediate.dense, one.output.dense)
    ]
    largest = [torch.zeros(layer.in_features) for layer in layers]
    hooks = [
        layer.register_forward_pre_hook(_Largest(most))
        for layer, most in zip(layers, largest, strict=True)
    ]
    with torch.no_grad():
        for one in inputs:
            model(**one)
        for hook in hooks:
            hook.remove()
        for layer, most in zip(layers, largest, strict=True):
            scale = (OUTGROWN * most.median() / most).clamp(max=1)
            layer.register_buffer(SCALE, scale)
            layer.weight /= scale
            layer.register_forward_pre_hook(_scaled)


class _Largest:
    """Keeps each channel's largest value."""

    def __init__(self, largest: torch.Tensor) -> None:
        self._largest = largest

    def __call__(self, layer: Any, given: tuple[torch.Tensor, ...]) -> None:
        seen = given[0].abs().amax((0, 1))
        self._largest.copy_(seen.maximum(self._largest))


def _scaled(layer: Any, given: tuple[torch.Tensor, ...]) -> Any:
    return given[0] * layer.scale
