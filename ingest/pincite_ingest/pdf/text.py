"""Blocks become the canonical text, with each character tied to its page and its glyph."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pincite_ingest.document import BETWEEN_BLOCKS, Block, BlockKind, NoteMark
from pincite_ingest.pdf.extraction.hyphens import HYPHENS, MARKED, SOFT, Vocabulary
from pincite_ingest.pdf.extraction.lines import SPACE, Line
from pincite_ingest.pdf.extraction.note_marks import Marks
from pincite_ingest.pdf.layout.paragraphs import Draft
from pincite_ingest.tables import BETWEEN_CELLS

_ODD = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u0300-\u036f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2126\u212a\u212b\u2e80-\u2fdf\ufb00-\ufdff\ufe70-\uffff\ue000-\uf8ff]"
)
_JOINT = np.array([SPACE], np.int32)
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Composition:
    """The text so far; ``pages`` and ``glyphs`` have one entry for each of its characters."""

    texts: list[str] = field(default_factory=list)
    pages: list[NDArray[np.int32]] = field(default_factory=list)
    glyphs: list[NDArray[np.int32]] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    note_marks: list[NoteMark] = field(default_factory=list)

    def _append(self, text: str, pages: NDArray[np.int32], glyphs: NDArray[np.int32]) -> None:
        self.texts.append(text)
        self.pages.append(pages)
        self.glyphs.append(glyphs)
        self.length += len(text)

    def add_block(self, kind: BlockKind, section: tuple[str, ...], piece: Piece) -> None:
        if not piece.text.strip():
            return
        if self.blocks:
            last = int(self.pages[-1][-1])
            page = last if last == int(piece.pages[0]) else 0
            self._append(
                BETWEEN_BLOCKS,
                np.full(len(BETWEEN_BLOCKS), page, np.int32),
                np.full(len(BETWEEN_BLOCKS), SPACE, np.int32),
            )
        start = self.length
        self._append(piece.text, piece.pages, piece.glyphs)
        self.blocks.append(Block(kind, section, start, self.length))
        self.note_marks += [NoteMark(start + at, label) for at, label in piece.marks]


@dataclass(slots=True)
class Piece:
    """Text with the page and the glyph of each character, and the note marks taken out of it."""

    text: str = ""
    pages: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    glyphs: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    marks: list[tuple[int, str]] = field(default_factory=list)


def compose_block(draft: Draft, vocabulary: Vocabulary, marks: Marks) -> Piece:
    """A block's text: words rejoined over line ends, note marks taken out."""
    if draft.rows:
        rows = [
            joined([_lines([*cell], 0, vocabulary, marks) for cell in row], BETWEEN_CELLS)
            for row in draft.rows
        ]
        return joined([_without_indent(row) for row in rows], "\n")
    return _lines(draft.lines, draft.skip, vocabulary, marks)


def _without_indent(row: Piece) -> Piece:
    """A row whose first cell is empty opens with its bar."""
    if row.text[:1] != " ":
        return row
    marks = [(at - 1, label) for at, label in row.marks]
    return Piece(row.text[1:], row.pages[1:], row.glyphs[1:], marks)


def joined(pieces: list[Piece], between: str) -> Piece:
    """Pieces with a joiner that no glyph draws between them."""
    result = Piece()
    texts: list[str] = []
    pages: list[NDArray[np.int32]] = []
    glyphs: list[NDArray[np.int32]] = []
    length = page = 0
    for number, piece in enumerate(pieces):
        if number:
            page = page or (int(piece.pages[0]) if piece.text else 0)
            texts.append(between)
            pages.append(np.full(len(between), page, np.int32))
            glyphs.append(np.full(len(between), SPACE, np.int32))
            length += len(between)
        result.marks += [(length + at, label) for at, label in piece.marks]
        texts.append(piece.text)
        pages.append(piece.pages)
        glyphs.append(piece.glyphs)
        length += len(piece.text)
        page = int(piece.pages[-1]) if piece.text else page
    if texts:
        result.text = "".join(texts)
        result.pages, result.glyphs = np.concatenate(pages), np.concatenate(glyphs)
    return result


def _lines(lines: list[Line], skip: int, vocabulary: Vocabulary, note_marks: Marks) -> Piece:
    texts: list[str] = []
    glyphs: list[NDArray[np.int32]] = []
    pages: list[tuple[int, int]] = []
    marks: list[tuple[int, str]] = []
    length = 0
    last = ""
    for number, line in enumerate(lines):
        text, refs, found = without_marks(line, skip if number == 0 else 0, note_marks)
        if not text:
            marks += [(length, label) for _, label in found]
            continue
        if last:
            glue = _glue(last, text, vocabulary)
            if glue < 0:
                texts[-1] = texts[-1][:glue]
                glyphs[-1] = glyphs[-1][:glue]
                pages[-1] = (pages[-1][0], pages[-1][1] + glue)
                length += glue
            elif glue:
                texts.append(" ")
                glyphs.append(_JOINT)
                pages.append((pages[-1][0], 1))
                length += 1
        marks += [(length + at, label) for at, label in found]
        texts.append(text)
        glyphs.append(refs)
        pages.append((line.page, len(text)))
        length += len(text)
        last = text
    if not texts:
        return Piece(marks=marks)
    piece = Piece(
        "".join(texts),
        np.concatenate([np.full(count, page, np.int32) for page, count in pages])
        if pages[0][0] != pages[-1][0]
        else np.full(length, pages[0][0], np.int32),
        np.concatenate(glyphs),
        marks,
    )
    return normalised(piece)


def _glue(last: str, text: str, vocabulary: Vocabulary) -> int:
    """How two lines join: 1 with a space, 0 with nothing, -1 with the hyphen taken out."""
    end = last[-1]
    if end in HYPHENS:
        if end == SOFT:
            return -1
        if not _LETTERS.search(last[-2:-1]) and not last[-2:-1].isdigit():
            return 1 if last[-2:-1] in ("", " ") else 0
        if vocabulary.is_left_open(last[:-1], text):
            return 1
        return 0 if vocabulary.keeps_hyphen(last[:-1], text) else -1
    if end in "–—/" and last[-2:-1] not in ("", " "):
        return 0
    word = last.rsplit(" ", 1)[-1]
    if "://" in word or word.startswith("www."):
        return 0 if end in "/.-_=&?%" or text[0] in "/.-_=&?%" else 1
    if _is_wide(end) and _is_wide(text[0]):
        return 0
    return 1


def _is_wide(character: str) -> bool:
    """Whether a character is of a script that is written without spaces."""
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def without_marks(
    line: Line, skip: int, note_marks: Marks
) -> tuple[str, NDArray[np.int32], list[tuple[int, str]]]:
    """A line without its note marks, and those marks with their places in what is left."""
    if not line.raised:
        if not skip:
            return line.text, line.glyphs, []
        return line.text[skip:], line.glyphs[skip:], []
    text, refs = line.text, line.glyphs
    found: list[tuple[int, str]] = []
    kept: list[str] = []
    parts: list[NDArray[np.int32]] = []
    at = skip
    length = 0
    for start, end in line.raised:
        if start < at:
            continue
        label = note_marks.label(line, start, end)
        stretch = text[at:start]
        if label is None:
            stretch += note_marks.kept(line, start, end)
            parts.append(refs[at:end])
        else:
            parts.append(refs[at:start])
        kept.append(stretch)
        length += len(stretch)
        if label is not None:
            found.append((length, label))
        at = end
    kept.append(text[at:])
    parts.append(refs[at:])
    joined_text, joined_refs = "".join(kept), np.concatenate(parts)
    if "  " in joined_text or joined_text[:1] == " " or joined_text[-1:] == " ":
        keep = [
            not (
                character == " "
                and (place == 0 or place == len(joined_text) - 1 or joined_text[place - 1] == " ")
            )
            for place, character in enumerate(joined_text)
        ]
        found = [(sum(keep[:place]), label) for place, label in found]
        joined_refs = joined_refs[np.array(keep, np.bool_)]
        joined_text = "".join(c for c, k in zip(joined_text, keep, strict=True) if k)
    return joined_text, joined_refs, found


def normalised(piece: Piece) -> Piece:
    """Ligatures and compatibility letters spelled out, accents composed, control characters gone.

    Characters that mean something else when spelled out (½, ², ™) stay as they are.
    """
    text = piece.text = piece.text.replace(MARKED, "-")
    if not _ODD.search(text):
        return piece
    letters: list[str] = []
    sources: list[int] = []
    for at, character in enumerate(text):
        if unicodedata.combining(character) and letters:
            composed = unicodedata.normalize("NFC", letters[-1] + character)
            if len(composed) == 1:
                letters[-1] = composed
                continue
        for produced in plain(character):
            if produced == " " and letters[-1:] in ([], [" "]):
                continue  # what stood between two spaces reads as nothing
            letters.append(produced)
            sources.append(at)
    while letters[-1:] == [" "]:
        del letters[-1], sources[-1]
    index = np.array(sources, np.int64)
    places = np.searchsorted(index, [at for at, _ in piece.marks]).tolist()
    marks = [(place, label) for place, (_, label) in zip(places, piece.marks, strict=True)]
    return Piece("".join(letters), piece.pages[index], piece.glyphs[index], marks)


def plain(character: str) -> str:
    """What a character reads as.

    >>> plain("ﬁ"), plain("²"), plain("\\u00ad"), plain("Ａ")
    ('fi', '²', '', 'A')
    """
    code = ord(character)
    if character == MARKED:
        return "-"
    if (
        0xFB00 <= code <= 0xFDFF
        or 0xFE70 <= code <= 0xFEFC
        or 0xFF01 <= code <= 0xFF5E
        or 0x2E80 <= code <= 0x2FDF
        or code in (0x2126, 0x212A, 0x212B)
    ):
        return " ".join(unicodedata.normalize("NFKC", character).split())
    if code < 32 or 0x7F <= code <= 0x9F or code in (0xAD, 0xFEFF, 0xFFFE, 0xFFFF):
        return ""
    if 0x200B <= code <= 0x200F or 0x2028 <= code <= 0x202E or 0x2060 <= code <= 0x206F:
        return ""
    if 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF:
        return ""
    return character
