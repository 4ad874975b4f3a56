"""What stands where on small PDFs made for the case: wraps, notes, labels, lists."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.pdf.extraction.lines import Line
from pincite_ingest.pdf.layout.regions import Region, reading_order
from pincite_ingest.pdf.pdfium import opened, opened_page
from pincite_ingest.pdf.rendering import draw_page
from pincite_ingest.reader import read

from .conftest import block_texts, make_pdf, write

WORDS = (
    "The committee met in the spring and again in the autumn, and its report was sent to every "
    "member of the council before the year had come to an end. It says that the country needs a "
    "service that does more, and that nothing else would do. Ministers from eleven states signed "
    "the paper in Vienna, although two of them had asked for more time, and the text was "
    "published a month later. "
).split()


def filled(width: float, count: int, start: int = 0, size: float = 11) -> list[str]:
    """So many lines of running text that fill a width."""
    lines: list[str] = []
    words: list[str] = []
    while len(lines) < count:
        word = WORDS[start % len(WORDS)]
        if stringWidth(" ".join([*words, word]), "Times-Roman", size) > width:
            lines.append(" ".join(words))
            words = []
        words.append(word)
        start += 1
    return lines


def justified(canvas: Canvas, line: str, left: float, top: float, width: float) -> None:
    text = canvas.beginText(left, 842 - top)
    text.setFont("Times-Roman", 11)
    text.setWordSpace((width - stringWidth(line, "Times-Roman", 11)) / line.count(" "))
    text.textOut(line)
    canvas.drawText(text)


def raised(canvas: Canvas, pieces: str, top: float, *, size: float = 11) -> None:
    """A line in which every other piece between carets is set small and high."""
    left = 72.0
    for number, piece in enumerate(pieces.split("^")):
        small = number % 2
        write(
            canvas, [piece], left=left, top=top - 0.35 * size * small, size=size * (1 - 0.4 * small)
        )
        left += stringWidth(piece, "Times-Roman", size * (1 - 0.4 * small))


def test_a_column_that_widens_under_a_pull_quote_is_one_paragraph() -> None:
    said = ["two of them had asked for more time.", "It ends where the column widens again."]

    def draw(canvas: Canvas) -> None:
        top = 100.0
        for line in [*filled(220, 6), said[0], said[1]]:
            justified(canvas, line, 72, top, 220)
            top += 14
        for line in filled(450, 4):
            justified(canvas, line, 72, top, 450)
            top += 14
        canvas.setFillColorRGB(0.8, 0.2, 0.1)
        write(canvas, ["Keep the law", "as it stands"], top=120, left=330, size=17, leading=22)

    document = read(make_pdf(draw), "a.pdf")
    assert len(block_texts(document, "paragraph")) == 1
    assert " ".join(said) in document.text


def test_a_note_goes_on_over_the_page() -> None:
    def first(canvas: Canvas) -> None:
        write(canvas, filled(450, 30), top=80)
        raised(canvas, "It ends in the middle of the note here.^1^", 520)
        raised(
            canvas,
            "^1^ This note is long and says a good deal about the sources that were",
            740,
            size=8,
        )
        write(
            canvas,
            ["used in this chapter, and it goes on over the end of the page to"],
            top=750,
            size=8,
        )

    def second(canvas: Canvas, last: str = "^2^ A second note.") -> None:
        write(canvas, filled(450, 30, 11), top=80)
        raised(canvas, "Another note here.^2^ And the text goes on for a line.", 520)
        write(canvas, ["the next one, where it ends with a name and a date."], top=740, size=8)
        raised(canvas, last, 750, size=8)

    for last in ("^2^ A second note.", " "):
        document = read(make_pdf(first, lambda canvas, last=last: second(canvas, last)), "a.pdf")
        notes = [block for block in document.blocks if block.kind == "note"]
        said = document.text[notes[0].start : notes[0].end]
        assert said.startswith("1 This note")
        assert "page to the next one, where it ends" in said
        assert [page.index for page in document.pages_of(notes[0].start, notes[0].end)] == [1, 2]
        assert block_texts(document, "note")[1:] == (["2 A second note."] if last.strip() else [])


def test_roman_numbers_within_running_heads_are_labels() -> None:
    def page(number: int) -> object:
        label = ["i", "ii", "iii", "iv"][number] if number < 4 else str(number - 3)
        head = f"{label} | The Civil Report" if number % 2 else f"A Chapter on the Mix | {label}"

        def draw(canvas: Canvas) -> None:
            if number not in (0, 4):
                write(canvas, [head], top=45, size=8)
            write(canvas, filled(450, 20, number * 7), top=90)

        return draw

    document = read(make_pdf(*map(page, range(8))), "a.pdf")  # type: ignore[arg-type]
    assert [page.label for page in document.pages] == "i ii iii iv 1 2 3 4".split()


def test_dashes_and_open_hyphens_at_line_ends() -> None:
    lines = [
        "It grew from 2010–",
        "2012 along the East–",
        "West axis in pre-",
        "and post-war years",
    ]
    lines += ["of the US-", "led order and – as is said –", "of others."]
    text = read(make_pdf(lambda canvas: write(canvas, lines)), "a.pdf").text
    assert text == (
        "It grew from 2010–2012 along the East–West axis in pre- and post-war years "
        "of the US-led order and – as is said – of others."
    )


def test_capitals_and_numbered_italics_are_headings_in_the_type_of_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["INTRODUCTION"], top=80)
        write(canvas, filled(450, 5), top=104)
        write(canvas, ["1.1 Background and aims"], top=190, font="Times-Italic")
        write(canvas, filled(450, 5), top=214)

    document = read(make_pdf(draw), "a.pdf")
    assert block_texts(document, "heading") == ["INTRODUCTION", "1.1 Background and aims"]


def test_numbered_chapters_at_one_height_are_headings_not_running_heads() -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            write(canvas, [f"Chapter {number}"], top=80, size=20, font="Times-Bold")
            write(canvas, filled(450, 30, number * 5), top=120)

        return draw

    document = read(make_pdf(*map(page, range(1, 5))), "a.pdf")  # type: ignore[arg-type]
    assert block_texts(document, "heading") == [f"Chapter {number}" for number in range(1, 5)]
    assert block_texts(document, "furniture") == []


def test_numbers_of_lines_stand_outside_of_the_text() -> None:
    def page(start: int) -> object:
        def draw(canvas: Canvas) -> None:
            for number, line in enumerate(filled(400, 30, start), start=1):
                write(canvas, [line], left=110, top=70 + 23 * number)
                write(canvas, [str(number)], left=80, top=70 + 23 * number, size=8)

        return draw

    document = read(make_pdf(page(0), page(5)), "a.pdf")  # type: ignore[arg-type]
    (text,) = block_texts(document, "paragraph")
    assert text == " ".join([*filled(400, 30), *filled(400, 30, 5)])
    assert block_texts(document, "furniture") == [" ".join(map(str, range(1, 31)))] * 2
    assert [page.label for page in document.pages] == ["1", "2"]


def table(rows: list[list[list[str]]], between: float) -> object:
    """Draws rows of cells of lines, with so many points between the rows."""

    def draw(canvas: Canvas) -> None:
        write(canvas, filled(450, 4), top=80)
        write(canvas, ["Table 1. Measures"], top=150, size=9, font="Times-Bold")
        top = 170.0
        for row in rows:
            for column, cell in enumerate(row):
                write(canvas, cell, left=72 + 160 * column, top=top, size=9, leading=11)
            top += 11 * max(map(len, row)) + between

    return draw


def test_cells_of_two_lines_are_one_row() -> None:
    rows = [
        [["Measure"], ["What it does"], ["Since"]],
        [
            ["Screening of", "foreign owners"],
            ["Looks at who owns what", "and may forbid it"],
            ["2019"],
        ],
        [["Export controls"], ["Keeps goods in", "the country"], ["2021"]],
        [["Toolbox"], ["Advice on networks"], ["2020"]],
    ]
    document = read(make_pdf(table(rows, 5)), "a.pdf")  # type: ignore[arg-type]
    (text,) = block_texts(document, "table")
    assert text.splitlines() == [
        "Measure | What it does | Since",
        "Screening of foreign owners | Looks at who owns what and may forbid it | 2019",
        "Export controls | Keeps goods in the country | 2021",
        "Toolbox | Advice on networks | 2020",
    ]


def test_cells_of_two_lines_in_all_columns_are_one_row() -> None:
    rows = [
        [["Finding"], ["Recommendation"]],
        [["Foreign firms buy land", "and ports."], ["An office should look at", "each purchase."]],
        [["There is no list", "of owners."], ["The ministry should set", "one up by law."]],
    ]
    (text,) = block_texts(read(make_pdf(table(rows, 6)), "a.pdf"), "table")  # type: ignore[arg-type]
    assert text.splitlines() == [
        "Finding | Recommendation",
        "Foreign firms buy land and ports. | An office should look at each purchase.",
        "There is no list of owners. | The ministry should set one up by law.",
    ]


def test_headings_within_a_table_are_rows_of_their_own() -> None:
    lines = ["|2019|2020", "Western Balkans", "Serbia|1|2", "Bosnia and|3|4", "Herzegovina"]
    lines += ["Baltic states", "Latvia|5|6"]

    def draw(canvas: Canvas) -> None:
        write(canvas, ["Table 1. Trade"], top=80, size=9, font="Times-Bold")
        for number, row in enumerate(lines):
            for column, cell in enumerate(row.split("|")):
                write(canvas, [cell], left=72 + 90 * column, top=100 + 12 * number, size=9)

    (text,) = block_texts(read(make_pdf(draw), "a.pdf"), "table")
    assert text.splitlines() == [
        "| 2019 | 2020",
        "Western Balkans",
        "Serbia | 1 | 2",
        "Bosnia and Herzegovina | 3 | 4",
        "Baltic states",
        "Latvia | 5 | 6",
    ]


def test_a_row_with_an_empty_cell_stays_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Table 1. Stocks"], top=80, size=9, font="Times-Bold")
        rows = ["Country|2018|2019", "Serbia|4|5", "Bosnia||6", "", "Poland|7|8", "Latvia|9|1"]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row.split("|")):
                write(canvas, [cell], left=72 + 90 * column, top=100 + 11 * number, size=9)

    (text,) = block_texts(read(make_pdf(draw), "a.pdf"), "table")
    assert text.splitlines()[1:3] == ["Serbia | 4 | 5", "Bosnia |  | 6"]


def test_invisible_text_is_read_only_over_a_picture_or_alone() -> None:
    def draw(canvas: Canvas, seen: bool, picture: bool) -> None:
        if picture:
            canvas.drawInlineImage(Image.new("L", (9, 9), 200), 60, 400, 500, 300)
        text = canvas.beginText(72, 500)
        text.setFont("Times-Roman", 11)
        text.setTextRenderMode(3)
        text.textLine("Words that nobody sees")
        canvas.drawText(text)
        if seen:
            canvas._code.append("0 Tr")  # reportlab leaves the mode as it is
            write(canvas, ["Words that are seen"], top=40)

    for seen, picture in ((True, True), (True, False), (False, False)):
        document = read(make_pdf(lambda canvas, s=seen, p=picture: draw(canvas, s, p)), "a.pdf")
        assert ("nobody sees" in document.text) == (picture or not seen)


def test_a_letter_of_another_font_is_a_bullet() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, filled(450, 4), top=80)
        for number, (mark, font) in enumerate((("o", "Courier"), ("n", "ZapfDingbats")) * 2):
            write(canvas, [mark], left=80, top=150 + 16 * number, font=font)
            write(canvas, [f"thing number {number}"], left=92, top=150 + 16 * number)

    items = block_texts(read(make_pdf(draw), "a.pdf"), "list_item")
    assert items == [f"thing number {number}" for number in range(4)]


def test_what_was_typed_into_a_form_is_read_where_it_is_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Name of the member state:"], top=100)
        canvas.acroForm.textfield(value="Slovenia", x=250, y=735, width=120, height=18)

    data = make_pdf(draw)
    document = read(data, "a.pdf")
    assert "Slovenia" in block_texts(document, "paragraph")
    at = document.text.index("Slovenia")
    (box,) = document.pages[0].rectangles(at, at + 8)
    assert 250 < box.left < box.right < 370
    assert 842 - 753 < box.top < box.bottom < 842 - 735
    with opened(data, "a.pdf") as file, opened_page(file, 0) as page:
        pixels, _ = draw_page(page, 1.0)
    inside = pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    assert inside.min() < 128


def test_lines_in_double_space_are_one_paragraph() -> None:
    first, second = [*filled(450, 12)[:-1], "It ends here."], filled(430, 12)

    def draw(canvas: Canvas) -> None:
        write(canvas, first, top=80, leading=27)
        write(canvas, second[:1], top=80 + 27 * 12, left=92)
        write(canvas, second[1:], top=80 + 27 * 13, leading=27)

    said = block_texts(read(make_pdf(draw), "a.pdf"), "paragraph")
    assert said == [" ".join(first), " ".join(second)]


def test_exponents_stay_though_there_are_notes_of_their_number() -> None:
    def draw(canvas: Canvas) -> None:
        raised(
            canvas, "It began so.^1^ It was so,^2^ until “later.”^3^ Then 2014.^4^ The rest", 100
        )
        raised(
            canvas,
            "in 1990^5^ was 12 km^2^ and 3 × 10^6^ of 10^4^ with E = mc^2^ in the 19^th^",
            114,
        )
        raised(canvas, "century, at x^2^ of 25%^6^ in the EU-27^7^ states.", 128)
        write(canvas, filled(450, 12), top=142)
        for number in range(1, 8):
            raised(canvas, f"^{number}^ Source {number}, 2019, p. 12.", 600 + 10 * number, size=8)

    document = read(make_pdf(draw), "a.pdf")
    assert document.text.startswith(
        "It began so. It was so, until “later.” Then 2014. The rest in 1990 was 12 km² and "
        "3 × 10⁶ of 10⁴ with E = mc² in the 19th century, at x² of 25% in the EU-27 states."
    )
    assert [mark.label for mark in document.note_marks] == list("1234567")
    notes = [f"{number} Source {number}, 2019, p. 12." for number in range(1, 8)]
    assert block_texts(document, "note") == notes


@pytest.mark.parametrize(
    ("line", "text", "labels"),
    [
        ("The model fits (R^2^ = 0.93), and", "The model fits (R² = 0.93), and", "1"),
        ("It was 300 euros per m^2^ then, and", "It was 300 euros per m² then, and", "1"),
        ("Some 10^2^ of them were at x^3^ or", "Some 10² of them were at x³ or", "1"),
        ("In 2014^2^ it fell, and in 2019^3^ it", "In 2014² it fell, and in 2019³ it", "1"),
        ("It fell again.^2^ And of the first^3^", "It fell again. And of the first", "123"),
    ],
)
def test_exponents_stay_though_a_note_would_be_due(line: str, text: str, labels: str) -> None:
    def draw(canvas: Canvas) -> None:
        raised(canvas, "Trade grew with distance.^1^ " + line, 100)
        write(canvas, filled(450, 12), top=128)
        raised(canvas, "^1^ Source 1, 2019, p. 12.", 600, size=8)

    document = read(make_pdf(draw), "a.pdf")
    assert document.text.startswith("Trade grew with distance. " + text)
    assert [mark.label for mark in document.note_marks] == list(labels)


def test_many_regions_side_by_side_are_put_in_order_in_good_time() -> None:
    names = [
        Region([Line(1, "A name", np.zeros(0, np.int32), left, left + 40, 100 + left % 3, 9)])
        for left in range(0, 30_000, 50)
    ]
    start = time.process_time()
    assert reading_order(names[::-1], []) == names
    assert time.process_time() - start < 5


def test_a_centred_byline_comes_before_the_heading_under_it() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["A Paper about the Trade of the Region"], left=150, top=80, size=18)
        write(canvas, ["Jane Roe"], left=280, top=110, size=13)
        write(canvas, ["1. Introduction"], left=72, top=150, size=15, font="Times-Bold")
        write(canvas, filled(450, 6), top=175)

    text = read(make_pdf(draw), "a.pdf").text
    assert text.index("A Paper") < text.index("Jane Roe") < text.index("1. Introduction")


def test_items_with_letters_hang() -> None:
    def draw(canvas: Canvas) -> None:
        top = 80
        for letter, lines in zip("ABCD", (3, 2, 1, 2), strict=True):
            write(canvas, [f"{letter}."], left=72, top=top)
            write(canvas, [f"It asks {line}" for line in filled(380, lines)], left=92, top=top)
            top += 14 * lines + 3

    items = block_texts(read(make_pdf(draw), "a.pdf"), "list_item")
    assert [item[:10] for item in items] == [f"{letter}. It asks" for letter in "ABCD"]


def test_items_with_bare_letters_or_numbers_are_a_list() -> None:
    said = ["Fees of the port", "Tolls at the gate", "Rents that have been paid"]

    def draw(canvas: Canvas) -> None:
        write(canvas, [*filled(450, 4), "It has three parts:"], top=80)
        for column, marks in enumerate(("ABC", "123", "AXB")):
            for number, text in enumerate(said):
                top = 180 + 18 * number + 100 * column
                write(canvas, [f"{marks[number]} {text}"], left=90, top=top)
        write(canvas, ["A long paragraph is none,", "B or no B."], top=480)

    items = block_texts(read(make_pdf(draw), "a.pdf"), "list_item")
    assert items == [
        f"{mark} {text}" for marks in ("ABC", "123") for mark, text in zip(marks, said, strict=True)
    ]


def test_a_heading_may_end_with_words_in_quotation_marks() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, filled(450, 5), top=80)
        heading = ["The end of what the ministers in Vienna once", "called the “open door”"]
        write(canvas, heading, top=175, size=14, leading=17, font="Helvetica-Bold")
        write(canvas, filled(450, 5), top=215)
        said = ["It was, as one of them put it to us, nothing", "but “a door without a house.”"]
        write(canvas, said, top=310, size=14, leading=17, font="Helvetica")
        write(canvas, filled(450, 5), top=350)

    document = read(make_pdf(draw), "a.pdf")
    heading = "The end of what the ministers in Vienna once called the “open door”"
    assert block_texts(document, "heading") == [heading]
    assert len(block_texts(document, "pull_quote")) == 1
    assert document.blocks[2].section == (heading,)


def test_cells_that_stand_close_are_parted() -> None:
    rows = ["Country|Rank in 2022|Rank in 2024|Change", "Serbia|41|38|3", "Albania|60|55|5"]
    rows += ["Latvia|22|25|-3"]

    def draw(canvas: Canvas) -> None:
        write(canvas, ["Table 1. Ranks"], top=80, size=9, font="Times-Bold")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row.split("|")):
                write(canvas, [cell], left=72 + 58 * column, top=100 + 13 * number, size=9)

    document = read(make_pdf(draw), "a.pdf")
    (text,) = block_texts(document, "table")
    assert text.splitlines() == [row.replace("|", " | ") for row in rows]
    at = document.text.index("Rank in 2024")
    (box,) = document.pages[0].rectangles(at, at + 12)
    assert abs(box.left - (72 + 58 * 2)) < 1
