"""A small assistant that finds by shared words: the page can be driven without models or a library.

It is a stand-in for the browser tests only; the values that it gives are Pincite's own.
"""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageDraw

from pincite.answer import (
    Answer,
    Citation,
    Claim,
    Difference,
    DocumentRef,
    Hit,
    PageRef,
    Place,
    Quote,
    QuoteCheck,
    Status,
    Verdict,
)
from pincite_ingest.document import Block, BlockKind, Document, Page, Span
from pincite_ingest.errors import CitationError, DocumentError, PasswordError

WIDTH, HEIGHT = 595.0, 842.0


@dataclass(frozen=True)
class Info:
    id: str
    title: str
    source: str
    media_type: str
    pages: int
    passages: int
    characters: int
    warnings: tuple[str, ...] = ()
    added: str = "2025-01-31"


@dataclass(frozen=True)
class FakeAdded:
    document: Info
    status: str


@dataclass(frozen=True)
class FakeProgress:
    source: str
    stage: str
    done: int
    total: int
    file: int = 1
    files: int = 1


def document(number: int, title: str, pages: Iterable[tuple[str, list[tuple[str, str]]]]) -> Document:
    """A document of labelled pages, each a list of (section, paragraph)."""
    text, blocks, made = "", [], []
    seen: set[str] = set()
    for index, (label, paragraphs) in enumerate(pages, 1):
        began = len(text)
        for section, paragraph in paragraphs:
            if section not in seen:
                seen.add(section)
                blocks.append(
                    Block(BlockKind.HEADING, (title, section), len(text), len(text) + len(section))
                )
                text += section + "\n\n"
            blocks.append(
                Block(BlockKind.PARAGRAPH, (title, section), len(text), len(text) + len(paragraph))
            )
            text += paragraph + "\n\n"
        made.append(Page(index, label, (Span(began, len(text)),), WIDTH, HEIGHT))
    return Document(
        f"{number:032x}", title, f"{title}.pdf", "application/pdf", text, tuple(blocks), tuple(made)
    )


@dataclass
class FakeAssistant:
    """Answers with the sentences that share the most words with the question."""

    held: dict[str, Document] = field(default_factory=dict)
    delay: float = 0.01
    lock: threading.Lock = field(default_factory=threading.Lock)

    def documents(self) -> list[Info]:
        return [
            Info(d.id, d.title, d.source, d.media_type, len(d.pages), len(d.blocks), len(d.text))
            for d in self.held.values()
        ]

    def document(self, id: str) -> Document:
        return next(d for d in self.held.values() if d.id.startswith(id))

    def ask(
        self, question: str, history: Any = (), k: int = 5, documents: list[str] | None = None
    ) -> Answer:
        time.sleep(self.delay)
        alone = f"{history[-1]} {question}" if history and len(question.split()) < 4 else question
        wanted = {w for w in re.findall(r"\w+", alone.lower()) if len(w) > 3}
        scored = []
        for doc in self.held.values():
            if documents is not None and doc.id not in documents:
                continue
            for block in doc.blocks:
                if block.kind is BlockKind.PARAGRAPH:
                    words = set(re.findall(r"\w+", doc.text[block.start : block.end].lower()))
                    scored.append((len(wanted & words) / max(1, len(wanted)), doc, block))
        scored.sort(key=lambda row: -row[0])
        hits = [(score, self._hit(doc, block.start, block.end, score)) for score, doc, block in scored[:k]]
        timings = {"search": 4.0, "total": 12.5}
        if not hits or hits[0][0] < 0.4:
            closest = tuple(hit for _, hit in hits[:3])
            return Answer(question, alone, Status.ABSTAINED, 0.1, (), (), closest, timings)
        claims, citations = [], []
        for number, (_, hit) in enumerate([pair for pair in hits if pair[0] >= 0.4][:3], 1):
            sentence = re.match(r".+?[.!?](?=\s|$)|.+", hit.text, re.S).group()
            quote = Quote(hit.start, hit.start + len(sentence), sentence, Verdict.EXACT)
            claims.append(Claim(sentence, (number,)))
            citations.append(Citation(number, hit, (quote,)))
        return Answer(
            question, alone, Status.ANSWERED, 0.9, tuple(claims), tuple(citations), (), timings
        )

    def _hit(self, doc: Document, start: int, end: int, score: float = 0.0) -> Hit:
        block = next((b for b in doc.blocks if b.start <= start < b.end), doc.blocks[0])
        pages = tuple(PageRef(p.index, p.label) for p in doc.pages_of(start, end))
        ref = DocumentRef(doc.id, doc.title, doc.source)
        return Hit(
            f"{doc.id[:12]}:{start}-{end}", ref, block.section, pages, start, end, doc.text[start:end], score
        )

    def show(self, citation_id: str) -> Citation:
        matched = re.fullmatch(r"([0-9a-f]+):(\d+)-(\d+)", citation_id)
        if not matched or not any(id.startswith(matched[1]) for id in self.held):
            raise CitationError(f"No document of this library is cited by {citation_id!r}.")
        doc = self.document(matched[1])
        start, end = int(matched[2]), int(matched[3])
        quote = Quote(start, end, doc.text[start:end], Verdict.EXACT)
        return Citation(0, self._hit(doc, start, end), (quote,))

    def check_quote(self, text: str, *, document: Any = None, page: Any = None) -> QuoteCheck:
        for doc in self.held.values():
            at = doc.text.find(text)
            if at >= 0:
                hit = self._hit(doc, at, at + len(text))
                place = Place(hit.document, hit.pages, at, at + len(text), text)
                wrong = page is not None and all(p.label != page for p in hit.pages)
                status = Verdict.MISATTRIBUTED if wrong else Verdict.EXACT
                return QuoteCheck(text, status, place, (), (place,))
        digits = re.sub(r"\d+", "14", text)
        if digits != text and (near := self.check_quote(digits)).place:
            changed = Difference(re.search(r"\d+", text).group(), "14")
            return QuoteCheck(text, Verdict.ALTERED, near.place, (changed,), ())
        return QuoteCheck(text, Verdict.NOT_FOUND, None)

    def add(
        self,
        source: Any,
        *,
        name: str | None = None,
        password: str | None = None,
        progress: Callable[[Any], None] | None = None,
    ) -> FakeAdded:
        text = bytes(source).decode("utf-8", "replace")
        if not text.strip():
            raise DocumentError(str(name), "it is empty", "Add a file that has text.")
        if text.startswith("locked") and password != "sesame":
            raise PasswordError(str(name), "it is encrypted", "Give its password.")
        for stage, total in (("read", 4), ("embed", 12), ("index", 1)):
            for done in range(total + 1):
                time.sleep(self.delay)
                if progress:
                    progress(FakeProgress(str(name), stage, done, total))
        paragraphs = [("Text", p) for p in text.split("\n\n") if p.strip()]
        doc = document(1000 + len(self.held), str(name), [("1", paragraphs)])
        with self.lock:
            self.held[doc.id] = doc
        return FakeAdded(self.documents()[-1], "added")

    def remove(self, id: str) -> Info:
        with self.lock:
            info = next(i for i in self.documents() if i.id == id)
            del self.held[id]
        return info

    def page_image(
        self,
        document_id: str,
        index: int,
        *,
        start: int | None = None,
        end: int | None = None,
        scale: float = 2.0,
        password: str | None = None,
    ) -> bytes:
        doc = self.document(document_id)
        page = doc.pages[index - 1]
        image = Image.new("RGB", (int(WIDTH * scale), int(HEIGHT * scale)), "white")
        draw = ImageDraw.Draw(image)
        text, y = doc.text[page.spans[0].start : page.spans[0].end], 60 * scale
        for words in text.split("\n"):
            for at in range(0, len(words), 90):
                if start is not None and start <= page.spans[0].start + text.find(words) < end:
                    draw.rectangle((58 * scale, y, 540 * scale, y + 11 * scale), fill="#ffe9a0")
                draw.text((60 * scale, y), words[at : at + 90], fill="black", font_size=10 * scale)
                y += 14 * scale
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()


def library() -> FakeAssistant:
    """Three documents: a report with front matter, a note, and one whose words are hostile markup."""
    report = document(
        1,
        "A report on ports and railways",
        [
            ("i", [("Preface", "The ports of the coast have been studied for many years.")]),
            ("ii", [("Preface", "This second preface says little. It thanks nobody in particular.")]),
            (
                "1",
                [
                    ("Investment", "The share of foreign investment that comes from China is about 14 per cent. In an ordinary year it had been less than half of that, and most of it went into mines, steel and roads rather than into factories. Observers disagree on what this means."),
                    ("Investment", "Loans are not investment. The railway is paid for by a loan of 1.5 billion euros over twenty years, and the interest falls due whether or not a train ever runs."),
                ],
            ),
            (
                "2",
                [
                    ("The railway", "The Hungarian part of the railway is being built by a consortium of two Chinese firms and one Hungarian firm. Work began in 2020 after years of delay."),
                    ("The railway", "The Serbian part of the railway is being built by a Russian firm and two Chinese ones. It was opened in stages."),
                ],
            ),
        ],
    )
    hostile = document(
        2,
        "<img src=x onerror=\"window.hacked=1\"><b>Bold title</b>",
        [
            (
                "1",
                [
                    (
                        "<script>window.hacked=2</script>",
                        'Zebra markup: <script>window.hacked=3</script><img src="http://evil.example/a.png" onerror="window.hacked=4"> ![x](http://evil.example/b.png) ${window.hacked=5} {{constructor.constructor("window.hacked=6")()}} <a href="javascript:window.hacked=7">zebra</a> & "quotes".',
                    )
                ],
            )
        ],
    )
    return FakeAssistant({report.id: report, hostile.id: hostile})
