"""A library with one handbook, for overviews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import HashEncoder

from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.settings import Settings
from pincite_index.storage.base import Snapshot
from pincite_index.storage.disk import DiskStore

HANDBOOK = """# The Orchard Handbook

By Ada Byrne

Published by the Hill Farm Trust, May 2021.

## Executive summary

Old orchards need more light and less fertiliser. Grazing by sheep keeps the grass short. Young
trees fail where deer are not fenced out.

## Introduction

This handbook describes how small orchards are kept. It is written for owners and for volunteers
of the Hill Farm Trust (HFT).

## 1. Early frost

Frost in May destroys the blossom of early apples. Growers light small fires between the rows.
The fires warm the air by two degrees. Pears suffer less from frosts than apples do.

## 2. Pests and remedies

Codling moths lay their eggs on young fruit. The HFT recommends traps rather than sprays. Wasps do
little harm before the fruit is ripe. In Serbia, growers hang bottles of vinegar in the trees.

## Policy implications

The council should pay for deer fences. Schools should be given old trees to look after.

## References

Byrne, A., On apples and frost, 2019, a long title that has more than five words in it.
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings(threshold=0.0)) as made:
        made.add(HANDBOOK.encode(), name="orchard.md")
        yield made


@pytest.fixture
def view(assistant: Assistant) -> Iterator[Snapshot]:
    with assistant._store.snapshot() as snapshot:
        yield snapshot


@pytest.fixture
def document(assistant: Assistant) -> str:
    return assistant.documents()[0].id
