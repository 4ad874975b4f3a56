"""Unpacking: the weights of an int8 graph as a run, so that training can go on from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite_ingest.errors import UsageError
from training.export import GRAPH
from training.model import cross_encoder, save
from training.smoothing import SCALE

_PACKED = "_quantized"


def unpack(folder: Path, base: Path, run: Path) -> None:
    """Write the graph in ``folder`` as the weights of a run, as exact as int8 is.

    A head that the graph lacks begins anew. ``base`` is the folder of the BERT that was trained,
    whose other files a run needs too. Raises UsageError where they are of different shapes.
    """
    import onnx
    import torch

    graph = onnx.load(str(folder / GRAPH)).graph
    model: Any = cross_encoder(base)
    found = dict(_weights(graph))
    for name in [name for name in found if name.endswith(f".{SCALE}")]:
        found[name.removesuffix(SCALE) + "weight"] *= found.pop(name)
    weights = {name: torch.from_numpy(value.copy()) for name, value in found.items()}
    try:
        model.load_state_dict(model.state_dict() | weights)
    except RuntimeError as error:
        raise UsageError(f"The graph in {folder} is not of the model in {base}.") from error
    save(model, base, run, {"unpacked from": folder.name})


def _weights(graph: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Every weight by its name in torch. A matrix has none; it is known by the bias added next."""
    from onnx.numpy_helper import to_array

    stored = {one.name: to_array(one) for one in graph.initializer}
    users: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    for name, value in stored.items():
        if name.endswith((".weight", ".bias", f".{SCALE}")):
            yield name, value
        elif name.endswith(_PACKED):
            plain = name.removesuffix(_PACKED)
            zero = stored[f"{plain}_zero_point"].astype(np.int32)
            exact = ((value.astype(np.int32) - zero) * stored[f"{plain}_scale"]).astype(np.float32)
            if "embeddings" in plain:
                yield plain, exact
            else:
                yield _bias(name, stored, users).removesuffix("bias") + "weight", exact.T


def _bias(name: str, stored: dict[str, Any], users: dict[str, list[Any]]) -> str:
    """The bias that is added to what comes of a matrix, however many nodes later."""
    while True:
        node = users[name][0]
        found = [given for given in node.input if given in stored and given.endswith(".bias")]
        if found:
            return str(found[0])
        name = node.output[0]
