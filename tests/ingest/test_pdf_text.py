"""Running text of small PDFs made for the case."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.document import BlockKind
from pincite_ingest.errors import DocumentError, PasswordError
from pincite_ingest.pdf.extraction.hyphens import Vocabulary
from pincite_ingest.reader import read

from .conftest import block_texts, make_pdf, write

BODY = [
    "The committee met in the spring and again in the autumn, and its report",
    "was sent to every member of the council before the year had come to an",
    "end. It says that the country needs a well-resourced service, and that",
]


def body(canvas: Canvas, top: float = 120, left: float = 72) -> None:
    write(canvas, BODY, top=top, left=left)


@pytest.mark.parametrize(
    ("before", "after", "words", "keeps"),
    [
        ("the coun", "try is", "one country", False),
        ("post", "Cold War", "", True),
        ("the Sino", "Russian axis", "", True),
        ("a well", "resourced service", "resourced well", True),
        ("covid", "19 came", "", True),
        ("state-of", "the-art", "", True),
        ("a 21st", "century idea", "", True),
        ("over", "come it", "come over over come", False),
        ("dom", "inated by", "", False),
        ("e", "mail me", "e-mail", True),
        ("of a d", "dimensional space", "", True),
        ("the service pro", "vides", "", False),
        ("for ex", "ample", "", False),
        ("a well", "resourced service", "", True),
        ("seven", "teenth", "", False),
        ("a zero", "sum game", "", True),
        ("at firm", "level", "", True),
        ("of battle", "scarred troops", "the battle", True),
        ("was strength", "ened", "strength", False),
    ],
)
def test_hyphens_at_line_ends(before: str, after: str, words: str, keeps: bool) -> None:
    assert Vocabulary([words]).keeps_hyphen(before, after) is keeps


def test_halves_of_words_at_line_ends_are_no_witnesses() -> None:
    words = Vocabulary(["which is said to be pro-", "gress of a post-", "war kind"])
    assert not words.keeps_hyphen("pro", "gress")
    assert [words.seen(word) for word in ("gress", "war", "kind")] == [0, 0, 1]


def test_a_word_is_rejoined_over_the_line_end() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Much of the coun-", "try agrees that the post-", "Cold War order ends."])

    document = read(make_pdf(draw), "a.pdf")
    assert document.text == "Much of the country agrees that the post-Cold War order ends."


def test_a_sentence_goes_on_over_the_page_and_running_heads_go_to_the_end() -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["Annual Report"], top=40, size=8)
            write(canvas, BODY if number == 1 else ["nothing else would do.", "", *BODY, "so."])
            write(canvas, [str(number + 6)], top=800, left=300, size=8)

        return draw

    document = read(make_pdf(*[page(n) for n in (1, 2)]), "a.pdf")  # type: ignore[arg-type]
    first = document.blocks[0]
    text = document.text[first.start : first.end]
    assert text.endswith("and that nothing else would do.")
    assert [page.index for page in document.pages_of(first.start, first.end)] == [1, 2]
    furniture = block_texts(document, "furniture")
    assert furniture == ["Annual Report", "7", "Annual Report", "8"]
    assert document.blocks[-1].kind is BlockKind.FURNITURE
    assert [page.label for page in document.pages] == ["7", "8"]


def test_note_marks_leave_the_text_and_exponents_stay() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Order prevails.", "It covers some 10"], top=100, leading=20)
        canvas.setFont("Times-Roman", 6.5)
        width = canvas.stringWidth("Order prevails.", "Times-Roman", 11)
        canvas.drawString(72 + width, 842 - 100 + 4, "12")
        width = canvas.stringWidth("It covers some 10", "Times-Roman", 11)
        canvas.drawString(72 + width, 842 - 120 + 4, "4")
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72 + width + 8, 842 - 120, "hectares of land.")

    document = read(make_pdf(draw), "a.pdf")
    assert "Order prevails. It covers some 10⁴ hectares" in document.text.replace("\n\n", " ")
    (mark,) = document.note_marks
    assert mark.label == "12"
    assert document.text[: mark.offset] == "Order prevails."


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left column line {n} of the text goes" for n in range(12)]
    right = [f"right column line {n} of the text is" for n in range(12)]

    def draw(canvas: Canvas) -> None:
        for number in range(12):  # drawn across, as some programs do
            write(canvas, [left[number]], top=100 + 14 * number)
            write(canvas, [right[number]], top=100 + 14 * number, left=320)

    document = read(make_pdf(draw), "a.pdf")
    assert document.text == " ".join([*left, *right])


def test_a_pull_quote_stands_after_the_paragraph_it_interrupts() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, BODY, top=100)
        write(canvas, ["its members hold that the law", "should be kept as it stands,", "and add"])
        narrow = [line[:38].rsplit(" ", 1)[0] for line in BODY * 2]
        write(canvas, narrow, top=142)
        canvas.setFillColorRGB(0.8, 0.2, 0.1)
        write(canvas, ["Keep the law", "as it stands"], top=150, left=330, size=17, leading=22)
        canvas.setFillColorRGB(0, 0, 0)

    document = read(make_pdf(draw), "a.pdf")
    assert block_texts(document, "pull_quote") == ["Keep the law as it stands"]
    assert all("Keep" not in text for text in block_texts(document, "paragraph"))


def test_a_table_has_a_line_for_each_row() -> None:
    def draw(canvas: Canvas) -> None:
        body(canvas)
        write(canvas, ["Table 1. Stocks by country"], top=190, font="Times-Italic", size=9)
        rows = [("Country", "Stock"), ("Serbia", "4.0"), ("Hungary", "5.1"), ("Belarus", "0.7")]
        for number, cells in enumerate(rows):
            for at, cell in enumerate(cells):
                write(canvas, [cell], top=210 + 15 * number, left=72 + 150 * at, size=9)
        body(canvas, top=300)

    document = read(make_pdf(draw), "a.pdf")
    kinds = [str(block.kind) for block in document.blocks]
    assert kinds[:3] == ["paragraph", "caption", "table"]
    (table,) = block_texts(document, "table")
    assert table.splitlines()[:2] == ["Country | Stock", "Serbia | 4.0"]


def test_a_drop_cap_opens_its_paragraph() -> None:
    lines = [
        "he committee met in the spring and again in the autumn, and its",
        "report was sent to every member of the council before the year",
        "had come to an end. It says that the country needs a service that",
        "does more, and that much of it should be done before long.",
    ]
    for first, opening in (("T", "The committee"), ("A", "A committee")):
        said = [lines[0] if first == "T" else lines[0][3:], *lines[1:3], "The committee met."]

        def draw(canvas: Canvas, first: str = first, said: list[str] = said) -> None:
            write(canvas, [first], top=125, size=36)
            write(canvas, said[:2], left=100)
            write(canvas, said[2:], top=128)

        document = read(make_pdf(draw), "a.pdf")
        assert document.text == " ".join([opening + lines[0][12:], *said[1:]])


def test_letter_spaced_words_are_drawn_together() -> None:
    def draw(canvas: Canvas) -> None:
        x = 72.0
        for word in ("SUMMARY", "AND", "OUTLOOK"):
            for letter in word:
                write(canvas, [letter], left=x, size=16, font="Times-Bold")
                x += canvas.stringWidth(letter, "Times-Bold", 16) + 5
            x += 9
        body(canvas, top=140)

    assert block_texts(read(make_pdf(draw), "a.pdf"), "heading") == ["SUMMARY AND OUTLOOK"]


@pytest.fixture
def wide_font() -> str:
    """A font with more than Latin letters."""
    matplotlib = pytest.importorskip("matplotlib")
    name = "DejaVu"
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


@pytest.mark.parametrize("late", [False, True])
def test_an_accent_drawn_apart_joins_its_letter(wide_font: str, late: bool) -> None:
    def draw(canvas: Canvas) -> None:
        x, accents = 72.0, []
        for piece, accent in (("President O", ""), ("g", "˘"), ("uz and caf", ""), ("e", "´")):
            write(canvas, [piece], left=x, font=wide_font)
            if accent:
                accents.append((accent, x + 0.4))
            if accents and not late:
                write(canvas, [accents[-1][0]], left=accents.pop()[1], font=wide_font)
            x += canvas.stringWidth(piece, wide_font, 11)
        write(canvas, [" met."], left=x, font=wide_font)
        for accent, place in accents:
            write(canvas, [accent], left=place, font=wide_font)

    assert read(make_pdf(draw), "a.pdf").text == "President Oğuz and café met."


def test_hebrew_is_put_in_the_order_of_reading(wide_font: str) -> None:
    lines = ["הוועדה נפגשה באביב", "בשנת 2019 (ושוב) בסתיו"]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(wide_font, 12)
        for number, line in enumerate(lines):  # as it is seen, from the left
            seen = " ".join(
                word if word.isdigit() else word[::-1].translate(str.maketrans("()", ")("))
                for word in reversed(line.split())
            )
            canvas.drawRightString(500, 742 - 16 * number, seen)

    assert read(make_pdf(draw), "a.pdf").text == " ".join(lines)


def test_hebrew_cells_that_stand_close_keep_their_words_whole(wide_font: str) -> None:
    rows = ["מדינה|שטח ארץ|שנת דוח|שינוי", "צרפת|גדול|ארוך|רב", "ספרד|קטן|קצר|מעט"]

    def draw(canvas: Canvas) -> None:
        write(canvas, ["Table 1. Lands"], top=80, size=9)
        canvas.setFont(wide_font, 9)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row.split("|")):
                canvas.drawRightString(400 - 40 * column, 742 - 13 * number, cell[::-1])

    document = read(make_pdf(draw), "a.pdf")
    assert "שטח ארץ שנת דוח שינוי" in document.text


def test_headings_by_type_size_make_sections() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["First part"], top=100, size=18, font="Times-Bold")
        body(canvas, top=125)
        write(canvas, ["A smaller heading"], top=200, size=13, font="Times-Bold")
        body(canvas, top=220)
        write(canvas, ["Second part"], top=300, size=18, font="Times-Bold")
        body(canvas, top=325)

    document = read(make_pdf(draw), "a.pdf")
    assert list(dict.fromkeys(block.section for block in document.blocks)) == [
        ("First part",),
        ("First part", "A smaller heading"),
        ("Second part",),
    ]


def test_bullets_are_left_out_and_numbers_stay() -> None:
    def draw(canvas: Canvas) -> None:
        body(canvas)
        for number, item in enumerate(["one thing to do,", "another thing to do."]):
            write(canvas, ["•"], left=80, top=190 + 18 * number, font="Helvetica")
            write(canvas, [item], left=98, top=190 + 18 * number)

    document = read(make_pdf(draw), "a.pdf")
    assert block_texts(document, "list_item") == ["one thing to do,", "another thing to do."]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_follow_a_turned_page(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)  # for a quarter turn, reportlab swaps the page's sides
        write(canvas, ["Turned text"], left=100, top=100 if turn in (0, 180) else 442)

    document = read(make_pdf(draw), "a.pdf")
    page = document.pages[0]
    assert document.text == "Turned text"
    box = page.rectangles(0, 6)[0]
    assert 0 <= box.left < box.right <= page.width
    assert 0 <= box.top < box.bottom <= page.height
    across = (box.left + box.right) / 2 / page.width, (box.top + box.bottom) / 2 / page.height
    corner = {0: (0, 0), 90: (1, 0), 180: (1, 1), 270: (0, 1)}[turn]
    assert (round(across[0]), round(across[1])) == corner


@pytest.mark.parametrize("turned_back", [False, True])
def test_text_that_is_turned_by_180_degrees_is_read(turned_back: bool) -> None:
    def draw(canvas: Canvas) -> None:
        if turned_back:
            canvas.setPageRotation(180)
        canvas.translate(595, 842)
        canvas.rotate(180)
        body(canvas)

    document = read(make_pdf(draw), "a.pdf")
    assert document.text == " ".join(BODY)
    box = document.pages[0].rectangles(0, 3)[0]
    assert (box.left < 300, box.top < 421) == (turned_back, turned_back)


def test_a_section_and_the_title_are_named_by_what_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["The coun-", "try at sea"], size=20, leading=24, font="Times-Bold")
        width = canvas.stringWidth("try at sea", "Times-Bold", 20)
        write(canvas, ["1"], left=72 + width, top=116, size=11)
        body(canvas, top=170)
        write(canvas, ["One country and another."], top=212)

    document = read(make_pdf(draw), "a.pdf")
    assert block_texts(document, "heading") == ["The country at sea"]
    assert {block.section for block in document.blocks} == {("The country at sea",)}
    assert document.title == "The country at sea"
    assert [mark.label for mark in document.note_marks] == ["1"]


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ("Document Retention Policy", True),
        ("Untitled Works of Banksy", True),
        ("Microsoft Word for Beginners", True),
        ("Slide 1 of History", True),
        ("Writing .tex by Hand", True),
        ("Document", False),
        ("Document 12", False),
        ("untitled-1", False),
        ("Untitled document", False),
        ("Slide 1", False),
        ("Microsoft Word - Final draft", False),
        ("final report v2.docx", False),
        ("PB_12.qxd  1/2/03  3:14 PM  Page 1", False),
    ],
)
def test_a_stated_title_counts_unless_a_program_made_it(stated: str, says: bool) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(stated)
        body(canvas)

    title = read(make_pdf(draw), "a.pdf").title
    assert title == (" ".join(stated.split()) if says else "a")


def unlettered(data: bytes) -> bytes:
    """The same file, whose Times speaks in codes of its own."""
    file = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    codes = StreamObject()
    codes.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        b"1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfrange <21> <7e> <F021> endbfrange endcmap end end"
    )
    for page in file.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            if font["/BaseFont"] == "/Times-Roman":
                font.get_object()[NameObject("/ToUnicode")] = file._add_object(codes)
    out = io.BytesIO()
    file.write(out)
    return out.getvalue()


def test_pages_whose_letters_have_no_code_are_named() -> None:
    read_well = lambda canvas: write(canvas, BODY, font="Helvetica")  # noqa: E731
    document = read(unlettered(make_pdf(body, read_well)), "a.pdf")
    assert document.text == " ".join(BODY)
    assert document.warnings == ("Page 1 has text that cannot be read as letters",)
    with pytest.raises(DocumentError, match="no text that can be read as letters"):
        read(unlettered(make_pdf(body)), "a.pdf")


def test_pages_without_text_are_named_and_a_scan_is_refused() -> None:
    empty = lambda canvas: canvas.rect(100, 100, 50, 50)  # noqa: E731
    document = read(make_pdf(empty, body, empty, empty), "a.pdf")
    assert document.warnings == ("Pages 1 and 3-4 have no text (a scanned image?)",)
    with pytest.raises(DocumentError, match="no text"):
        read(make_pdf(empty), "a.pdf")


def test_a_password_opens_an_encrypted_file() -> None:
    data = make_pdf(body, encrypt="secret")
    with pytest.raises(PasswordError, match="encrypted"):
        read(data, "a.pdf")
    with pytest.raises(PasswordError, match="wrong"):
        read(data, "a.pdf", password="guess")  # noqa: S106
    assert read(data, "a.pdf", password="secret").text.startswith("The committee")  # noqa: S106
