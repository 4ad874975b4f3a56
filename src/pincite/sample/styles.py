"""The look of the briefing: its fonts, its colours and its paragraph styles.

The fonts are the STIX faces that matplotlib carries, because they hold every letter of the names
in the text and may be embedded.
"""

from importlib.util import find_spec
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["BOLD", "INK", "ITALIC", "PALE", "ROMAN", "SHEET", "STYLES", "TINT", "register_fonts"]

ROMAN, BOLD, ITALIC, _BOLD_ITALIC = "STIX", "STIX-Bold", "STIX-Italic", "STIX-BoldItalic"
INK, TINT, PALE = HexColor("#1f2a37"), HexColor("#1d4e79"), HexColor("#e6edf4")
SHEET = A4

_FILES = {
    ROMAN: "STIXGeneral.ttf",
    BOLD: "STIXGeneralBol.ttf",
    ITALIC: "STIXGeneralItalic.ttf",
    _BOLD_ITALIC: "STIXGeneralBolIta.ttf",
}


def register_fonts() -> None:
    """Register the STIX fonts with reportlab as one family, so that ``<b>`` finds the bold face."""
    folder = _font_folder()
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(
        ROMAN, normal=ROMAN, bold=BOLD, italic=ITALIC, boldItalic=_BOLD_ITALIC
    )


def _font_folder() -> Path:
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        message = "The briefing is set in fonts that matplotlib carries: pip install matplotlib"
        raise ModuleNotFoundError(message, name="matplotlib")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


_BASE = ParagraphStyle(
    "paragraph",
    fontName=ROMAN,
    bulletFontName=ROMAN,
    fontSize=10.3,
    leading=13.3,
    textColor=INK,
    alignment=TA_JUSTIFY,
    spaceAfter=6.5,
    # The paginator keeps two lines together itself; reportlab must cut where it is told.
    allowOrphans=1,
    allowWidows=1,
)
_HEADING = ParagraphStyle("heading", parent=_BASE, fontName=BOLD, textColor=TINT, alignment=TA_LEFT)

STYLES = {
    style.name: style
    for style in (
        _BASE,
        ParagraphStyle("section", _HEADING, fontSize=16, leading=20, spaceBefore=15, spaceAfter=6),
        ParagraphStyle(
            "subsection", _HEADING, fontSize=11.6, leading=14.5, spaceBefore=7, spaceAfter=3.5
        ),
        ParagraphStyle("item", _BASE, leftIndent=16, bulletIndent=4, spaceAfter=3.5),
        ParagraphStyle(
            "caption",
            _BASE,
            fontName=ITALIC,
            fontSize=9.4,
            leading=12,
            alignment=TA_LEFT,
            spaceBefore=4,
            spaceAfter=5,
        ),
        ParagraphStyle("note", _BASE, fontSize=8.4, leading=10.4, spaceAfter=1.5),
        ParagraphStyle("cell", _BASE, fontSize=9.2, leading=11.2, alignment=TA_LEFT, spaceAfter=0),
        ParagraphStyle("cover-title", _HEADING, fontSize=36, leading=42, spaceAfter=10),
        ParagraphStyle("cover-subtitle", _HEADING, fontSize=20, leading=26, spaceAfter=26),
        ParagraphStyle("cover-line", _BASE, fontSize=12.5, leading=18, alignment=TA_LEFT),
    )
}
