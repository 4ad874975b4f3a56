"""Outcomes made by hand: a document of six sentences on two pages, each a passage of its own."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.citations import hit
from pincite.evaluation.figures import figures, grouped
from pincite.evaluation.judging import judge
from pincite.evaluation.outcome import Outcome
from pincite.evaluation.questions import Gold, Question
from pincite.evaluation.run import Evaluation
from pincite.types import Answer, Citation, Claim, DocumentRef, Hit, Quote, Status, Verdict
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.document import Block, BlockKind, Document, Page, Span

SENTENCES = (
    "The quay was built in 1901.",  # 6 words, 27 characters
    "It cost nine marks.",  # 4 words, 19 characters
    "The mill burned in 1907.",  # 5 words, 24 characters
    "Nobody was hurt.",  # 3 words, 16 characters
    "A bridge came in 1950.",  # 5 words, 22 characters
    "It has three arches.",  # 4 words, 20 characters
)
TEXT = "\n".join(SENTENCES)
SPANS = tuple(Span(TEXT.index(each), TEXT.index(each) + len(each)) for each in SENTENCES)
PAGES = (
    Page(1, "i", (Span(0, SPANS[2].end),)),
    Page(2, "1", (Span(SPANS[3].start, len(TEXT)),)),
)


def document(title: str = "Harbour", sentences: Sequence[str] = SENTENCES) -> Document:
    text = "\n".join(sentences)
    block = Block(BlockKind.PARAGRAPH, (), 0, len(text))
    pages = PAGES if text == TEXT else ()
    return Document(f"{0xAB:032x}", title, "harbour.txt", "text/plain", text, (block,), pages)


def passage(of: Document, number: int) -> Hit:
    """One sentence of a document as a found passage."""
    words = of.text.split("\n")[number]
    start = of.text.index(words)
    found = Passage(start, start + len(words), words, (), (), BlockKind.PARAGRAPH)
    return hit(DocumentRef(of.id, of.title, of.source), found, list(of.pages), 1.0)


def gold(number: int, page: str | None = None) -> Gold:
    return Gold(SENTENCES[number], page)


def outcome(
    question: Question,
    *,
    found: Sequence[int] = (),
    quoted: Sequence[int] = (),
    confidence: float = 0.5,
    milliseconds: float = 10.0,
    of: Document | None = None,
) -> Outcome:
    """What came of a question: the passages found, best first, and those that are quoted."""
    of = of or document()
    hits = [passage(of, number) for number in found]
    citations, claims = [], []
    for number, each in enumerate(quoted, 1):
        cited = passage(of, each)
        quote = Quote(cited.start, cited.end, cited.text, Verdict.EXACT)
        citations.append(Citation(number, cited, (quote,), cited.pages))
        claims.append(Claim(cited.text, (number,)))
    answer = Answer(
        question.question,
        question.question,
        Status.ANSWERED if quoted else Status.ABSTAINED,
        confidence,
        tuple(claims),
        tuple(citations),
        () if quoted else tuple(hits[:5]),
        {"search": 1.0, "total": milliseconds},
    )
    return judge(question, answer, hits, [of], milliseconds)


def evaluation(*outcomes: Outcome) -> Evaluation:
    return Evaluation(
        outcomes,
        0.4,
        figures(outcomes),
        grouped(outcomes, lambda one: one.question.kind),
        grouped(outcomes, lambda one: one.question.sort),
    )
