"""Question sets as people and spreadsheets write them, and the line at fault in a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pincite.evaluation import Gold, Question, QuestionSetError, load

TABLE = (
    'ID;Question;answerable;evidence;page\r\n7;"Who, and\r\nwhen?";TRUE;A größe;iv\r\n'
    ";;;;\r\n8;Why?;FALSE;;\r\n"
)
READ = [
    Question("7", "Who, and\r\nwhen?", True, (), (Gold("A größe", "iv"),)),
    Question("8", "Why?", False),
]


def write(folder: Path, data: str | bytes, name: str = "set.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TABLE, "a.csv"),
        ("\ufeff" + TABLE, "a.CSV"),
        (TABLE.encode("utf-16"), "a.csv"),
        (TABLE.encode("cp1252"), "a.csv"),
        (TABLE.replace(";", "\t"), "a.tsv"),
        (TABLE.replace(";", ","), "a.csv"),
    ],
    ids="semicolons mark utf16 windows tabs commas".split(),
)  # fmt: skip
def test_a_spreadsheet_is_read_however_it_was_saved(
    data: str | bytes, name: str, tmp_path: Path
) -> None:
    assert load(write(tmp_path, data, name)) == READ


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("question\nWho, when, where?\n", "a.tsv"),
        ("\n \nid;question\n1;Who, when, where?\n", "a.csv"),
        ("id;question\r1;Who, when, where?\r", "a.csv"),
    ],
    ids="one-column blank-lines carriage-returns".split(),
)
def test_what_separates_the_fields_is_told_by_the_name_or_the_header(
    data: str, name: str, tmp_path: Path
) -> None:
    assert [one.question for one in load(write(tmp_path, data, name))] == ["Who, when, where?"]


def test_blank_gold_is_none(tmp_path: Path) -> None:
    line = '{"question": "a", "evidence": [{"text": "  ", "page": 3}, {"text": "x", "page": " "}]}'
    (one,) = load(write(tmp_path, line, "set.jsonl"))
    assert one.evidence == (Gold(None, "3"), Gold("x", None))
    assert not one.evidence[0].has_text


def test_a_quote_in_brackets_keeps_its_page_and_a_page_is_whole(tmp_path: Path) -> None:
    table = "question,evidence,page\nWho?,[The] minister left.,12.0\nWhy?,,\n"
    who, why = load(write(tmp_path, table))
    assert who.evidence == (Gold("[The] minister left.", "12"),)
    assert why.evidence == ()


def test_lines_are_read_with_any_end_and_numbers_as_strings(tmp_path: Path) -> None:
    lines = (
        '\ufeff{"id": 0, "question": "a", "evidence": [{"text": "x", "page": 3.0}]}\r\n\r\n'
        '{"id": 7.0, "question": "b\\u2028c", "answers": [1984], "unknown": {}}\r\n'
        '{"question": "d", "answerable": false, "history": "e", "evidence": [{"page": 12}]}'
    )
    assert load(write(tmp_path, lines, "set.jsonl")) == [
        Question("0", "a", True, (), (Gold("x", "3"),)),
        Question("7", "b\u2028c", True, ("1984",)),
        Question("4", "d", False, (), (Gold(None, "12"),), history=("e",)),
    ]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        ("id,question\n1,Who, when?\n", "s.csv", "s.csv, line 2: it has more fields"),
        ('id,question\n1,"a\n\nb"\n2,c\n1,d\n', "s.csv", "s.csv, line 6: the id 1 is used twice"),
        ('id,question\n1,"a\n\n', "s.csv", "s.csv, line 2: it is not CSV"),
        ("id,questions\n1,a\n", "s.csv", "s.csv, line 1: the header has no column named question"),
        ("id,question\n1,\n", "s.csv", "s.csv, line 2: it has no question"),
        ("question,answerable\na,perhaps\n", "s.csv", "line 2: answerable is neither"),
        ("question\n" + '"' + "a" * 200_000 + '"', "s.csv", "line 2: it is not CSV, field larger"),
        ("", "s.csv", "is empty"),
        ("\n\n", "s.jsonl", "is empty"),
        ('{"question": "a"}\n{"question": }', "s.jsonl", "s.jsonl, line 2: it is not JSON"),
        ('\n["a"]', "s.jsonl", "line 2: it is not a JSON object"),
        ("[" * 100_000, "s.jsonl", "line 1: it is not JSON"),
        ('{"question": ["a"]}', "s.jsonl", "line 1: its question is not a string"),
        ('{"question": "\\ud800"}', "s.jsonl", "line 1: its question has half of a surrogate pair"),
        ('{"question": "a", "id": []}', "s.jsonl", "line 1: its id is not a string"),
        ('{"question": "a", "evidence": [3]}', "s.jsonl", "evidence is not an object"),
        ('{"question": "a", "evidence": [{}]}', "s.jsonl", "names neither text nor page"),
        ('{"question": "a", "evidence": [{"text": "\\ud800"}]}', "s.jsonl",
         "line 1: its text has half of a surrogate pair"),
        ('{"question": "a", "evidence": [{"text": "x", "start": 4, "end": 4}]}', "s.jsonl",
         "0 <= start < end"),
        ('{"question": "a", "evidence": [{"text": "x", "start": true, "end": 4}]}', "s.jsonl",
         "0 <= start < end"),
        (b"\x89PNG\x00\x00", "s.jsonl", "it is binary data"),
    ],
)  # fmt: skip
def test_the_line_at_fault_is_named(
    data: str | bytes, name: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(QuestionSetError) as caught:
        load(write(tmp_path, data, name))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_set_that_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(QuestionSetError, match="question set"):
            load(path)
