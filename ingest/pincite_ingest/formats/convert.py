"""HTML, DOCX, PPTX and EPUB come in as Markdown, through markitdown.

:mod:`pincite_ingest.formats.markdown` finds its blocks. The canonical text is what a reader sees:
no mark of Markdown, no hidden element, note marks taken out, tables as rows. Slides are pages.
"""

from __future__ import annotations

import io
import re
import warnings
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from pincite_ingest.document import BETWEEN_BLOCKS, Block, BlockKind, Document, NoteMark, Page, Span
from pincite_ingest.errors import DocumentError
from pincite_ingest.formats.archive import check_archive, damaged
from pincite_ingest.formats.detection import DOCX, EPUB, HTML, PPTX
from pincite_ingest.formats.markdown import MARKDOWN, SLIDE, SLIDES, read_markdown
from pincite_ingest.limits import Limits
from pincite_ingest.source_names import title_of

MEDIA_TYPES = {
    HTML: "text/html",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    EPUB: "application/epub+zip",
}
_INSTALL = "pip install 'markitdown[docx,pptx]'"
_RAISED = "\uffff"
"""Stands around what is raised: no character, so that no document has it."""


def read_converted(data: bytes, source: str, id: str, kind: str, limits: Limits) -> Document:
    """A file that markitdown reads, as a document; refused where it would unpack to a giant."""
    if kind != HTML:
        check_archive(data, source, kind, limits)
    markdown, title = _convert(data, source, kind)
    marks = SLIDES if kind == PPTX else MARKDOWN
    raw = read_markdown(markdown, source, id, (), media_type=MEDIA_TYPES[kind], marks=marks)
    made = _compose(raw, kind)
    text = "".join(made.texts)
    if not text:
        raise DocumentError(source, "it has no text", "Add a file that has text.")
    if len(text) > limits.max_characters:
        raise DocumentError(
            source,
            f"it has {len(text):,} characters and the limit is {limits.max_characters:,}",
            "Split it, or raise the limit.",
        )
    first = next((block for block in made.blocks if block.kind is BlockKind.HEADING), None)
    return replace(
        raw,
        text=text,
        blocks=tuple(made.blocks),
        note_marks=tuple(made.note_marks),
        title=" ".join(title.split()) or (first.section[-1] if first else title_of(source)),
        pages=_slides(markdown, made) if kind == PPTX else (),
    )


def _convert(data: bytes, source: str, kind: str) -> tuple[str, str]:
    """markitdown's Markdown and title."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from markitdown import MarkItDown, MissingDependencyException, StreamInfo
    except ImportError as error:
        raise DocumentError(
            source, f"reading {kind.upper()} needs markitdown", f"Install it: {_INSTALL}."
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            charset = None
            if kind == HTML:
                data, charset = _seen(data), "utf-8"
            result = MarkItDown(enable_plugins=False).convert_stream(
                io.BytesIO(data),
                stream_info=StreamInfo(
                    extension=f".{kind}", mimetype=MEDIA_TYPES[kind], charset=charset
                ),
                strong_em_symbol="",
                sup_symbol=_RAISED,
                newline_style="backslash",
                autolinks=False,
                strip=["img"],  # what an image shows is no text
                escape_asterisks=kind != PPTX,  # a slide's text comes as it is
                escape_underscores=kind != PPTX,
                escape_misc=kind != PPTX,
            )
    except MissingDependencyException as error:
        raise DocumentError(
            source, f"reading {kind.upper()} needs more of markitdown", f"Install it: {_INSTALL}."
        ) from error
    except MemoryError:
        raise
    except Exception as error:
        raise damaged(source) from error
    return result.markdown.replace("\r\n", "\n"), result.title or ""


_HIDDEN = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def _seen(data: bytes) -> bytes:
    """A page without what a browser does not show."""
    from bs4 import BeautifulSoup
    from bs4.dammit import EncodingDetector, UnicodeDammit

    # What names no encoding is UTF-8 where it can be: a guess from few letters goes wrong.
    named = EncodingDetector.find_declared_encoding(data, is_html=True)
    decoded = UnicodeDammit(data, user_encodings=[] if named else ["utf-8"], is_html=True)
    # lxml, which markitdown needs for DOCX, closes what a page leaves open, as a browser does.
    page = BeautifulSoup(decoded.unicode_markup or "", "lxml")
    for element in page.find_all(["script", "style", "template", "noscript", "head"]):
        for title in element.find_all("title"):
            element.insert_before(title.extract())
        element.decompose()
    hidden = page.find_all(hidden=True) + page.find_all(style=_HIDDEN)
    for element in hidden:
        if not element.decomposed:
            element.decompose()
    return page.encode("utf-8")


@dataclass(slots=True)
class _Composition:
    """The canonical text in the making: blocks with blank lines between."""

    texts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    note_marks: list[NoteMark] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    """Where each block starts in the Markdown."""

    def add(
        self,
        kind: BlockKind,
        section: tuple[str, ...],
        text: str,
        marks: list[tuple[int, str]],
        origin: int,
    ) -> None:
        if self.texts:
            self.texts.append(BETWEEN_BLOCKS)
            self.length += len(BETWEEN_BLOCKS)
        self.blocks.append(Block(kind, section, self.length, self.length + len(text)))
        self.note_marks += [NoteMark(self.length + place, label) for place, label in marks]
        self.origins.append(origin)
        self.texts.append(text)
        self.length += len(text)


def _compose(raw: Document, format: str) -> _Composition:
    """Each block of the Markdown as its reader sees it."""
    made = _Composition()
    paths: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}  # sections as they are read
    slides = [mark.start() for mark in SLIDE.finditer(raw.text)] if format == PPTX else []
    titled = 0  # the slide that the last heading stands on
    for block in raw.blocks:
        slide = bisect_right(slides, block.start)
        titled = slide if block.kind is BlockKind.HEADING else titled
        source, kind = raw.text[block.start : block.end], block.kind
        if _BACK.search(source):
            kind, source = BlockKind.NOTE, _BACK.sub("", source)
        if format != PPTX and raw.text.endswith("```\n", 0, block.start):
            read = [(source, list[tuple[int, str]]())]
        elif format == PPTX and kind is BlockKind.PARAGRAPH:  # a slide's lines are its points
            read = [plain(line, escaped=False) for line in source.split("\n")]
        elif kind is BlockKind.TABLE:
            read = [plain(_rows(source), escaped=format != PPTX)]
        else:
            source = source if format == PPTX else _SOFT.sub(" ", _QUOTED.sub("\n", source))
            read = [plain(source, escaped=format != PPTX)]
        for text, marks in read:
            if not text.strip():
                continue
            if kind is BlockKind.HEADING:
                above = paths.get(block.section[:-1], block.section[:-1])
                paths[block.section] = (*above, " ".join(text.split()))
            section = paths.get(block.section, block.section) if slide == titled else ()
            made.add(kind, section, text, marks, block.start)
    return made


_IMAGE = re.compile(r"(?<!\\)!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\\n])*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_STRUCK = re.compile(r"(?<![\\~])~~(?!~)[^\n]+?(?<!\\)~~")
_BOLD = re.compile(r"(?<!\\)\*\*([^*\n]+)\*\*")
_UNDERLINE = re.compile(r"(?<!\\)</?u>")
_CODE = re.compile(r"(?<![`\\])(`++) ?([^\n]*?[^`\n]) ?\1(?!`)")
_MARKS = r"([\\`*_{}\[\]()#+.!|<>~&=-])"
_MARK = re.compile(_MARKS)
_ESCAPE = re.compile(r"\\" + _MARKS)
_QUOTED = re.compile(r"\n[ \t]*>[ \t]?")
_SOFT = re.compile(r"(?<!\\)\n[ \t]*")
"""A line end that is white space; after a backslash it is a chosen one."""
_BACK = re.compile(r"\s*\[(?:↑|↩\ufe0e?|⏎|\^)\]\(#[^)]*\)")
_LIFTED = re.compile(f"{_RAISED}([^{_RAISED}]*){_RAISED}")
_UP = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


def plain(markdown: str, *, escaped: bool = True) -> tuple[str, list[tuple[int, str]]]:
    r"""What is read of a block, and the note marks taken out of it with their places.

    ``escaped`` says that a mark of Markdown that is meant as a character has a backslash.

    >>> plain("A [link](http://x.y) and 5\\*3 words.")
    ('A link and 5*3 words.', [])
    """
    if escaped:  # code is as it is: its marks are escaped too, and one rule does for all
        markdown = _CODE.sub(lambda code: _MARK.sub(r"\\\1", code[2]), markdown)
    text = _IMAGE.sub("", markdown)
    marks: list[tuple[int, str]] = []
    pieces: list[str] = []
    at = end = 0
    for lifted in (*_LIFTED.finditer(text), None):
        piece = _unmarked(text[end : lifted.start() if lifted else len(text)], escaped)
        if lifted:
            inner = _unmarked(lifted.group(1), escaped)
            end = lifted.end()
            if "](#" in lifted.group(1):
                marks.append((at + len(piece), inner.strip("[]() ")))
            else:
                raised = re.fullmatch(r"[\d+−()n-]+", inner)
                piece += inner.translate(_UP) if raised else inner
        pieces.append(piece)
        at += len(piece)
    joined = "".join(pieces)
    before = len(joined) - len(joined.lstrip())
    return joined.strip(), [(max(place - before, 0), label) for place, label in marks]


def _unmarked(text: str, escaped: bool) -> str:
    text = text.replace("\xa0", " ")
    if escaped:
        text = re.sub(r"[ \t]*\\?\n[ \t]*", "\n", _LINK.sub(r"\1", text))
        for pattern, kept in ((_STRUCK, ""), (_BOLD, r"\1"), (_UNDERLINE, "")):
            text = pattern.sub(kept, text)
        text = _ESCAPE.sub(r"\1", text)
    return re.sub(r"(?<=\S) {2,}", " ", text)


def _rows(table: str) -> str:
    """A table's rows without the line of dashes, the outer bars and empty rows."""
    rows = []
    for line in table.split("\n"):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if any(cells) and not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            rows.append(" | ".join(cells).strip(" |"))
    return "\n".join(rows)


def _slides(markdown: str, made: _Composition) -> tuple[Page, ...]:
    """A page for each slide, which holds the blocks that stand after its mark."""
    marks = list(SLIDE.finditer(markdown))
    ends = [*(mark.start() for mark in marks[1:]), len(markdown)]
    pages = []
    for index, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1):
        on = [
            block
            for block, origin in zip(made.blocks, made.origins, strict=True)
            if mark.end() <= origin < end
        ]
        spans = (Span(on[0].start, on[-1].end),) if on else ()
        pages.append(Page(index, mark.group(1), spans))
    return tuple(pages)
