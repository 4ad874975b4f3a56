"""What stands where on small PDFs made for the case: wraps, notes, labels, lists."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

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
