"""Embedding a document: which passage gives a sentence its vector, and what else is encoded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from encoders import HashEncoder

from pincite_index.models.embedding import embed, encoded_text
from pincite_index.models.encoder import EncodedText, Part
from pincite_ingest.chunking.passages import Packing, Passage, document_sentences, split
from pincite_ingest.document import BlockKind, Span
from pincite_ingest.reader import read

TEXT = "# Tides\n\nShips sail. Boats row! Rafts drift far. Piers stand. Gulls cry.\n"


class Recording(HashEncoder):
    """Remembers which parts of which texts it encoded."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, str]] = []
        self.alone: list[str] = []

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]]
    ) -> list[EncodedText]:
        for text, spans in zip(texts, parts, strict=True):
            self.parts += [(text, text[start:end]) for start, end in spans]
        return super().encode_parts(texts, parts)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.alone += texts
        return super().encode(texts)


def test_a_sentence_takes_the_passage_that_gives_it_more_context() -> None:
    document, encoder = read(TEXT.encode(), "tides.md"), Recording()
    passages = split(document, encoder.count_tokens, Packing(max_tokens=7, overlap_tokens=3))
    assert [passage.text for passage in passages] == [
        "Ships sail. Boats row! Rafts drift far.",
        "Rafts drift far. Piers stand. Gulls cry.",
    ]
    sentences = [span for spans in document_sentences(document)[1:] for span in spans]
    reports: list[tuple[int, int]] = []
    found = embed(document, passages, sentences, encoder, lambda *done: reports.append(done))
    first, second = (passage.text for passage in passages)
    assert encoder.parts == [
        (first, "Ships sail."),
        (first, "Boats row!"),
        (first, "Rafts drift far."),
        (second, "Piers stand."),
        (second, "Gulls cry."),
    ]
    texts = [document.text[span.start : span.end] for span in sentences]
    assert np.allclose(found.sentences, encoder.encode(texts))
    assert np.allclose(found.passages, encoder.encode([first, second]))
    assert reports == [(0, 2), (2, 2)]


def test_a_sentence_in_no_passage_is_encoded_by_itself() -> None:
    document, encoder = read(TEXT.encode(), "tides.md"), Recording()
    (passage,) = split(document, encoder.count_tokens)
    heading = Span(2, 7)
    found = embed(document, [passage], [heading], encoder, lambda *_: None)
    assert encoder.parts == []
    assert np.allclose(found.sentences, encoder.encode(["Tides"]))


def test_a_table_is_encoded_behind_its_context_and_prose_alone() -> None:
    table = Passage(40, 53, "Oslo  3\nBergen", ("Ports",), (1,), BlockKind.TABLE, "Ports\nCity")
    assert encoded_text(table) == "Ports City Oslo  3 Bergen"
    prose = Passage(0, 11, "Ships\nsail.", ("Ports",), (1,), BlockKind.PARAGRAPH, "Ports")
    assert encoded_text(prose) == "Ships sail."


def test_the_parts_of_a_table_are_found_behind_its_context() -> None:
    document, encoder = read(TEXT.encode(), "tides.md"), Recording()
    table = Passage(9, 20, "Ships sail.", (), (), BlockKind.TABLE, "Tides of 1907")
    embed(document, [table], [Span(9, 20)], encoder, lambda *_: None)
    assert encoder.parts == [("Tides of 1907 Ships sail.", "Ships sail.")]
