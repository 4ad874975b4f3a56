"""What is taken out of the text, running heads, page numbers and contents, and what is not."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.reader import read

from .conftest import block_texts, make_pdf, write

WORDS = "The committee met in the spring of that year, and its report was sent to every member"


def page_of(*lines: tuple[float, str]) -> object:
    """Draws lines at their heights; strokes part the cells of a row."""

    def draw(canvas: Canvas) -> None:
        for top, line in lines:
            for column, cell in enumerate(line.split("/")):
                write(canvas, [cell], left=72 + 130 * column, top=top)

    return draw


def running(*heads: str) -> list[object]:
    """Pages with a line at one height and words of their own under it."""
    return [page_of((60, head), (200, f"{WORDS} of part {chr(65 + at)}."), (214, "It ended."))
            for at, head in enumerate(heads)]  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "taken"),
    [
        pytest.param(running("8 | Trade", "9 | Trade"), ["8 | Trade", "9 | Trade"], id="opens"),
        pytest.param(
            running("Trade, page 8", "Trade, page 9"), ["Trade, page 8", "Trade, page 9"], id="ends"
        ),
        pytest.param(
            running("Page 1 of 3, draft", "Page 2 of 3, draft", "Page 3 of 3, draft"),
            ["Page 1 of 3, draft", "Page 2 of 3, draft", "Page 3 of 3, draft"],
            id="of so many",
        ),
        pytest.param(running("ii | Trade", "iv | Trade"), ["ii | Trade", "iv | Trade"], id="roman"),
        pytest.param(
            running("8///9", "10///11"),
            ["8", "9", "10", "11"],
            id="two pages on one",
        ),
        pytest.param(
            running("Population: 3 million", "Population: 4 million"), [], id="a figure within"
        ),
        pytest.param(
            running("Payment is due within 30 days.", "Payment is due within 90 days."),
            [],
            id="days",
        ),
        pytest.param(running("Sales in 2019", "Sales in 2023"), [], id="a figure at the end"),
    ],
)
def test_heads_that_differ_in_the_number_of_the_page(pages: list[object], taken: list[str]) -> None:
    assert block_texts(read(make_pdf(*pages), "a.pdf"), "furniture") == taken  # type: ignore[arg-type]


def test_rows_at_the_edges_of_pages_keep_their_numbers() -> None:
    def rows(start: int) -> list[str]:
        lands = [f"Land {n}/{n * 7 + 100}/{n * 3 + 5}/{n * 9}" for n in range(start, start + 50)]
        return [
            f"Lands of part {start}/2019/2020/2021",
            *lands,
            f"All {start}/{4412 + start}/{start}/1422",
        ]

    pages = [
        page_of(*[(50 + 14 * number, row) for number, row in enumerate(rows(start))])
        for start in (0, 60, 120)
    ]
    document = read(make_pdf(*pages), "a.pdf")  # type: ignore[arg-type]
    assert block_texts(document, "furniture") == []
    text = " ".join(document.text.replace("|", " ").split())
    for start in (0, 60, 120):
        for row in rows(start):
            assert row.replace("/", " ") in text


ENTRIES = [f"Chapter {chr(65 + n)} of things {'.' * 30} {3 * n + 2}" for n in range(4)]
BLANKS = [f"{name}: {'_' * 20}" for name in ("Name", "Address", "Date", "Signature")]
SUMMARY = ["Trade grew over the years, and of the states that took part there were 12",
           "at the end of it. Rents grew too."]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        pytest.param([WORDS, *BLANKS, "The tenant pays the rent."], [], id="a form with blanks"),
        pytest.param(["Contents", *ENTRIES], ENTRIES, id="a page of contents"),
        pytest.param([*SUMMARY, *[WORDS] * 5, *ENTRIES], ENTRIES, id="no heading, under a text"),
        pytest.param(
            ["Contents", *ENTRIES, *[""] * 2, "Summary", *[WORDS] * 5, *SUMMARY],
            ENTRIES,
            id="a summary under it",
        ),
        pytest.param(
            ["Contents", "One title", "that goes on ..... 4", "And", "one ..... 7", "", *BLANKS],
            ["One title", "that goes on ..... 4", "And", "one ..... 7"],
            id="titles in two lines",
        ),
        pytest.param(
            ["Contents", "A title 4", "by Jane Roe", "A second 7", "by John Roe", "A third 9",
             "by Ann Roe", "", WORDS],
            ["A title 4", "by Jane Roe", "A second 7", "by John Roe", "A third 9", "by Ann Roe"],
            id="the last goes on under its number",
        ),
    ],
)  # fmt: skip
def test_contents(lines: list[str], taken: list[str]) -> None:
    page = page_of(*[(200 + 14 * number, line) for number, line in enumerate(lines) if line])
    document = read(make_pdf(page), "a.pdf")  # type: ignore[arg-type]
    assert block_texts(document, "furniture") == taken
    for line in lines:
        assert line in document.text.replace("\n\n", " ")
