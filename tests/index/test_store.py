"""The contract of every store. There is one store so far; the next joins ``STORES``."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from encoders import HashEncoder

from pincite_index.storage.base import Entry, Store
from pincite_index.storage.disk import DiskStore
from pincite_index.storage.feedback import Cited, Feedback, Opinion
from pincite_ingest.chunking.passages import Packing, document_sentences, split
from pincite_ingest.document import BlockKind
from pincite_ingest.errors import LibraryError
from pincite_ingest.reader import read

ENCODER = HashEncoder()
FRUIT = "Apples grow on trees. Pears do too.\n\nMelons grow on the ground in summer.\n"
BOOK = "Apples grow on trees.\f\nIron rusts in rain.\f\nGold does not rust at all.\n"
METAL = "Iron rusts in the rain.\n\nGold does not rust, whatever the weather brings.\n"


def entry(text: str, source: str) -> Entry:
    document = read(text.encode(), source)
    passages = tuple(split(document, ENCODER.count_tokens, Packing(max_tokens=8)))
    spans = tuple(span for spans in document_sentences(document) for span in spans)
    return Entry(
        document,
        passages,
        ENCODER.encode([passage.text for passage in passages]),
        spans,
        (BlockKind.PARAGRAPH,) * len(spans),
        ENCODER.encode([document.text[span.start : span.end] for span in spans]),
        text.encode(),
    )


def disk(folder: Path) -> DiskStore:
    return DiskStore(folder, fingerprint=ENCODER.fingerprint, dimension=ENCODER.dimension)


STORES: dict[str, Callable[[Path], Store]] = {"disk": disk}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = STORES[request.param](tmp_path / "library")
    yield made
    made.close()


def found(store: Store, query: str, documents: list[str] | None = None) -> list[str]:
    with store.snapshot() as view:
        candidates = view.candidates(query.split(), ENCODER.encode([query])[0], 3, documents)
    return [one.passage.text for one in sorted(candidates, key=lambda one: -one.cosine)]


def test_what_is_put_is_found_with_both_scores(store: Store) -> None:
    assert store.put(entry(FRUIT, "fruit.txt")) == "added"
    store.put(entry(METAL, "metal.txt"))
    with store.snapshot() as view:
        best = max(
            view.candidates(["rust"], ENCODER.encode(["rust"])[0], 5), key=lambda one: one.bm25
        )
        assert best.passage.text.startswith(("Iron", "Gold"))
        assert best.bm25 > 0
        assert -1 <= best.cosine <= 1.001
        assert view.text(best.document)[best.passage.start : best.passage.end] == best.passage.text


def passages_of(put: Entry) -> dict[int, list[int]]:
    """The passages on each page."""
    return {
        page.index: [row for row, at in enumerate(put.passages) if page.index in at.pages]
        for page in put.document.pages
    }


def test_the_best_pages_are_found_with_both_scores(store: Store) -> None:
    put = entry(BOOK, "book.txt")
    store.put(put)
    store.put(entry(METAL, "metal.txt"))
    vector = ENCODER.encode(["gold does not rust"])[0]
    with store.snapshot() as view:
        pages = view.page_candidates(["gold", "rust"], vector, 2, [put.document.id])
        assert {page.document for page in pages} == {put.document.id}
        by_index = {page.index: page for page in pages}
        assert max(pages, key=lambda page: page.cosine).index == 3
        assert max(pages, key=lambda page: page.bm25).index == 3
        assert by_index[3].bm25 > 0
        every = view.page_candidates(["gold", "rust"], vector, 9)
    means = {index: put.vectors[rows].mean(axis=0) for index, rows in passages_of(put).items()}
    cosines = {index: mean @ vector / np.linalg.norm(mean) for index, mean in means.items()}
    for page in every:
        if page.document == put.document.id:
            assert page.cosine == pytest.approx(cosines[page.index], abs=1e-6)
            assert "rust" in BOOK[page.start : page.end] or page.bm25 == 0
    assert len(every) == 4  # three pages, and a text without pages as a single run


def test_the_passages_of_pages_come_with_both_scores(store: Store) -> None:
    book, metal = entry(BOOK, "book.txt"), entry(METAL, "metal.txt")
    store.put(book)
    store.put(metal)
    vector = ENCODER.encode(["gold"])[0]
    wanted = [(book.document.id, 3), (book.document.id, 99), (metal.document.id, 1)]
    with store.snapshot() as view:
        on_pages = view.passages_on(wanted, ["gold"], vector)
        everywhere = {passage.id: passage for passage in view.candidates(["gold"], vector, 99)}
    in_book = [found.passage.text for found in on_pages if found.document == book.document.id]
    assert in_book == ["Gold does not rust at all."]
    in_metal = [found.passage for found in on_pages if found.document == metal.document.id]
    assert in_metal == list(metal.passages)
    for found in on_pages:
        twin = everywhere[found.id]
        assert (found.passage, found.bm25) == (twin.passage, twin.bm25)
        assert found.cosine == pytest.approx(twin.cosine, abs=1e-6)


def test_pages_go_with_their_document(store: Store) -> None:
    put = entry(BOOK, "book.txt")
    store.put(put)
    store.remove(put.document.id)
    with store.snapshot() as view:
        assert view.page_candidates(["gold"], ENCODER.encode(["gold"])[0], 3) == []
        assert view.passages_on([(put.document.id, 3)], [], ENCODER.encode(["gold"])[0]) == []
    assert store.verify() == []


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    put = entry(FRUIT, "fruit.txt")
    store.put(put)
    with store.snapshot() as view:
        assert view.document(put.document.id) == put.document
        assert view.blocks(put.document.id) == list(put.document.blocks)
        assert view.original(put.document.id) == FRUIT.encode()
        (info,) = view.documents()
        assert (info.source, info.passages) == ("fruit.txt", len(put.passages))
        sentences = view.sentences(put.document.id, 0, len(FRUIT))
        assert [one.span for one in sentences] == list(put.sentences)


def test_a_changed_file_replaces_the_one_with_its_source(store: Store) -> None:
    store.put(entry(FRUIT, "a.txt"))
    assert store.put(entry(METAL, "a.txt")) == "replaced"
    with store.snapshot() as view:
        assert len(view.documents()) == 1
    assert all("Apples" not in text for text in found(store, "apples grow"))


def test_what_is_removed_is_not_found(store: Store) -> None:
    fruit = entry(FRUIT, "fruit.txt")
    store.put(fruit)
    store.put(entry(METAL, "metal.txt"))
    store.remove(fruit.document.id)
    assert found(store, "apples trees")
    assert all("Apples" not in text for text in found(store, "apples trees"))
    assert store.verify() == []


def test_a_search_stays_within_the_documents_named(store: Store) -> None:
    fruit = entry(FRUIT, "fruit.txt")
    store.put(fruit)
    store.put(entry(METAL, "metal.txt"))
    assert all(text in FRUIT for text in found(store, "gold rust", [fruit.document.id]))


def test_a_snapshot_does_not_see_what_is_written_meanwhile(store: Store) -> None:
    store.put(entry(FRUIT, "fruit.txt"))
    with store.snapshot() as view:
        view.documents()
        writer = threading.Thread(target=store.put, args=(entry(METAL, "metal.txt"),))
        writer.start()
        writer.join()
        assert len(view.documents()) == 1
        candidates = view.candidates(["gold"], ENCODER.encode(["gold"])[0], 5)
        assert {one.document for one in candidates} == {view.documents()[0].id}
    with store.snapshot() as view:
        assert len(view.documents()) == 2


def test_words_are_never_syntax(store: Store) -> None:
    store.put(entry(FRUIT, "fruit.txt"))
    with store.snapshot() as view:
        for term in ("NEAR", "not", "a-b", "text:", "*", '"', "("):
            view.candidates([term.replace('"', "")], ENCODER.encode([term])[0], 5)


def test_a_library_outlives_its_process(tmp_path: Path) -> None:
    first = disk(tmp_path)
    first.put(entry(FRUIT, "fruit.txt"))
    first.close()
    second = disk(tmp_path)
    assert found(second, "apples trees")[0].startswith("Apples")
    assert second.verify() == []


@pytest.mark.parametrize("damage", ["missing", "torn", "swapped", "empty"])
def test_a_vector_file_that_does_not_fit_is_not_read(tmp_path: Path, damage: str) -> None:
    store = disk(tmp_path / "one")
    store.put(entry(FRUIT, "fruit.txt"))
    before = found(store, "apples trees")
    store.close()
    other = disk(tmp_path / "two")
    other.put(entry(METAL, "metal.txt"))
    other.close()
    vectors = tmp_path / "one" / "vectors.faiss"
    whole = vectors.read_bytes()
    if damage == "missing":
        vectors.unlink()
    elif damage == "torn":
        vectors.write_bytes(whole[: len(whole) // 2])
    elif damage == "swapped":
        vectors.write_bytes((tmp_path / "two" / "vectors.faiss").read_bytes())
    else:
        vectors.write_bytes(b"")
    again = disk(tmp_path / "one")
    assert again.verify()[0].startswith("The vector cache")
    assert found(again, "apples trees") == before
    assert again.verify() == []


def test_only_its_user_may_read_a_library(tmp_path: Path) -> None:
    store = disk(tmp_path / "library")
    store.put(entry(FRUIT, "fruit.txt"))
    for path in [tmp_path / "library", *(tmp_path / "library").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path
    store.close()


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    disk(tmp_path).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_opening_waits_for_no_writer(tmp_path: Path) -> None:
    disk(tmp_path).close()
    writer = sqlite3.connect(tmp_path / "catalog.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    store = disk(tmp_path)
    with store.snapshot() as view:
        assert view.documents() == []
    assert time.monotonic() - begun < 20  # a writer is waited for for 30
    store.close()
    writer.close()


def test_feedback_is_kept_replaced_and_taken_back(store: Store) -> None:
    said = Feedback("Do apples grow?", (Cited("ab" * 16, 0, 21, ()),), Opinion.RIGHT, "2026-01-01")
    refusal = Feedback("Do stones grow?", (), Opinion.RIGHT, "2026-01-02")
    changed = replace(said, opinion=Opinion.WRONG, given="2026-01-03")
    for one in (said, refusal, changed):
        store.keep_feedback(one)
    with store.snapshot() as view:
        assert view.feedback() == [refusal, changed]
    store.forget_feedback(said)
    with store.snapshot() as view:
        assert view.feedback() == [refusal]


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    disk(tmp_path).close()
    with pytest.raises(LibraryError, match="was made with the encoder"):
        DiskStore(tmp_path, fingerprint="other/64/1", dimension=64)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    disk(tmp_path).close()
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer Pincite"):
        disk(tmp_path)


def test_a_damaged_catalog_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"this is no database, whatever it is called" * 99)
    with pytest.raises(LibraryError, match="damaged"):
        disk(tmp_path)


def test_a_library_that_lost_its_catalog_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    store = disk(tmp_path)
    store.put(entry(FRUIT, "fruit.txt"))
    store.close()
    for file in tmp_path.glob("catalog.sqlite*"):
        file.unlink()
    (tmp_path / "catalog.sqlite").touch()
    with pytest.raises(LibraryError, match="lost its catalog"):
        disk(tmp_path)


def test_originals_that_no_document_names_are_swept(tmp_path: Path) -> None:
    store = disk(tmp_path)
    fruit = entry(FRUIT, "fruit.txt")
    store.put(fruit)
    store.remove(fruit.document.id)
    assert list((tmp_path / "originals").iterdir()) == []
    store.close()


@pytest.mark.parametrize("reference", ["", "x", "0", "ffffff", "0123456789abcdef" * 2, "\udce9"])
def test_a_document_that_is_not_there_is_not_found(store: Store, reference: str) -> None:
    store.put(entry(FRUIT, "fruit.txt"))
    with store.snapshot() as view:
        assert view.find(reference) is None
        assert view.find("fruit.txt") is not None


@pytest.mark.parametrize("digits", [32, 12, 6])
def test_a_file_named_like_an_id_hides_no_document(store: Store, digits: int) -> None:
    fruit = entry(FRUIT, "fruit.txt").document.id
    store.put(entry(METAL, fruit[:digits]))
    with store.snapshot() as view:
        alone = view.find(fruit[:digits])
        assert alone is not None
        assert alone.source == fruit[:digits]
    store.put(entry(FRUIT, "fruit.txt"))
    with store.snapshot() as view:
        first = view.find(fruit[:digits])
        assert first is not None
        assert first.source == "fruit.txt"


def test_a_change_stands_where_its_originals_cannot_be_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise LibraryError("The library is in use by another program; try again later.")

    store = disk(tmp_path)
    store.put(entry(FRUIT, "fruit.txt"))
    with monkeypatch.context() as patched:
        patched.setattr(DiskStore, "_sweep", busy)
        metal = entry(METAL, "fruit.txt")
        assert store.put(metal) == "replaced"
        store.remove(metal.document.id)
    assert len(list((tmp_path / "originals").iterdir())) == 2
    assert store.verify() == []
    assert list((tmp_path / "originals").iterdir()) == []
    store.close()


def test_a_folder_that_another_program_makes_meanwhile_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)
    disk(tmp_path).close()


def test_a_folder_without_the_right_to_write_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **named: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    with pytest.raises(LibraryError, match="cannot be written to"):
        disk(tmp_path)
