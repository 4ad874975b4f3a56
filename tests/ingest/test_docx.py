"""Word documents."""

from __future__ import annotations

import io
import zipfile

from pincite_ingest.formats.docx import _with_equations
from pincite_ingest.reader import read

from .conftest import archive


def test_docx() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>Some words</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>A source.</w:t></w:r></w:p></w:footnote>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = archive(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxml'
            b'formats.org/package/2006/content-types"><Default Extension="xml" ContentType="'
            b'application/xml"/><Default Extension="rels" ContentType="application/vnd.openxml'
            b'formats-package.relationships+xml"/></Types>',
            "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxml'
            b'formats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas'
            b'.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            b'Target="word/document.xml"/></Relationships>',
            "word/document.xml": (
                '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
                f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
            ).encode(),
            "word/_rels/document.xml.rels": b'<?xml version="1.0"?><Relationships xmlns="http://'
            b'schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="'
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
            b'" Target="footnotes.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats'
            b'.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
            "word/footnotes.xml": f"<w:footnotes {space}>{note}</w:footnotes>".encode(),
            "word/styles.xml": b'<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxml'
            b'formats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId='
            b'"Heading1"><w:name w:val="heading 1"/></w:style></w:styles>',
        }
    )
    document = read(data, "a.docx")
    assert [(str(b.kind), b.section) for b in document.blocks] == [
        ("heading", ("One",)),
        ("paragraph", ("One",)),
        ("note", ("One",)),
    ]
    assert document.text == "One\n\nSome words\n\n1. A source."
    assert [(mark.offset, mark.label) for mark in document.note_marks] == [(15, "1")]


def test_equations_are_read_as_text() -> None:
    body = b"<w:p><w:r><w:t>So </w:t></w:r><m:oMath><m:r><m:t>E=m</m:t></m:r></m:oMath></w:p>"
    made = _with_equations(archive({"word/document.xml": body}))
    with zipfile.ZipFile(io.BytesIO(made)) as changed:
        assert b'<w:t xml:space="preserve">E=m</w:t>' in changed.read("word/document.xml")
