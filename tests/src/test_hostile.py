"""What strangers send: any question, any citation, any folder. An answer or one sentence, never a
traceback, and never more than a moment."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import HashEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pincite
from pincite import Assistant, PinciteError, Settings
from pincite.answering.pipeline import Models
from pincite.evaluation import QuestionSetError, load
from pincite_index.storage.disk import DiskStore
from pincite_ingest.errors import LibraryError, UsageError

TEXT = (
    "The harbour of Norrvik was dredged in 1984 at a cost of 12 million crowns.\n\n"
    "Its lighthouse has been unmanned since the autumn of 1991, NEAR the ferry AND the mole.\n"
)
EVERYTHING = st.characters(codec=None, exclude_categories=())
SYNTAX = st.sampled_from(
    ["NEAR", "AND", "OR", "NOT", "*", '"', "'", "(", ")", "^", ":", "{", "}", "-", "+", "text:",
     "\x00", "\u202e", "\u200f", "\u2066", "\ufeff", "\ud800", ";", "--", "/*", "%", "_", "harbour",
     "\n", "\x1b[31m", "{}", "%s", "../", "𝕳", "ﬀ", "İ", "ß", "\U000e0001"]
)  # fmt: skip
QUESTIONS = st.one_of(
    st.text(EVERYTHING, max_size=200),
    st.lists(SYNTAX, max_size=30).map(" ".join),
    st.lists(SYNTAX, max_size=30).map("".join),
)
ALL_CHECKS_BUT_FIXTURES = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150
)


def assistant(folder: Path) -> Assistant:
    encoder = HashEncoder()
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)
    return Assistant(store, Models(encoder), Settings(threshold=0.0))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant(tmp_path_factory.mktemp("hostile") / "library") as made:
        made.add(TEXT.encode(), name="harbour.txt")
        yield made


@given(question=QUESTIONS, history=st.lists(QUESTIONS, max_size=2))
@ALL_CHECKS_BUT_FIXTURES
def test_any_question_gets_an_answer_or_a_sentence(
    asked: Assistant, question: str, history: list[str]
) -> None:
    try:
        answer = asked.ask(question, history)
    except UsageError:
        return
    for citation in answer.citations:
        assert citation.hit.text in TEXT


@given(text=QUESTIONS)
@ALL_CHECKS_BUT_FIXTURES
def test_any_quotation_gets_a_verdict_or_a_sentence(asked: Assistant, text: str) -> None:
    try:
        check = asked.check_quote(text)
    except UsageError:
        return
    if check.place is not None:
        assert check.place.text in TEXT


@given(reference=st.one_of(QUESTIONS, st.from_regex(r"[0-9a-f]{6,32}:\d+-\d+")))
@ALL_CHECKS_BUT_FIXTURES
def test_any_citation_is_shown_or_refused(asked: Assistant, reference: str) -> None:
    with pytest.raises(PinciteError):
        asked.show(reference)
    with pytest.raises(PinciteError):
        asked.document(f"x{reference}")
    with pytest.raises(PinciteError):
        asked.ask("Who?", documents=[f"x{reference}"])


@pytest.mark.parametrize("question", ["a" * 1_000_000, "harbour " * 125_000, "🚢" * 1_000_000])
def test_a_million_characters_are_refused_at_once(asked: Assistant, question: str) -> None:
    begun = time.process_time()
    with pytest.raises(UsageError):
        asked.ask(question)
    with pytest.raises(UsageError, match="characters"):
        asked.check_quote(question)
    assert time.process_time() - begun < 5


@pytest.mark.slow
@pytest.mark.parametrize("question", ["\ud800 harbour", "har\x00bour", "\u202eruobrah", "h" * 4000])
def test_the_real_encoder_takes_what_is_no_text(small_library: Path, question: str) -> None:
    with pincite.open(small_library) as made:
        made.ask(question)
        made.check_quote(question)


@pytest.mark.slow
def test_a_file_whose_name_is_no_text_is_added(tmp_path: Path) -> None:
    file = tmp_path / "caf\udce9.txt"
    try:
        file.write_text(TEXT)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    with assistant(tmp_path / "library") as made:
        assert made.add(file).document.source.endswith("caf?.txt")
        assert made.add(file).status == "unchanged"
        assert made.remove(str(file)).passages


@pytest.mark.slow
def test_a_catalog_with_wrong_bytes_ends_in_a_sentence(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with assistant(whole) as made:
        for number in range(20):
            made.add((TEXT * 20 + f"{number}\n").encode(), name=f"{number}.txt")
    rng = random.Random(5)  # noqa: S311
    said = 0
    for at in range(40):
        broken = tmp_path / f"broken{at}"
        shutil.copytree(whole, broken)
        catalog = broken / "catalog.sqlite"
        data = bytearray(catalog.read_bytes())
        if at % 4 == 0:
            del data[rng.randrange(len(data)) :]
        else:
            start = rng.randrange(len(data))
            for place in range(start, min(len(data), start + rng.choice((1, 50, 5000)))):
                data[place] = rng.randrange(256)
        catalog.write_bytes(data)
        try:
            with assistant(broken) as made:
                made.ask("When was the harbour dredged?")
                made.documents()
                said += bool(made.verify())
        except PinciteError:
            said += 1
    assert said > 20


def test_a_folder_that_is_no_library_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    folder = tmp_path / "folder"
    (folder / "catalog.sqlite").mkdir(parents=True)
    for place in (file, folder, file / "below"):
        with pytest.raises(LibraryError):
            assistant(place)


def test_a_library_may_be_reached_by_a_link(tmp_path: Path) -> None:
    with assistant(tmp_path / "library") as made:
        made.add(TEXT.encode(), name="../../harbour.txt")
    (tmp_path / "link").symlink_to(tmp_path / "library")
    with assistant(tmp_path / "link") as made:
        assert made.verify() == []
        assert [path.name for path in tmp_path.iterdir() if path.name != "link"] == ["library"]


VALUES: st.SearchStrategy[object] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), QUESTIONS,
        st.sampled_from(["x", "1", "TRUE", "iv", "1e999", "=1+1", "2024-01-01"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["text", "page", "start", "end", "x"]), inner, max_size=4),
    ),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from(
    ["id", "question", "answerable", "answers", "evidence", "doc", "history", "kind", "page", "x"]
)
ROWS = st.dictionaries(KEYS, VALUES, max_size=6).map(lambda row: {"question": "Who?", **row})
FILES = st.one_of(
    st.binary(max_size=300),
    QUESTIONS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(ROWS, min_size=1, max_size=3).map(
        lambda rows: "\n".join(json.dumps(row) for row in rows).encode()
    ),
    st.lists(st.lists(VALUES.map(str), max_size=4).map(";".join), max_size=4).map(
        lambda rows: "\r\n".join(["id;question;evidence;page", *rows]).encode(errors="replace")
    ),
)


@given(data=FILES, name=st.sampled_from(["set.jsonl", "set.csv", "set.tsv", "set"]))
@ALL_CHECKS_BUT_FIXTURES
def test_any_question_set_is_read_or_refused(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    said, questions = "", []
    try:
        questions = load(tmp_path / name)
    except QuestionSetError as error:
        said = str(error)
    assert bool(said) != bool(questions)
    assert "\n" not in said
    assert all(isinstance(one.question, str) and one.question.strip() for one in questions)
    assert len({one.id for one in questions}) == len(questions)
