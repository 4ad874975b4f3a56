"""Which label each page gets, told from the numbers printed on the pages and the file's own."""

from __future__ import annotations

import numpy as np
import pytest

from pincite_ingest.pdf.extraction.lines import Line
from pincite_ingest.pdf.page_labels import choose_labels


def counted(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def furniture(pages: list[str]) -> dict[int, list[Line]]:
    """Lines at the edges of pages; a stroke parts the lines of one."""
    return {
        index: [Line(index, text, np.zeros(0, np.int32), 0, 9, 9, 8) for text in page.split("/")]
        for index, page in enumerate(pages, start=1)
    }


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        pytest.param([""] * 3, counted(1, 3), id="no numbers"),
        pytest.param(["", "6", "7", ""], ["5", "6", "7", "8"], id="the rest counts on"),
        pytest.param(
            ["", "ii", "iii", "iv", "", "2", "3", "4"],
            ["i", "ii", "iii", "iv", *counted(1, 4)],
            id="what follows roman numerals is counted back from the text",
        ),
        pytest.param(
            ["", "", "i", "ii", "iii", "", "", "3", "4", "5"],
            ["[1]", "[2]", "i", "ii", "iii", *counted(1, 5)],
            id="an index in brackets is no page's number",
        ),
        pytest.param(
            [*counted(1, 20), "", "", *counted(21, 58)],
            [*counted(1, 20), "[21]", "[22]", *counted(21, 58)],
            id="plates without numbers",
        ),
        pytest.param(
            [*counted(1, 4), "", "6", "", "", *counted(7, 9), "", "11"],
            [*counted(1, 6), "[7]", "[8]", *counted(7, 11)],
            id="plates, and openings without numbers on either side",
        ),
        pytest.param(
            [*counted(1, 30), *counted(1, 20)],
            [*counted(1, 30), *counted(1, 20)],
            id="an annex begins anew",
        ),
        pytest.param(
            [*counted(1, 6), "", *counted(2, 5), ""],
            [*counted(1, 6), "7", *counted(2, 6)],
            id="an annex whose opening has no number",
        ),
        pytest.param(
            ["i", "ii", "iii", *counted(1, 5), "", *counted(6, 9)],
            ["i", "ii", "iii", *counted(1, 5), "[9]", *counted(6, 9)],
            id="front matter and a plate",
        ),
        pytest.param(
            [
                f"{chapter} | Trade/{page}"
                for page, chapter in enumerate([1, 1, 2, 2, 2, 3, 4, 5], 9)
            ],
            counted(9, 16),
            id="chapters at the head, pages at the foot",
        ),
        pytest.param(["4/4/4", "", "", "", ""], counted(1, 5), id="one page is no series"),
        pytest.param(
            [*counted(1, 8), "3", "10", "5", "12", "13", "8", *counted(15, 20)],
            counted(1, 20),
            id="three numbers that agree by chance are no series",
        ),
    ],
)
def test_printed_numbers(printed: list[str], labels: list[str]) -> None:
    assert choose_labels([""] * len(printed), furniture(printed)) == labels


@pytest.mark.parametrize(
    ("stated", "printed", "labels"),
    [
        pytest.param(["", "", *counted(1, 3)], [], ["[1]", "[2]", *counted(1, 3)], id="collide"),
        pytest.param(["A", "", ""], [], ["A", "2", "3"], id="an index that names no other page"),
        pytest.param(
            ["i", *counted(1, 4)], ["", *counted(1, 4)], ["i", *counted(1, 4)], id="borne out"
        ),
        pytest.param(
            ["i", *counted(1, 4)], ["", *counted(7, 10)], counted(6, 10), id="contradicted"
        ),
        pytest.param(counted(1, 5), ["", *counted(7, 10)], counted(6, 10), id="mere counting"),
    ],
)
def test_labels_of_the_file(stated: list[str], printed: list[str], labels: list[str]) -> None:
    assert choose_labels(stated, furniture(printed)) == labels
