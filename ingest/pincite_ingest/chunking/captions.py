"""How captions and source lines open."""

from __future__ import annotations

import re

CAPTION = re.compile(
    r"(figure|fig\.|table|map|chart|graph|box|photo|image|exhibit|plate|illustration|diagram|panel"
    r"|abbildung|tabelle|tableau|gráfico|cuadro)\s*(\d+|[ivx]+\b|[a-z]\b)"
    r"([.:\s–—-]|$)",
    re.IGNORECASE,
)
SOURCE = re.compile(r"(source|sources|note|notes|photo|credit|photo credit)s?\s*:", re.IGNORECASE)
