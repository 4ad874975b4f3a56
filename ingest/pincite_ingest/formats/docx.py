"""DOCX: mammoth turns it into HTML, which is read like any page."""

from __future__ import annotations

import html
import io
import re
import zipfile

from pincite_ingest.document import Document
from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.archive import damaged
from pincite_ingest.formats.composition import Composition
from pincite_ingest.formats.html import add_html, parse
from pincite_ingest.limits import Limits

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BODY = "word/document.xml"
_EQUATION = re.compile(r"<m:oMath>.*?</m:oMath>|<m:oMath [^>]*>.*?</m:oMath>", re.DOTALL)
_EQUATION_TEXT = re.compile(r"<m:t(?: [^>]*)?>([^<]*)</m:t>")
_EQUATION_FRAME = re.compile(
    r"<m:oMathParaPr>.*?</m:oMathParaPr>|</?m:oMathPara(?: [^>]*)?>", re.DOTALL
)


def read_docx(data: bytes, source: str, id: str, limits: Limits) -> Document:
    """A Word document without pages: where its pages break depends on the printer."""
    try:
        import mammoth
    except ImportError as error:
        raise DocumentError(
            source, "reading DOCX needs mammoth", "Install it: pip install mammoth."
        ) from error
    try:
        markup = mammoth.convert_to_html(
            io.BytesIO(_with_equations(data)), convert_image=mammoth.images.img_element(_no_image)
        ).value
    except MemoryError:
        raise
    except Exception as error:  # a library's own, on a file that is not quite right
        raise damaged(source) from error
    composition = Composition()
    add_html(composition, parse(markup))
    return composition.document(source, id, MEDIA_TYPE, limits)


def _no_image(image: object) -> dict[str, str]:
    return {"src": ""}


def _with_equations(data: bytes) -> bytes:
    """The same file with the letters of its equations as plain text, which mammoth passes over."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read(_BODY).decode("utf-8", "replace")
        if "<m:oMath" not in body:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as changed:
            for part in archive.infolist():
                content = archive.read(part)
                if part.filename == _BODY:
                    plain = _EQUATION.sub(_equation, _EQUATION_FRAME.sub("", body))
                    content = plain.encode()
                changed.writestr(part, content)
    return out.getvalue()


def _equation(equation: re.Match[str]) -> str:
    letters = "".join(html.unescape(text) for text in _EQUATION_TEXT.findall(equation[0]))
    return f'<w:r><w:t xml:space="preserve">{html.escape(letters, quote=False)}</w:t></w:r>'
