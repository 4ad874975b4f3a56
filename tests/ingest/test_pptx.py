"""Presentations: slides are pages."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from pincite_ingest.reader import read

from .conftest import block_texts


def test_pptx_slides_are_pages() -> None:
    made = Presentation()
    for title in ("First slide", "Second slide"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"Words of the {title.lower()}."
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9)
    box.text_frame.text = "A *first* point\nA second point"
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue(), "a.pptx")
    assert [page.label for page in document.pages] == ["1", "2", "3"]
    assert block_texts(document, "paragraph")[-2:] == ["A *first* point", "A second point"]
    assert document.blocks[-1].section == ()
    assert document.pages[2].spans[0].end == len(document.text)
    at = document.text.index("Words of the second")
    assert [page.index for page in document.pages_of(at, at + 5)] == [2]


def test_the_text_of_a_slide_is_no_markdown() -> None:
    made = Presentation()
    points = ["> 50% agree", "- 3% change", "Before", "```", "---", "<!-- a", "[a](b) 1) c"]
    for text in ("\n".join(points), "After\n===\n```"):
        box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9)
        box.text_frame.text = text
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue(), "a.pptx")
    assert block_texts(document, "paragraph") == [*points, "After", "===", "```"]
    at = document.text.index("After")
    assert [page.index for page in document.pages_of(at, at + 5)] == [2]


def test_tables_and_charts_are_rows() -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, 0, 0, 9, 9).table
    for at, text in enumerate(("Port", "Tons", "Bergen", "40")):
        table.cell(at // 2, at % 2).text = text
    data = CategoryChartData()
    data.categories = ["2019", "2020"]
    data.add_series("Herring", (1.5, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 99, 9, 9, data)
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue(), "a.pptx")
    assert block_texts(document, "table") == [
        "Port | Tons\nBergen | 40",
        "Herring\n2019 | 1.5\n2020 | 2",
    ]
