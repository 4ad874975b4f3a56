"""Turn the briefing's blocks into measured elements that can be placed on pages.

Paragraphs are cut here, between words of their own text, so that it is always known which note
marks stand on which side of the cut.
"""

import re

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from pincite.sample.pages import Element
from pincite.sample.source import Block, Briefing
from pincite.sample.styles import INK, PALE, ROMAN, STYLES, TINT

__all__ = ["BarChart", "Setter", "height_of", "markup"]

_MARK = re.compile(r"\[\^(\d+)\]")
_ENDLESS = 10_000.0
_AFTER_LIST, _AFTER_FIGURE, _AFTER_TABLE = 4.0, 9.0, 14.0


def markup(text: str, rise: float = 3.6, size: float = 7.0) -> str:
    """Turn the briefing's Markdown into reportlab's own tags; note marks are raised.

    >>> markup("**R&D.** Late.[^3]")
    '<b>R&amp;D.</b> Late.<super rise="3.6" size="7.0">3</super>'
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    strong = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped)
    return _MARK.sub(rf'<super rise="{rise}" size="{size}">\1</super>', strong)


def height_of(flowable: Flowable, width: float) -> float:
    """Measure a flowable at a width, both in points."""
    return float(flowable.wrap(width, _ENDLESS)[1])


class Setter:
    """Makes elements for a text area of a given width, in points."""

    def __init__(self, width: float) -> None:
        self.width = width

    def elements(self, briefing: Briefing) -> list[Element]:
        """Typeset all blocks of the body, in order."""
        elements: list[Element] = []
        headings = 0
        following: list[Block | None] = [*briefing.blocks[1:], None]
        for block, after in zip(briefing.blocks, following, strict=True):
            is_heading = block.kind in ("section", "subsection")
            elements.append(self._element(block, after, headings if is_heading else None))
            headings += is_heading
        return elements

    def note(self, number: int, text: str) -> Paragraph:
        """Typeset a note after its raised number."""
        return Paragraph(markup(f"[^{number}] {text}", rise=2.8, size=6.4), STYLES["note"])

    def _element(self, block: Block, after: Block | None, heading: int | None) -> Element:
        if block.kind == "table":
            table = self._table(block)
            return Element(table, height_of(table, self.width), 0, _AFTER_TABLE)
        if block.kind == "chart":
            chart = BarChart(block.rows, self.width)
            return Element(chart, chart.height, 6.0, keeps_next=True)
        keeps = _keeps_next(block, after)
        style = STYLES[block.kind]
        space = style.spaceAfter + _extra_space(block, after)
        return self._text(block.text, style, space, keeps_next=keeps, heading=heading)

    def _text(
        self,
        text: str,
        style: ParagraphStyle,
        after: float,
        *,
        first: bool = True,
        keeps_next: bool = False,
        heading: int | None = None,
    ) -> Element:
        bullet = "•" if first and style.name == "item" else None
        paragraph = Paragraph(markup(text), style, bulletText=bullet)
        height = height_of(paragraph, self.width)

        def cut(lines: int) -> tuple[Element, Element]:
            head, tail = self._halves(text, style, lines)
            full = ParagraphStyle(style.name, style, justifyLastLine=1)
            return (
                self._text(head, full, 0.0, first=first),
                self._text(tail, style, after, first=False, keeps_next=keeps_next),
            )

        return Element(
            paragraph,
            height,
            style.spaceBefore,
            after,
            keeps_next,
            heading,
            tuple(int(mark) for mark in _MARK.findall(text)),
            round(height / style.leading),
            cut if style.name in ("paragraph", "item") else None,
        )

    def _halves(self, text: str, style: ParagraphStyle, lines: int) -> tuple[str, str]:
        words = text.split(" ")
        limit = lines * style.leading + 0.01
        for count in range(len(words) - 1, 0, -1):
            head = " ".join(words[:count])
            if height_of(Paragraph(markup(head), style), self.width) <= limit:
                return head, " ".join(words[count:])
        message = f"No word of the paragraph fits {lines} lines: {text[:40]}"
        raise ValueError(message)

    def _table(self, block: Block) -> Table:
        head, *body = block.rows
        cells = [[Paragraph(f"<b>{cell}</b>", STYLES["cell"]) for cell in head]]
        cells += [[Paragraph(markup(cell), STYLES["cell"]) for cell in row] for row in body]
        columns = {2: (44.0,), 4: (76.0, 138.0, 68.0)}[len(head)]
        return Table(
            cells, colWidths=(*columns, self.width - sum(columns)), repeatRows=1, style=_TABLE_STYLE
        )


class BarChart(Flowable):
    """Horizontal bars, as long as the values printed beside them."""

    _PITCH, _THICKNESS, _LABEL_WIDTH, _VALUE_WIDTH = 19.0, 12.0, 110.0, 40.0

    def __init__(self, rows: tuple[tuple[str, ...], ...], width: float) -> None:
        super().__init__()
        self.rows = rows
        self.width = width
        self.height = self._PITCH * len(rows)

    def draw(self) -> None:
        """Draw the bars from the top down; the origin is the lower left corner of the chart."""
        values = [float(printed.replace(",", "")) for _, printed in self.rows]
        scale = (self.width - self._LABEL_WIDTH - self._VALUE_WIDTH) / max(values)
        self.canv.setFont(ROMAN, 9.4)
        base = self.height
        for (label, printed), value in zip(self.rows, values, strict=True):
            base -= self._PITCH
            end = self._LABEL_WIDTH + value * scale
            self.canv.setFillColor(TINT)
            self.canv.rect(
                self._LABEL_WIDTH, base + 4, value * scale, self._THICKNESS, stroke=0, fill=1
            )
            self.canv.setFillColor(INK)
            self.canv.drawRightString(self._LABEL_WIDTH - 8, base + 7, label)
            self.canv.drawString(end + 5, base + 7, printed)


def _keeps_next(block: Block, after: Block | None) -> bool:
    leads_in = after is not None and after.kind == "item" and block.kind == "paragraph"
    titles_table = after is not None and after.kind == "table"
    return block.kind in ("section", "subsection") or leads_in or titles_table


def _extra_space(block: Block, after: Block | None) -> float:
    if block.kind == "item" and (after is None or after.kind != "item"):
        return _AFTER_LIST
    return _AFTER_FIGURE if block.kind == "caption" and block.text.startswith("Figure") else 0.0


_TABLE_STYLE = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), ROMAN),
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, TINT),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, TINT),
        ("LINEBELOW", (0, 1), (-1, -2), 0.25, PALE),
        ("LINEBELOW", (0, -1), (-1, -1), 0.9, TINT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
)
