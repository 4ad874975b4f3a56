"""Headings and sections of PDFs: labelled headings, column heads, covers, contents and slides."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.document import BlockKind, Document
from pincite_ingest.pdf.layout.headings import LABEL, is_column_head
from pincite_ingest.reader import read

from .conftest import Draw, make_pdf, read_shared, write

SENTENCE = "The company sells herring in every port of the north, and it sold more of it last year."
TEXT = [SENTENCE] * 4


def section_of(document: Document, words: str) -> tuple[str, ...]:
    """The section path of the block in which some words stand."""
    at = document.text.index(words)
    return next(block.section for block in document.blocks if block.start <= at < block.end)


def bold(canvas: Canvas, text: str, top: float, *, left: float = 72, size: float = 11) -> None:
    write(canvas, [text], left=left, top=top, size=size, font="Times-Bold")


def filing(canvas: Canvas) -> None:
    """A page of a filing in which all headings are set alike."""
    bold(canvas, "PART I", 60, left=280)
    bold(canvas, "Item 1. Business.", 90)
    write(canvas, ["First we fish. " + SENTENCE, *TEXT], top=110)
    bold(canvas, "Our Fleet", 200)
    write(canvas, ["Second we sail. " + SENTENCE, *TEXT], top=220)
    bold(canvas, "Item 2.", 310)
    bold(canvas, "Properties", 310, left=140)
    write(canvas, ["Third we own piers. " + SENTENCE, *TEXT], top=330)
    bold(canvas, "PART II", 420, left=280)
    bold(canvas, "Item 3. Legal Proceedings", 450)
    write(canvas, ["Fourth we sue. " + SENTENCE, *TEXT], top=470)


def test_items_stand_under_parts_and_other_headings_under_items() -> None:
    document = read(make_pdf(filing), "filing.pdf")
    business = ("PART I", "Item 1. Business.")
    assert section_of(document, "First we fish") == business
    assert section_of(document, "Second we sail") == (*business, "Our Fleet")
    assert section_of(document, "Fourth we sue") == ("PART II", "Item 3. Legal Proceedings")


def test_a_label_and_the_title_beside_it_are_one_heading() -> None:
    document = read(make_pdf(filing), "filing.pdf")
    assert section_of(document, "Third we own piers") == ("PART I", "Item 2. Properties")


@pytest.mark.parametrize("text", ["Item 7A.", "PART II", "Note 3 - Leases", "Item 4(a). Officers"])
def test_labels(text: str) -> None:
    assert LABEL.match(text)


@pytest.mark.parametrize("text", ["Part of the fleet", "Section 12 of the Act", "Items 1 and 2"])
def test_what_only_starts_like_a_label(text: str) -> None:
    assert not LABEL.match(text)


@pytest.mark.parametrize(
    "text", ["52 Weeks Ended September 1, 2019", "As of December 31,", "(In millions)", "Total"]
)
def test_periods_and_units_are_column_heads(text: str) -> None:
    assert is_column_head(text)


def test_column_heads_open_no_section() -> None:
    def page(canvas: Canvas) -> None:
        bold(canvas, "Landings", 60)
        write(canvas, TEXT, top=80)
        bold(canvas, "52 Weeks Ended September 1, 2019", 180, left=300)
        write(canvas, ["Herring and cod were landed here. " + SENTENCE, *TEXT], top=240)

    document = read(make_pdf(page), "landings.pdf")
    assert section_of(document, "Herring and cod") == ("Landings",)


def slide(title: str, *points: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((960, 540))
        canvas.setFont("Helvetica", 32)
        canvas.drawString(40, 540 - 80, title)
        canvas.setFont("Helvetica", 18)
        for number, point in enumerate(points):
            canvas.drawString(40, 540 - 160 - 60 * number, point)

    return draw


def test_the_title_of_a_slide_is_the_section_of_its_text() -> None:
    slides = [
        slide("Where we fish", "Mostly in the north.", "Rarely in the south."),
        slide("What we catch", "Mostly herring.", "Some cod."),
        slide("What comes next", "A second boat.", "A third pier."),
    ]
    document = read(make_pdf(*slides), "deck.pdf")
    assert section_of(document, "Mostly herring") == ("What we catch",)
    assert section_of(document, "A third pier") == ("What comes next",)


def test_a_list_of_contents_without_a_heading_is_furniture() -> None:
    def index(canvas: Canvas) -> None:
        write(canvas, [f"Chapter on herring number {at}" for at in range(12)], top=100)
        write(canvas, [str(at + 2) for at in range(12)], left=500, top=100)

    def page(canvas: Canvas) -> None:
        write(canvas, TEXT, top=100)

    document = read(make_pdf(index, *[page] * 13), "book.pdf")
    kinds = {
        block.kind
        for block in document.blocks
        if document.text.startswith("Chapter on herring", block.start)
    }
    assert kinds == {BlockKind.FURNITURE}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words", "section"),
    [
        (
            "KRAFTHEINZ_2019_10K",
            "We manufacture our products in our network",
            "Item 2. Properties.",
        ),
        (
            "NETFLIX_2017_10K",
            "If any of the following risks actually occur",
            "Item 1A. Risk Factors",
        ),
        ("BOEING_2018_10K", "This segment provides services to our commercial", "Item 1. Business"),
    ],
)
def test_sections_of_filings(name: str, words: str, section: str) -> None:
    document = read_shared(f"bench/financebench/pdfs/{name}.pdf")
    assert section in section_of(document, words)
