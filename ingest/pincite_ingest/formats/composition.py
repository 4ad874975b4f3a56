"""Builds the canonical text of a format whose own characters are not what a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pincite_ingest.document import BETWEEN_BLOCKS, Block, BlockKind, Document, NoteMark, Page
from pincite_ingest.errors import DocumentError
from pincite_ingest.limits import Limits
from pincite_ingest.source_names import title_of
from pincite_ingest.tables import BETWEEN_CELLS, tables_of


@dataclass(slots=True)
class Composition:
    """Collects blocks, with the headings above them, into one text."""

    texts: list[str] = field(default_factory=list)
    length: int = 0
    """Characters so far."""
    blocks: list[Block] = field(default_factory=list)
    note_marks: list[NoteMark] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    """Level and words of each open heading, outermost first."""

    def add(self, kind: BlockKind, text: str, marks: Sequence[tuple[int, str]] = ()) -> None:
        """Adds a block under the open headings. ``marks`` are note marks: place in ``text``, label.

        A block without words is left out.
        """
        if not text.strip():
            return
        if self.texts:
            self.texts.append(BETWEEN_BLOCKS)
            self.length += len(BETWEEN_BLOCKS)
        section = tuple(words for _, words in self.headings)
        self.blocks.append(Block(kind, section, self.length, self.length + len(text)))
        self.note_marks += [NoteMark(self.length + place, label) for place, label in marks]
        self.texts.append(text)
        self.length += len(text)

    def add_heading(self, level: int, text: str, marks: Sequence[tuple[int, str]] = ()) -> None:
        """Adds a heading, which closes the open ones of its level and below."""
        words = " ".join(text.split())
        if words:
            self.headings = [*(entry for entry in self.headings if entry[0] < level)]
            self.headings.append((level, words))
            self.add(BlockKind.HEADING, text, marks)

    def add_table(self, rows: Sequence[Sequence[str]]) -> None:
        """Adds a table, one row a line. Empty rows and empty cells at the edges are left out."""
        lines = (BETWEEN_CELLS.join(row).strip(" |") for row in rows)
        self.add(BlockKind.TABLE, "\n".join(line for line in lines if line))

    def document(
        self,
        source: str,
        id: str,
        media_type: str,
        limits: Limits,
        *,
        title: str = "",
        pages: Sequence[Page] = (),
        metadata: dict[str, str] | None = None,
    ) -> Document:
        """The finished document. It is refused if it has no text, or more than the limit."""
        text = "".join(self.texts)
        if not text:
            raise DocumentError(source, "it has no text", "Add a file that has text.")
        if len(text) > limits.max_characters:
            raise DocumentError(
                source,
                f"it has {len(text):,} characters and the limit is {limits.max_characters:,}",
                "Split it, or raise the limit.",
            )
        first = next((block for block in self.blocks if block.kind is BlockKind.HEADING), None)
        return Document(
            id=id,
            title=" ".join(title.split()) or (first.section[-1] if first else title_of(source)),
            source=source,
            media_type=media_type,
            text=text,
            blocks=tuple(self.blocks),
            pages=tuple(pages),
            note_marks=tuple(self.note_marks),
            tables=tables_of(text, self.blocks),
            metadata=metadata or {},
        )
