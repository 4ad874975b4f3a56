"""The kinds of vector index: each finds the nearest, keeps to what is allowed, and gives way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest
from encoders import HashEncoder
from test_store import entry, found

from pincite_index.models.encoder import Vectors
from pincite_index.search import faiss_index, vector_index
from pincite_index.search.faiss_index import Ids
from pincite_index.storage.disk import DiskStore
from pincite_index.storage.snapshot import DiskSnapshot

DIMENSIONS = [64, 33]
SPOKES = 40


def made(n: int, dimension: int, seed: int = 1) -> Vectors:
    """Unit vectors in heaps."""
    rng = np.random.default_rng(seed)
    middles = np.random.default_rng(0).normal(size=(SPOKES, dimension))
    drawn = middles[rng.integers(0, SPOKES, n)] + 0.7 * rng.normal(size=(n, dimension))
    unit: Vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


def built(every: Vectors, ids: Ids) -> object:
    def chunks() -> Iterator[tuple[Ids, Vectors]]:
        for at in range(0, len(ids), 700):
            yield ids[at : at + 700], every[at : at + 700]

    return faiss_index.build(every.shape[1], len(ids), chunks(), lambda n: every[:n])


@pytest.fixture(params=["flat", "codes"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(faiss_index, "FLAT_MOST", 10_000 if request.param == "flat" else 500)
    return str(request.param)


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.usefixtures("kind")
def test_the_nearest_are_among_what_is_given(dimension: int) -> None:
    every, ids = made(3000, dimension), np.arange(3000) * 3 + 5
    index = built(every, ids)
    missed = 0
    for query in made(50, dimension, seed=2):
        right = ids[np.argsort(-(every @ query))[:10]]
        given = faiss_index.search(index, query, 50)
        assert len(set(given)) == len(given) >= 50
        missed += len(set(right) - set(given))
    assert missed <= 10  # of 500


@pytest.mark.usefixtures("kind")
def test_only_what_is_allowed_is_given() -> None:
    every, ids = made(2000, 64), np.arange(2000) + 1
    index = built(every, ids)
    allowed = ids[100:107]
    for query in made(5, 64, seed=3):
        assert set(faiss_index.search(index, query, 5, allowed)) <= set(allowed)
        assert set(faiss_index.search(index, query, 50, allowed)) == set(allowed)


def test_an_index_grows_out_of_its_kind(kind: str) -> None:
    every, ids = made(1000, 64), np.arange(1000) + 1
    index = built(every, ids)
    assert faiss_index.known(index)
    assert faiss_index.suits(index, 1000)
    assert not faiss_index.suits(index, 20_000 if kind == "flat" else 100)


def test_an_empty_index_finds_nothing() -> None:
    assert len(faiss_index.search(built(made(0, 8), np.arange(0)), made(1, 8)[0], 3)) == 0


def test_a_library_that_grows_goes_over_to_codes_and_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_index, "FLAT_MOST", 60)
    monkeypatch.setattr(vector_index, "TAIL_LEAST", 10)
    store = disk(tmp_path)
    for number in range(90):
        store.put(entry(f"Pier {number} is made of stone. Boat {number} is red.\n", f"{number}"))
        if number % 7 == 3:
            store.remove(newest(store))
    loaded = store._cache._loaded
    assert loaded is not None
    assert isinstance(loaded.index, faiss.IndexIVFPQFastScan)
    assert found(store, "pier 42 stone")[0].startswith("Pier 42")
    assert not any("Boat 10 " in text for text in found(store, "boat 10"))
    assert store.verify() == []
    store.close()
    again = disk(tmp_path)
    assert found(again, "pier 42 stone")[0].startswith("Pier 42")
    again.close()


def test_a_file_of_an_earlier_kind_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as its hash is right, only its kind tells that it is not searched as others are."""
    codes, product = faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    cells = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(64), 64, 2, codes, product)
    cells.train(made(100, 64))

    def earlier(*given: object) -> object:
        for ids, some in given[2]:  # type: ignore[attr-defined]
            cells.add_with_ids(some, ids)
        return cells

    with monkeypatch.context() as patched:
        patched.setattr(faiss_index, "build", earlier)
        store = disk(tmp_path)
        for text in ("Apples grow on trees.\n", "Iron rusts.\n"):
            store.put(entry(text, text))
        store._cache.keep(store._read, store._write)
        store.close()
    assert isinstance(faiss.read_index(str(tmp_path / "vectors.faiss")), type(cells))
    again = disk(tmp_path)
    assert found(again, "iron")[0].startswith("Iron")
    assert isinstance(faiss.read_index(str(tmp_path / "vectors.faiss")), faiss.IndexIDMap2)
    again.close()


def newest(store: DiskStore) -> str:
    with store.snapshot() as view:
        return view.documents()[-1].id


def disk(folder: Path) -> DiskStore:
    encoder = HashEncoder()
    return DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)


def test_some_documents_of_many_are_searched_by_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_index, "FLAT_MOST", 60)
    monkeypatch.setattr(vector_index, "EXACT_MOST", 20)
    store = disk(tmp_path)
    for number in range(80):
        store.put(entry(f"Pier {number} is made of stone. Boat {number} is red.\n", f"{number}"))
    with store.snapshot() as view:
        some = [info.id for info in view.documents()[20:60]]
    assert found(store, "pier 42 stone", some)[0].startswith("Pier 42")
    inside = {str(number) for number in range(20, 60)}
    for asked in ("pier 7 stone", "boat 77 is red"):
        texts = found(store, asked, some)
        assert texts
        assert all(text.split()[1] in inside for text in texts)
    store.close()


@pytest.mark.parametrize("most", [0, 1000])
def test_nearest_is_what_looking_at_every_passage_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Whatever was replaced and removed meanwhile, in the file's part and in the tail."""
    monkeypatch.setattr(vector_index, "TAIL_LEAST", 40)
    monkeypatch.setattr(vector_index, "EXACT_MOST", most)
    rng, store = random.Random(11), disk(tmp_path)  # noqa: S311
    query = HashEncoder().encode(["pier stone red boat"])[0]
    for step in range(120):
        name, word = f"doc{rng.randrange(6)}", rng.choice(["pier", "boat", "gull"])
        text = f"{word} {rng.choice(['stone', 'red', 'grey'])}. {word} {step}.\n"
        if step % 5 == 4:
            store.remove(newest(store))
        else:
            store.put(entry(text * rng.randrange(1, 4), name))
        with store.snapshot() as view:
            chosen = [one.id for one in view.documents() if one.source < "doc3"]
            for some in (None, chosen):
                found = view.cache.nearest(view.connection, query, 3, some)
                assert list(found.values()) == pytest.approx(brute(view, query, some)[:3])
    store.close()


def brute(view: DiskSnapshot, query: Vectors, some: list[str] | None) -> list[float]:
    """The cosines of every passage, or of those of some documents, best first."""
    rows = view.connection.execute("SELECT document, vector FROM passages").fetchall()
    return sorted(
        (
            float(np.frombuffer(vector, np.float32) @ query)
            for document, vector in rows
            if some is None or document in some
        ),
        reverse=True,
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_a_file_whose_passages_are_mostly_gone_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    """Whichever of them are gone: the oldest or the newest."""
    monkeypatch.setattr(vector_index, "TAIL_LEAST", 10)
    store = disk(tmp_path)
    big = entry("".join(f"Pier {number} is grey.\n\n" for number in range(60)), "big.txt")
    small = entry("Apples grow on trees.\n", "small.txt")
    for one in [big, small][::turn]:
        store.put(one)
    store.remove(big.document.id)
    assert faiss.read_index(str(tmp_path / "vectors.faiss")).ntotal == 1
    assert found(store, "apples")[0].startswith("Apples")
    store.close()
