"""Patterns for the lines that accompany figures and tables: captions, sources and notes."""

from __future__ import annotations

import re

CAPTION = re.compile(
    r"(figure|fig\.|table|map|chart|graph|box|photo|image|exhibit|plate|illustration|diagram|panel"
    r"|abbildung|tabelle|tableau|gráfico|cuadro)\s*(\d+|[ivx]+\b|[a-z]\b)"
    r"([.:\s–—-]|$)",
    re.IGNORECASE,
)
"""The start of a caption: "Table 3." or "Figure A:"."""
SOURCE = re.compile(r"(source|sources|note|notes|photo|credit|photo credit)s?\s*:", re.IGNORECASE)
"""The start of a source line or a note to a figure: "Source: Eurostat"."""
