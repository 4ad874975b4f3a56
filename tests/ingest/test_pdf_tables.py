"""Tables whose cells stand in the middle of their rows, and figures that look like tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.reader import read

from .conftest import block_texts, make_pdf, write

LEFTS = (72, 150, 330)
"""Where the columns start."""


def table(*pieces: tuple[int, float, str]) -> Callable[[Canvas], None]:
    """Cells by column and by the height of their middle; strokes part their lines."""

    def draw(canvas: Canvas) -> None:
        write(canvas, ["Table 1. Laws on ports"], top=80, size=9, font="Times-Bold")
        for column, middle, cell in pieces:
            lines = cell.split("/")
            top = middle - 5 * (len(lines) - 1)
            write(canvas, lines, left=LEFTS[column], top=top, size=9, leading=10)

    return draw


def rows_read(*pieces: tuple[int, float, str]) -> list[str]:
    (text,) = block_texts(read(make_pdf(table(*pieces)), "a.pdf"), "table")
    return text.splitlines()


HEAD = ((1, 110, "For trade"), (2, 110, "For defence"))


def test_cells_of_two_lines_beside_cells_of_one_are_whole() -> None:
    rows = rows_read(
        *HEAD,
        (0, 130, "Norland"), (1, 130, "Port Fees Act"), (2, 130, "Harbour Patrol Act/(since 2004)"),
        (0, 155, "Estmark"), (1, 155, "Free Quays Act/(draft)"), (2, 155, "Coast Act"),
        (0, 180, "Sudvale"), (1, 180, "Toll Act"), (2, 180, "Fleet Act/(now repealed)"),
    )  # fmt: skip
    assert rows == [
        "| For trade | For defence",
        "Norland | Port Fees Act | Harbour Patrol Act (since 2004)",
        "Estmark | Free Quays Act (draft) | Coast Act",
        "Sudvale | Toll Act | Fleet Act (now repealed)",
    ]


def test_a_label_half_way_down_its_rows_stands_on_the_first_of_them() -> None:
    rows = rows_read(
        *HEAD,
        (0, 137, "Fees"),
        (1, 130, "Quay Act (Norland)"), (2, 130, "Patrol Act (Estmark)"),
        (1, 144, "Toll Act (Sudvale)"), (2, 144, "Coast Act (Norland)"),
        (0, 175.5, "Work"),
        (1, 163, "Dockers Act of/(Estmark)"), (2, 163, "Reserve Act (Sudvale)"),
        (1, 188, "Pilots Act (Norland)"), (2, 188, "Cadets Act of/(Estmark)"),
    )  # fmt: skip
    assert rows == [
        "| For trade | For defence",
        "Fees | Quay Act (Norland) | Patrol Act (Estmark)",
        "| Toll Act (Sudvale) | Coast Act (Norland)",
        "Work | Dockers Act of (Estmark) | Reserve Act (Sudvale)",
        "| Pilots Act (Norland) | Cadets Act of (Estmark)",
    ]


def test_a_label_on_a_row_of_its_own_stays_there() -> None:
    rows = rows_read(
        *HEAD,
        *((column, 130 + 14 * row, f"{name} Act") for row, name in enumerate("ABCDEF")
          for column in (1, 2)),
        (0, 130, "Fees"), (0, 172, "Work"),
    )  # fmt: skip
    assert rows[1] == "Fees | A Act | A Act"
    assert rows[4] == "Work | D Act | D Act"


def test_rows_that_stand_close_in_groups_stay_rows() -> None:
    names = ["Norland", "Estmark", "Sudvale", "Westrand", "Midholm", "Highfell"]
    rows = rows_read(
        *HEAD,
        *((column, 130 + 10 * at + 12 * (at // 3), f"{name} {column}")
          for at, name in enumerate(names) for column in (0, 1, 2)),
        (0, 220, "All of them/together"), (1, 220, "seven"), (2, 220, "nine"),
    )  # fmt: skip
    assert rows[1:7] == [f"{name} 0 | {name} 1 | {name} 2" for name in names]


@pytest.mark.parametrize("left", [150, 200])
def test_words_in_the_fields_of_a_figure_are_no_table(left: float) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Figure 2"], top=100, font="Times-Bold")
        write(canvas, ["Kinds of ports by trade and by depth of water"], top=114)
        for number in range(4):
            lines = ["Havens", ("Much trade", "Little trade")[number // 2], "Deep or shallow"]
            at, top = left + 110 * (number % 2), 180 + 80 * (number // 2)
            write(canvas, lines, left=at, top=top, size=9, leading=12)
        write(canvas, ["Source: the harbour masters."], top=340, size=8.5)

    document = read(make_pdf(draw), "a.pdf")
    assert block_texts(document, "table") == []
