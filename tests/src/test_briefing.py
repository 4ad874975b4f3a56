"""The briefing is our own text, its PDF follows its source, and its quotes stand as they say."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from pincite.sample import MARKDOWN, PDF, QUESTIONS
from pincite.sample.source import Briefing, parse, plain

REPORT = Path(__file__).parents[2].parent / "shared" / "corpus" / "report.txt"
RUN = 10
KINDS = {"figure", "fact", "why", "list", "compare", "paraphrase", "followup", "unanswerable"}


def briefing() -> Briefing:
    return parse(MARKDOWN.read_text(encoding="utf-8"))


def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def squeezed(text: str) -> str:
    """Leave out white space and every kind of hyphen, which a line end may add or take away."""
    return re.sub(r"[\s\-\u00ad\u2010\u2011\ufffe\x02]", "", text)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The text of each page by its printed label."""
    document = pypdfium2.PdfDocument(PDF)
    try:
        return {
            document.get_page_label(index): squeezed(page_text(document, index))
            for index in range(len(document))
        }
    finally:
        document.close()


def page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    page = document[index]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_bounded())
    finally:
        text_page.close()
        page.close()


def runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])


def is_list_of_names(run: tuple[str, ...]) -> bool:
    return sum(word[0].isupper() for word in run) >= 8


def test_no_run_of_ten_words_is_shared_with_the_report() -> None:
    if not REPORT.is_file():
        pytest.skip("the report is kept beside the project, and is not here")
    report = set(runs(re.findall(r"\w+", REPORT.read_text(encoding="utf-8").lower())))
    ours = re.findall(r"\w+", plain(MARKDOWN.read_text(encoding="utf-8")))
    shared = [
        " ".join(run)
        for run in runs(ours)
        if tuple(word.lower() for word in run) in report and not is_list_of_names(run)
    ]
    assert shared == []


def test_pages_are_labelled_as_printed(pages: dict[str, str]) -> None:
    body = [str(number) for number in range(1, len(pages) - 1)]
    assert list(pages) == ["i", "ii", *body]
    assert 10 <= len(pages) <= 14
    for label in list(pages)[1:]:
        assert pages[label].endswith(label)


def test_metadata_and_outline_follow_the_source() -> None:
    reader = pypdf.PdfReader(PDF)
    source = briefing()
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (source.title, "The Pincite authors")
    assert list(outline(reader.outline)) == [
        (0 if heading.kind == "section" else 1, heading.text) for heading in source.headings()
    ]


def outline(entries: list[Any], level: int = 0) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry, level + 1)
        else:
            yield level, entry.title


def test_headings_stand_on_the_pages_that_the_outline_names(pages: dict[str, str]) -> None:
    reader = pypdf.PdfReader(PDF)
    labels = reader.page_labels
    for entry in flat(reader.outline):
        index = reader.get_destination_page_number(entry)
        assert index is not None
        assert squeezed(entry.title) in pages[labels[index]]


def flat(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_every_font_is_an_embedded_subset() -> None:
    for page in pypdf.PdfReader(PDF).pages:
        resources: Any = page["/Resources"]
        for reference in resources["/Font"].values():
            font = reference.get_object()
            assert re.match(r"/[A-Z]{6}\+", font["/BaseFont"])
            assert "/FontFile2" in font["/FontDescriptor"]
    assert PDF.stat().st_size < 400_000


def test_every_note_is_called_once_and_in_order() -> None:
    source = briefing()
    marks = [
        int(mark) for block in source.blocks for mark in re.findall(r"\[\^(\d+)\]", block.text)
    ]
    assert marks == list(source.notes) == list(range(1, len(source.notes) + 1))


def test_each_note_stands_on_the_page_of_its_mark(pages: dict[str, str]) -> None:
    source = briefing()
    for block in source.blocks:
        for before, mark in re.findall(r"(\S+)\[\^(\d+)\]", block.text):
            called = squeezed(plain(before) + mark)
            note = squeezed(mark + plain(source.notes[int(mark)]))
            assert any(called in page and note in page for page in pages.values()), mark


def test_the_committed_pdf_is_what_the_source_builds() -> None:
    pytest.importorskip("reportlab")
    from pincite.sample.build import build, made_with

    markdown = MARKDOWN.read_text(encoding="utf-8")
    built = build(markdown)
    assert build(markdown) == built
    metadata = pypdf.PdfReader(PDF).metadata
    assert metadata is not None
    if metadata.creator != made_with():
        pytest.skip(f"the PDF was made with {metadata.creator}, here is {made_with()}")
    assert built == PDF.read_bytes()


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = Counter(question["kind"] for question in questions())
    assert set(kinds) == KINDS
    assert kinds.total() >= 40
    assert kinds["unanswerable"] >= 8


def test_questions_are_well_formed() -> None:
    rows = questions()
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({(row["question"], *row.get("history", ())) for row in rows}) == len(rows)
    for row in rows:
        answerable = row["kind"] != "unanswerable"
        assert row["answerable"] is answerable
        assert bool(row["answers"]) is bool(row["evidence"]) is answerable
        assert ("sort" in row) is not answerable
        assert row["kind"] != "followup" or row["history"]


@pytest.mark.parametrize("row", questions(), ids=lambda row: row["id"])
def test_evidence_is_quoted_from_its_page(row: dict[str, Any], pages: dict[str, str]) -> None:
    source = briefing()
    texts = [plain(text) for text in (*(b.text for b in source.blocks), *source.notes.values())]
    for evidence in row["evidence"]:
        assert any(evidence["text"] in text for text in texts)
        places = [label for label, text in pages.items() if squeezed(evidence["text"]) in text]
        assert places == [evidence["page"]]
