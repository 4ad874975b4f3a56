"""Synthetic vectors by the million, for libraries too large to write.

``Clusters`` needs no data: its vectors are around random topics. ``Mixed`` is closer to an encoder:
a vector between that of a real text and one of its ten nearest, plus noise of half its length in a
random direction. With that much noise the nearest other vector is about as far away as in real data
(cosine 0.79 among 100,000, in real data 0.72 among 30,000; with a tenth of the noise 0.96). Its
questions are real questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
DIMENSION = 384
TEXTS, NEAR, NOISE = 10_000, 10, 0.5
"""Number of real texts, neighbours that are mixed with each, and length of the noise."""
BRIEFING = Path(__file__).resolve().parents[2] / "src" / "pincite" / "briefing"


class Made(Protocol):
    """Unit vectors, float32 [n, 384]."""

    def vectors(self, rng: np.random.Generator, n: int) -> Vectors:
        """Of passages."""

    def questions(self, rng: np.random.Generator, n: int) -> Vectors:
        """Of questions about them."""


class Clusters:
    """Around a topic, or between two, and spread over 32 dimensions."""

    def __init__(self) -> None:
        fixed = np.random.default_rng(7)
        self._topics = fixed.normal(size=(3000, DIMENSION)).astype(np.float32)
        self._plane = fixed.normal(size=(32, DIMENSION)).astype(np.float32)

    def vectors(self, rng: np.random.Generator, n: int) -> Vectors:
        one, two = self._topics[rng.integers(0, len(self._topics), (2, n))]
        share = rng.beta(0.2, 0.2, (n, 1)).astype(np.float32)
        spread = rng.standard_normal((n, len(self._plane)), np.float32) @ self._plane
        return unit(share * one + (1 - share) * two + spread / np.sqrt(len(self._plane)))

    def questions(self, rng: np.random.Generator, n: int) -> Vectors:
        return self.vectors(rng, n)


class Mixed:
    """Between a real text's vector and a near one's, with noise."""

    def __init__(self, file: Path) -> None:
        with np.load(file) as kept:
            self._texts, self._near, self._questions = (
                kept[name] for name in ("texts", "near", "questions")
            )

    def vectors(self, rng: np.random.Generator, n: int) -> Vectors:
        one = rng.integers(0, len(self._texts), n)
        two = self._near[one, rng.integers(0, NEAR, n)]
        share = rng.random((n, 1), np.float32)
        between = unit(share * self._texts[one] + (1 - share) * self._texts[two])
        return unit(between + NOISE * unit(rng.standard_normal((n, DIMENSION), np.float32)))

    def questions(self, rng: np.random.Generator, n: int) -> Vectors:
        return self._questions[rng.choice(len(self._questions), n, replace=False)]


def unit(vectors: Vectors) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def encoded(shared: Path, file: Path) -> Path:
    """Real vectors, cached in a file; the first run takes some minutes."""
    if not file.exists():
        from pincite_index.models.opening import open_encoder

        rng, encoder = np.random.default_rng(1), open_encoder()
        texts = encoder.encode(_drawn(rng, _texts(shared), TEXTS))
        asked = encoder.encode(_drawn(rng, _questions(shared), 1000))
        near = np.argpartition(-(texts @ texts.T), NEAR + 1, axis=1)[:, : NEAR + 1]
        others = np.array([row[row != at][:NEAR] for at, row in enumerate(near)])
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, texts=texts, near=others, questions=asked)
    return file


def _drawn(rng: np.random.Generator, every: Iterator[str], n: int) -> list[str]:
    texts = list(dict.fromkeys(every))
    return [texts[at] for at in rng.permutation(len(texts))[:n]]


def _texts(shared: Path) -> Iterator[str]:
    """Two sentences at a time of the briefing, the chunking study's corpora, encyclopaedia
    articles, and abstracts."""
    files = [BRIEFING / "briefing.md", *sorted((shared / "bench").glob("chroma/corpora/*.md"))]
    for file in [*files, *sorted((shared / "bench").glob("squad*/docs/*.txt"))]:
        if file.exists():
            yield from _pairs(file.read_text("utf-8"))
    for line in (shared / "bench" / "scifact" / "corpus.jsonl").open(encoding="utf-8"):
        text = json.loads(line)["text"]
        yield from _pairs(text if isinstance(text, str) else " ".join(text))


def _pairs(text: str) -> Iterator[str]:
    sentences = [one for one in re.split(r"(?<=[.!?])\s+|\n+", text) if len(one) > 20]
    for at in range(0, len(sentences), 2):
        yield " ".join(sentences[at : at + 2])[:600]


def _questions(shared: Path) -> Iterator[str]:
    bench = shared / "bench"
    for file in (bench / "scifact" / "queries.jsonl", bench / "chroma" / "questions.jsonl",
                 bench / "squad_clean" / "questions.jsonl"):  # fmt: skip
        for line in file.open(encoding="utf-8"):
            row = json.loads(line)
            yield row.get("question") or row["text"]
