"""The assistant: one library, and everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from pincite.answering import pipeline
from pincite.answering.pipeline import Models
from pincite.citations import CitationId, hit
from pincite.feedback import QuestionSet, feedback, opinion_of, question_set
from pincite.overviews import answering as overviews
from pincite.overviews.comparison import Sides
from pincite.overviews.overview import Overview, Overviews
from pincite.settings import Settings, default_library
from pincite.types import Answer, Citation, DocumentRef, Hit, Quote, QuoteCheck, Verdict
from pincite.weights import BUILTIN, load
from pincite_index.models.lazy import Lazy, prepare
from pincite_index.models.onnx_cross_encoder import ANSWERABILITY
from pincite_index.models.opening import open_encoder, open_reranker
from pincite_index.storage.base import DocumentInfo, Snapshot, Store
from pincite_index.storage.catalog import encodable
from pincite_index.storage.disk import DiskStore
from pincite_index.storage.feedback import Feedback
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import Block, Document, Page
from pincite_ingest.errors import CitationError, LibraryError, NoSuchDocumentError, UsageError
from pincite_ingest.paths import path_of

if TYPE_CHECKING:
    from pincite.evaluation import Evaluation, Question
    from pincite.indexing import Added, Adder, AddReport, Source
    from pincite.progress import Report
    from pincite_ingest.pdf.rendering import Outline

MOST_QUOTES = 100
"""Quotes of one answer that can be judged."""


class Assistant:
    """Answers questions about the documents of one library. Threads may share it.

    Made by :func:`pincite.open`. A context manager: leaving it closes the library.
    """

    def __init__(self, store: Store, models: Models, settings: Settings) -> None:
        self.settings = settings
        self.models = models
        self._store = store
        self._adder = Lazy(self._make_adder)
        self._adding = Lock()

    def _make_adder(self) -> Adder:
        from pincite.indexing import Adder

        return Adder(self._store, self.models.encoder, self.settings)

    def prepare(self) -> None:
        """Begin to load the models in the background, so that the first question waits less."""
        prepare(self.models.encoder, self.models.reranker, self.models.answerability)

    def add(
        self,
        source: str | Path | bytes,
        *,
        name: str | None = None,
        password: str | None = None,
        progress: Report | None = None,
    ) -> Added:
        """Add a file by path or by its bytes and a name. Adding it twice changes nothing.

        Raises DocumentError (PasswordError for an encrypted file) when it cannot be read; the
        library is then as it was.
        """
        with self._adding:
            return self._adder().add(source, name=name, password=password, progress=progress)

    def add_all(self, sources: Iterable[Source], *, progress: Report | None = None) -> AddReport:
        """Add several files; the good ones are stored, and each failure is reported."""
        with self._adding:
            return self._adder().add_all(sources, progress=progress)

    def documents(self) -> list[DocumentInfo]:
        """Every document, in the order they were added."""
        with self._store.snapshot() as view:
            return view.documents()

    def document_ids(self) -> list[str]:
        """The same, their ids alone: what can be asked often, however long the documents are."""
        with self._store.snapshot() as view:
            return view.ids()

    def document_info(self, id: str) -> DocumentInfo:
        """One of them, by its id, the beginning of its id, or its source."""
        with self._store.snapshot() as view:
            return self._find(view, id)

    def remove(self, id: str) -> DocumentInfo:
        """Remove a document by its id, the beginning of its id, or its source."""
        with self._store.snapshot() as view:
            info = self._find(view, id)
        self._store.remove(info.id)
        return info

    def search(
        self, query: str, k: int = 5, *, documents: Sequence[str] | None = None
    ) -> list[Hit]:
        """The k best passages, best first; never empty where the documents asked have passages."""
        asked, k = self._question(query), _positive(k)
        with self._store.snapshot() as view:
            return pipeline.search(
                view, self.models, self.settings, asked, k, self._chosen(view, documents)
            )

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        k: int = 5,
        *,
        documents: Sequence[str] | None = None,
    ) -> Answer:
        """What the documents say to a question, in verified quotes, or that they do not say.

        ``history`` holds the earlier questions, oldest first; ``k`` is how many passages may be
        drawn on; ``documents`` are the ids to ask, None for all.
        """
        return self.explore(question, history, k, depth=0, documents=documents)[0]

    def explore(
        self,
        question: str,
        history: Sequence[str] = (),
        k: int = 5,
        *,
        depth: int = 10,
        documents: Sequence[str] | None = None,
    ) -> tuple[Answer, list[Hit]]:
        """An answer, and the ``depth`` best passages behind it: what evaluation looks at."""
        asked, k = self._question(question), _positive(k)
        turns = [self._short(" ".join(encodable(one).split())) for one in history]
        self.prepare()
        with self._store.snapshot() as view:
            return overviews.answer(
                view, self.models, self.settings, asked, [one for one in turns if one], k,
                depth=depth, documents=self._chosen(view, documents),
            )  # fmt: skip

    def digest(self, topic: str | None = None, documents: Sequence[str] | None = None) -> Answer:
        """The main points of the documents, or what they say about a topic.

        ``documents`` are the ids to draw on, None for all.
        """
        if topic is None:
            return self._made("Summarise the documents", documents, Overviews.digest)
        asked = self._question(topic)
        vector = self.models.encoder.encode([asked])[0]
        return self._made(asked, documents, lambda make: make.topic(asked, vector))

    def compare(
        self, a: str, b: str, aspect: str = "", documents: Sequence[str] | None = None
    ) -> Answer:
        """Two sides, each searched for by itself, optionally on one aspect: a section each."""
        sides = Sides(self._question(a), self._question(b), self._short(aspect.strip()))
        asked = f"Compare {sides.first} and {sides.second}" + (aspect and f": {sides.aspect}")
        return self._made(asked, documents, lambda make: make.comparison(sides))

    def mentions(self, name: str, documents: Sequence[str] | None = None) -> Answer:
        """Every place that speaks of a name or word, in any inflection; ``count`` is how many."""
        asked = self._question(name)
        return self._made(asked, documents, lambda make: make.mentions(asked))

    def about(self, document: str) -> Answer:
        """What a document is, by id or source: ``details`` say its title, authors, date, contents
        and where each was found. Raises NoSuchDocumentError."""
        return self._made("What is this document?", [document], Overviews.about)

    def _made(
        self,
        asked: str,
        documents: Sequence[str] | None,
        overview: Callable[[Overviews], Overview],
    ) -> Answer:
        """An overview that is asked for by its kind."""
        self.prepare()
        with self._store.snapshot() as view:
            chosen = self._chosen(view, documents)
            return overviews.as_answer(overview(overviews.make(view, self.models, chosen)), asked)

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The library as it stands now, for the stages of ``answering.pipeline`` to read."""
        return self._store.snapshot()

    def evaluate(
        self,
        questions: str | Path | Sequence[Question],
        *,
        k: int = 5,
        everywhere: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Evaluation:
        """Ask every question of a set (a JSONL or CSV file, or a list) and score the answers.

        One that names its document is asked of that alone, or with ``everywhere`` of all.
        """
        from pincite import evaluation

        if isinstance(questions, str | Path):
            questions = evaluation.load(questions)
        return evaluation.evaluate(self, questions, k=k, everywhere=everywhere, progress=progress)

    def show(self, citation_id: str) -> Citation:
        """What a citation's id names. Raises CitationError when no document here has it."""
        wanted = CitationId.parse(citation_id)
        start, end = wanted.span.start, wanted.span.end
        with self._store.snapshot() as view:
            info = view.find(wanted.document)
            if info is None or not info.id.startswith(wanted.document):
                raise CitationError(
                    f"No document of this library has the citation {citation_id.strip()}; it was "
                    "replaced or removed, or belongs to another library."
                )
            text = view.text(info.id)
            if end > len(text):
                raise CitationError(
                    f"The citation {citation_id.strip()} ends behind its document's last character."
                )
            blocks = view.blocks(info.id)
            block = next((b for b in blocks if b.start < end and start < b.end), None)
            if block is None:
                raise CitationError(
                    f"The citation {citation_id.strip()} names no words, only the space between."
                )
            words = text[start:end]
            passage = Passage(start, end, words, block.section, (), block.kind)
            ref = DocumentRef(info.id, info.title, info.source)
            shown = hit(ref, passage, view.pages(info.id), 0.0)
            quote = Quote(start, end, words, Verdict.EXACT, shown.pages)
            return Citation(0, shown, (quote,), shown.pages)

    def check_quote(
        self, text: str, *, document: str | None = None, page: str | int | None = None
    ) -> QuoteCheck:
        """The verdict on a quotation. ``document`` (id or source) and ``page`` (its printed label)
        say where it claims to stand."""
        if not text.strip():
            raise UsageError("The quotation is empty; give some words of it.")
        if len(text) > self.settings.max_quote_characters:
            raise UsageError(
                f"The quotation has {len(text):,} characters, more than "
                f"{self.settings.max_quote_characters:,}; check it in parts."
            )
        from pincite.quotes.checking import check_quote

        text = encodable(text)
        with self._store.snapshot() as view:
            info = None if document is None else self._find(view, document)
            label = None if page is None else str(page).strip() or None
            return check_quote(view, self.models.encoder, text, document=info, page=label)

    def judge(
        self, question: str, quotes: Sequence[str], opinion: str, *, keep: bool = True
    ) -> Feedback:
        """Keep what a reader thinks of an answer: "right", "wrong" or "wrong_page".

        ``question`` is the answer's ``standalone_question`` and ``quotes`` its ``quote_ids``, none
        for a refusal. It replaces what was said of that answer before; with ``keep`` False that is
        taken back. Raises CitationError for a quote that is not in the library.
        """
        given = self.opinion(question, quotes, opinion)
        if keep:
            self.keep_opinion(given)
        else:
            self._store.forget_feedback(given)
        return given

    def opinion(self, question: str, quotes: Sequence[str], opinion: str) -> Feedback:
        """An opinion as ``judge`` keeps it, dated now; this keeps none."""
        asked, said = self._question(question), opinion_of(opinion)
        if len(quotes) > MOST_QUOTES:
            raise UsageError(f"An answer has at most {MOST_QUOTES} quotes; here are {len(quotes)}.")
        return feedback(asked, [self.show(quote) for quote in quotes], said)

    def keep_opinion(self, said: Feedback) -> None:
        """Keep an opinion as given when it was, in place of what was said of that answer before."""
        self._store.keep_feedback(said)

    def feedback(self) -> list[Feedback]:
        """What readers said of answers, oldest first."""
        with self._store.snapshot() as view:
            return view.feedback()

    def feedback_questions(self) -> QuestionSet:
        """The same as a question set, for ``evaluate``."""
        with self._store.snapshot() as view:
            return question_set(view, view.feedback())

    def document(self, id: str) -> Document:
        """A document, whole: text, blocks and pages with their glyphs' boxes."""
        with self._store.snapshot() as view:
            return view.document(self._find(view, id).id)

    def blocks(self, document_id: str) -> list[Block]:
        """A document's blocks in order."""
        with self._store.snapshot() as view:
            return view.blocks(self._find(view, document_id).id)

    def pages(self, document_id: str) -> list[Page]:
        """A document's pages in order, without their glyphs' boxes."""
        with self._store.snapshot() as view:
            return view.pages(self._find(view, document_id).id)

    def page(self, document_id: str, index: int) -> Page:
        """A page of a document, with its glyphs' boxes."""
        with self._store.snapshot() as view:
            return self._page(view, self._find(view, document_id), index)

    def page_image(
        self,
        document_id: str,
        index: int,
        *,
        start: int | None = None,
        end: int | None = None,
        outlines: Sequence[Outline] = (),
        scale: float = 2.0,
    ) -> bytes:
        """A page as a PNG, with the characters of [start, end) highlighted where they stand, and
        the ``outlines`` drawn: rectangles in points, each with its colour."""
        from pincite_ingest.pdf.rendering import render_page

        with self._store.snapshot() as view:
            info = self._find(view, document_id)
            page = self._page(view, info, index)
            if not page.width:
                raise CitationError(f"{info.title} has no pages to look at, only text.")
            marked = page.rectangles(start, end) if start is not None and end is not None else ()
            return render_page(
                view.original(info.id), index, scale=scale, highlights=marked, outlines=outlines
            )

    def verify(self) -> list[str]:
        """What is wrong with the library, a sentence each; nothing when it is sound."""
        return self._store.verify()

    def close(self) -> None:
        """Let go of the library. Closing twice does no harm."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _question(self, question: str) -> str:
        asked = " ".join(encodable(question).split())
        if not any(letter.isalnum() for letter in asked):
            raise UsageError("The question is empty; ask something in words.")
        return self._short(asked)

    def _short(self, asked: str) -> str:
        if len(asked) > self.settings.max_question_characters:
            raise UsageError(
                f"The question has {len(asked):,} characters, more than "
                f"{self.settings.max_question_characters:,}; ask a shorter one."
            )
        return asked

    @staticmethod
    def _find(view: Snapshot, reference: str) -> DocumentInfo:
        info = view.find(reference)
        if info is None:
            raise NoSuchDocumentError(reference)
        return info

    @staticmethod
    def _page(view: Snapshot, info: DocumentInfo, index: int) -> Page:
        page = view.page(info.id, index)
        if page is None:
            raise CitationError(f"{info.title} has no page {index}.")
        return page

    def _chosen(self, view: Snapshot, documents: Sequence[str] | None) -> list[str] | None:
        if documents is None:
            return None
        if not documents:
            raise UsageError("No document is named to ask; name some, or leave them out for all.")
        return [self._find(view, one).id for one in documents]


def _positive(k: int) -> int:
    if not 1 <= k <= 100:
        raise UsageError("k lies between 1 and 100.")
    return k


def open(
    path: str | Path | None = None, create: bool = True, settings: Settings | None = None
) -> Assistant:
    """Open the library in a folder, making it when ``create`` is true and it is not there.

    The encoder's weights are checked here, the others' when they are loaded, which all are when
    they are first needed.
    """
    folder = default_library() if path is None else path_of(path)
    if not create and not (folder / "catalog.sqlite").is_file():
        raise LibraryError(
            f"There is no library at {folder}; make one with: pincite add FILE --library {folder}"
        )
    chosen = settings or Settings.from_environment()
    encoder = open_encoder(chosen.encoder, backend=chosen.encoder_backend)
    reranker = open_reranker(chosen.reranker)
    answerability = open_reranker(chosen.answerability, ANSWERABILITY) if reranker else None
    weights = load(BUILTIN if chosen.weights == "builtin" else path_of(chosen.weights))
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)
    return Assistant(store, Models(encoder, reranker, answerability, weights), chosen)
