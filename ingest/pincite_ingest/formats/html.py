"""HTML: the canonical text is what a browser shows.

Hidden elements, scripts and struck-out words are left out, links to notes become note marks, and a
table reads row by row. DOCX and EPUB files are read through the same walk over their HTML.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector, UnicodeDammit
from bs4.element import NavigableString, PreformattedString

from pincite_ingest.document import BlockKind, Document
from pincite_ingest.formats.composition import Composition
from pincite_ingest.limits import Limits

_HIDDEN = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NOT_READ = frozenset("script style template noscript head title img s del strike".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that start and end a block; all others stand within a line."""
_HEADING = re.compile(r"h([1-6])")
_BACK_LINK = re.compile(r"[↑↩⏎^]\ufe0e?")
"""A link from a note back to its mark."""
_RAISED = re.compile(r"[\d+−()n-]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


def read_html(data: bytes, source: str, id: str, limits: Limits) -> Document:
    """An HTML page as a document without pages."""
    # A page that names no encoding is UTF-8 if it can be: guessing from few letters goes wrong.
    named = EncodingDetector.find_declared_encoding(data, is_html=True)
    decoded = UnicodeDammit(data, user_encodings=[] if named else ["utf-8"], is_html=True)
    page = parse(decoded.unicode_markup or "")
    title = page.find("title")
    composition = Composition()
    add_html(composition, page)
    return composition.document(
        source, id, "text/html", limits, title=title.get_text() if title else ""
    )


def parse(markup: str | bytes) -> BeautifulSoup:
    """The tree of a page. Elements that a page leaves open are closed, as in a browser."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "lxml")


@dataclass(slots=True)
class _Line:
    """The text of a block, with white space collapsed as a browser does."""

    text: str = ""
    marks: list[tuple[int, str]] = field(default_factory=list)
    note: bool = False
    """Whether it links back to a note's mark."""

    def write(self, words: str) -> None:
        words = re.sub(r"\s+", " ", words)
        if not self.text or self.text[-1].isspace():
            words = words.lstrip()
        self.text += words

    def end_line(self) -> None:
        self.text = self.text.rstrip() + "\n" if self.text.strip() else ""

    def mark(self, label: str) -> None:
        self.marks.append((len(self.text), label))


def add_html(composition: Composition, root: Tag) -> None:
    """Adds the blocks of a page."""
    line = _Line()
    lists: list[tuple[Tag, int]] = []  # open lists, with the number of the last item
    number = ""  # of the list item whose text comes next
    inside: list[Tag] = []  # open block elements

    def close() -> None:
        nonlocal line, number
        text = line.text.strip()
        if text:
            found = (_HEADING.fullmatch(tag.name) for tag in reversed(inside))
            heading = next(filter(None, found), None)
            names = {tag.name for tag in inside}
            marks = [(min(place, len(text)), label) for place, label in line.marks]
            if line.note:
                composition.add(BlockKind.NOTE, number + text, marks)
            elif heading:
                composition.add_heading(int(heading[1]), text, marks)
            elif "li" in names:
                shift = len(number)
                marks = [(place + shift, label) for place, label in marks]
                composition.add(BlockKind.LIST_ITEM, number + text, marks)
            elif names & {"figcaption", "caption"}:
                composition.add(BlockKind.CAPTION, text, marks)
            else:
                composition.add(BlockKind.PARAGRAPH, text, marks)
            number = ""
        line = _Line()

    for node, entering in _walk(root):
        if isinstance(node, NavigableString):
            line.write(node)
        elif node.name == "br":
            line.end_line()
        elif node.name not in _BLOCKS:
            if entering:
                _write_inline(line, node)
        elif node.name == "table" and not _is_layout(node):
            close()
            if caption := node.find("caption"):
                composition.add(BlockKind.CAPTION, _cell(caption))
            composition.add_table(_rows(node))
        elif node.name == "pre":
            close()
            composition.add(BlockKind.PARAGRAPH, node.get_text().strip("\n").rstrip())
        elif entering:
            close()
            inside.append(node)
            if node.name in ("ol", "ul"):
                lists.append((node, 0))
            elif node.name == "li" and lists:
                owner, last = lists.pop()
                lists.append((owner, last + 1))
                number = f"{last + 1}. " if owner.name == "ol" else ""
        else:
            close()
            inside.pop()
            if node.name in ("ol", "ul"):
                lists.pop()
    close()


_WHOLE = frozenset({"table", "pre", "sup", "br"})
"""Elements that the walk does not go into."""


def _walk(root: Tag) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Visible text and elements in order; an element that is gone into comes again at its end."""
    stack: list[tuple[Tag | NavigableString, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):  # a comment, a document type
                yield node, True
            continue
        if entering and not _is_shown(node):
            continue
        yield node, entering
        whole = node.name in _WHOLE and not (node.name == "table" and _is_layout(node))
        if not entering or whole or _is_note_link(node):
            continue
        stack.append((node, False))
        stack += [
            (child, True)
            for child in reversed(node.contents)
            if isinstance(child, Tag | NavigableString)
        ]


def _is_layout(table: Tag) -> bool:
    """Whether a table only arranges the page: it holds headings or other tables."""
    return table.find(["table", "h1", "h2", "h3", "h4", "h5", "h6"]) is not None


def _is_shown(element: Tag) -> bool:
    hidden = element.has_attr("hidden") or _HIDDEN.search(str(element.get("style", "")))
    return element.name not in _NOT_READ and not hidden


def _is_note_link(element: Tag) -> bool:
    """Whether an element is a link from a note back to its mark."""
    links = element.name == "a" and str(element.get("href", "")).startswith("#")
    return links and _BACK_LINK.fullmatch(element.get_text().strip()) is not None


def _write_inline(line: _Line, element: Tag) -> None:
    """Writes what stands for an element within a line, where that is not its plain text."""
    if _is_note_link(element):
        line.note = True
    elif element.name == "sup":
        words = element.get_text().strip()
        link = element.find("a", href=re.compile("^#"))
        if link is not None:
            line.mark(words.strip("[]() "))
        else:
            line.write(words.translate(_SUPERSCRIPTS) if _RAISED.fullmatch(words) else words)


def _rows(table: Tag) -> list[list[str]]:
    """The text of each cell of each row."""
    return [
        [_cell(cell) for cell in row.find_all(["td", "th"], recursive=False) if _is_shown(cell)]
        for row in table.find_all("tr")
        if _is_shown(row)
    ]


def _cell(cell: Tag) -> str:
    line = _Line()
    for node, entering in _walk(cell):
        if isinstance(node, NavigableString):
            line.write(node)
        elif node.name in _BLOCKS or node.name == "br":
            line.write(" ")
            if node.name in _WHOLE and node.name != "br":
                line.write(node.get_text(" "))
        elif entering:
            _write_inline(line, node)
    return line.text.strip()
