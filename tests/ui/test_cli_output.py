"""What the command line prints: harmless on a terminal, exact as JSON."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.answer import (
    Answer,
    Citation,
    Claim,
    Difference,
    DocumentRef,
    Hit,
    PageRef,
    Place,
    QuoteCheck,
    Status,
    Verdict,
)
from pincite_ui import tables
from pincite_ui.cli_output import as_json, harmless, one_line, write_json, write_lines
from pincite_ui.tables import Line

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
    (Citation(1, HIT, (), HIT.pages),),
)
CITED = Citation(0, HIT, (), HIT.pages)
ABSTAINED = Answer("Who?", "Who?", Status.ABSTAINED, 0.08, closest=(HIT,))
PLACE = Place(DOCUMENT, (PageRef(12, "10"),), 3, 9, HOSTILE)
CHECK = QuoteCheck("q", Verdict.ALTERED, PLACE, (Difference("12", "21"),), (PLACE,))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            list(tables.answer(ANSWERED, {1: [CITED]})),
            ["Searched for: Who builds", "[1] A [red]title[/red]"],
        ),
        (
            list(tables.answer(ABSTAINED, {})),
            ["do not answer this (confidence 0.08)", "not an answer"],
        ),
        (list(tables.hits([HIT])), ["Trade › Rail, p. 10 (PDF 12)", "000000000000:3-9"]),
        (
            list(tables.citation(Citation(0, HIT, (), HIT.pages))),
            ["/files/a b.pdf", "[bold]loud[/bold] :smile:"],
        ),
        (list(tables.quote_check(CHECK)), ["Altered", "quoted   12", "printed  21"]),
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
