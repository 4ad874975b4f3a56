"""What the command line prints: harmless on a terminal, exact as JSON."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.feedback import QuestionSet
from pincite.types import (
    Answer,
    Citation,
    Claim,
    Difference,
    DocumentRef,
    Hit,
    PageRef,
    Place,
    Quote,
    QuoteCheck,
    Status,
    Verdict,
)
from pincite_ingest.errors import CitationError
from pincite_ui.cli import answer_lines, feedback, formatting, questions, show
from pincite_ui.cli.lines import Line
from pincite_ui.cli.main import main
from pincite_ui.cli.output import as_json, harmless, one_line, write_json, write_lines
from pincite_ui.http.pages.citation import citation_page

HOSTILE = "\x1b]0;owned\x07 \x9b31m \r\x08 ‮drowssap [bold]loud[/bold] :smile: <b>"
DOCUMENT = DocumentRef("0" * 32, "A [red]title[/red]", "/files/a b.pdf")
HIT = Hit("000000000000:3-9", DOCUMENT, ("Trade", "Rail"), (PageRef(12, "10"),), 3, 9, HOSTILE, 0.5)


def control_characters(text: str) -> set[str]:
    return {each for each in text if each != "\n" and not each.isprintable()}


@given(st.text())
def test_harmless_text_has_nothing_that_a_terminal_obeys(text: str) -> None:
    controls = {each for each in harmless(text) if ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0}
    assert controls <= {"\n", "\t"}


@given(st.text())
def test_plain_text_is_left_alone(text: str) -> None:
    plain = "".join(
        each for each in text if each.isprintable() and not 0x200E <= ord(each) < 0x2070
    )
    assert harmless(plain) == plain


@given(
    st.recursive(
        st.text() | st.integers(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)
    )
)
def test_escaped_json_is_the_same_value(value: object) -> None:
    for ascii_only in (False, True):
        assert json.loads(as_json(value, ascii_only=ascii_only)) == value


def test_a_sentence_stays_one_line() -> None:
    assert one_line("a\nb\x1b.pdf") == "a b\\x1b.pdf"


class Output(io.StringIO):
    """Standard output, a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


ANSWERED = Answer(
    "Who?",
    "Who builds the railway?",
    Status.ANSWERED,
    0.91,
    (Claim(HOSTILE, (1,)),),
    (Citation(1, HIT, (Quote(4, 8, HOSTILE, Verdict.EXACT),), HIT.pages),),
)
ABSTAINED = Answer("Who?", "Who?", Status.ABSTAINED, 0.08, closest=(HIT,))
PLACE = Place(DOCUMENT, (PageRef(12, "10"),), 3, 9, HOSTILE)
CHECK = QuoteCheck("q", Verdict.ALTERED, PLACE, (Difference("12", "21"),), (PLACE,))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            list(answer_lines.answer(ANSWERED)),
            ["Searched for: Who builds", "[1] A [red]title[/red]", "pincite show 000000000000:4-8"],
        ),
        (
            list(answer_lines.answer(ABSTAINED)),
            ["do not answer this (confidence 0.08)", "not an answer"],
        ),
        (list(formatting.hits([HIT])), ["Trade › Rail, p. 10 (PDF 12)", "000000000000:3-9"]),
        (
            list(formatting.citation(Citation(0, HIT, (), HIT.pages))),
            ["/files/a b.pdf", "[bold]loud[/bold] :smile:"],
        ),
        (list(formatting.quote_check(CHECK)), ["Altered", "quoted   12", "printed  21"]),
    ],
    ids=["answered", "abstained", "hits", "citation", "quote"],
)
@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_document_text_is_printed_as_text(
    lines: list[Line], expected: list[str], terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(terminal)
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setenv("TERM", "dumb")
    write_lines(lines)
    assert not control_characters(output.getvalue())
    for text in expected:
        assert text in output.getvalue()


def test_json_survives_an_output_that_lacks_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    write_json({"text": "naïve – ‘quote’ 😀"})
    assert json.loads(raw.getvalue().decode("latin-1")) == {"text": "naïve – ‘quote’ 😀"}


class Library:
    """Holds one citation, on pages whose labels are behind their numbers by one."""

    def __init__(self, gone: bool = False) -> None:
        self.gone = gone
        self.drawn: list[int] = []

    def ask(self, question: str, **how: Any) -> Answer:
        return ANSWERED

    def show(self, id: str) -> Citation:
        if self.gone:
            raise CitationError("It was removed.")
        pages = (PageRef(11, "10"), PageRef(12, "11"))
        return Citation(0, replace(HIT, pages=pages), (), pages)

    def page_image(self, document: str, index: int, **how: Any) -> bytes:
        self.drawn.append(index)
        return b"PNG"

    def feedback(self) -> list[Any]:
        return []

    def feedback_questions(self) -> Any:
        return QuestionSet((), 0)


def open_instead(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(*named: Any, **how: Any) -> Iterator[Library]:
        yield library

    for module in (questions, show, feedback):
        monkeypatch.setattr(module, "opened", opened)


@pytest.mark.parametrize(
    ("wanted", "drawn"), [(["10"], [11]), (["11"], [12]), (["12"], [12]), ([], [11]), (["13"], [])]
)
def test_a_page_is_called_by_its_label_before_its_number(
    wanted: list[str], drawn: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = Library()
    open_instead(library, monkeypatch)
    named = ["--page", *wanted] if wanted else []
    status = main(["show", HIT.id, *named, "--image", str(tmp_path / "page.png")])
    assert status == (0 if drawn else 1)
    assert library.drawn == drawn


def test_an_answer_is_told_though_its_document_was_removed_meanwhile(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    open_instead(Library(gone=True), monkeypatch)
    assert main(["ask", "Who?"]) == 0
    assert "pincite show 000000000000:4-8" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["list", "--library", "~nosuch/x"], 4, "There is no library at ~nosuch/x"),
        (["eval", "~nosuch/x"], 3, "There is no question set ~nosuch/x"),
        (["eval", __file__, "--save", "~nosuch/x"], 2, "There is no folder ~nosuch to write into"),
        (["show", HIT.id, "--image", "~nosuch/x"], 1, "~nosuch/x: No such file"),
        (["feedback", "--export", "~nosuch/x"], 1, "~nosuch/x: No such file"),
    ],
)
def test_a_tilde_that_is_nobodys_home_belongs_to_the_name(
    words: list[str],
    status: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    open_instead(Library(), monkeypatch)
    assert main(words) == status
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("hit", "title", "beneath"),
    [
        (HIT, "A [red]title[/red], Trade › Rail, p. 10 (PDF 12)", True),
        (replace(HIT, section=(), pages=()), "A [red]title[/red]", False),
    ],
)
def test_a_citation_page_says_where_only_where_there_is_something_to_say(
    hit: Hit, title: str, beneath: bool
) -> None:
    page = citation_page(Citation(0, hit, (), hit.pages))
    assert f"<title>{title}</title>" in page
    assert "<p></p>" not in page
    assert bool(re.search(r"</h1>\s*<p>", page)) is beneath
