"""Exports carry every citation in full, in each of their forms."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from markitdown import MarkItDown

from pincite.types import (
    Answer,
    Citation,
    Claim,
    DocumentRef,
    Hit,
    PageRef,
    Quote,
    Status,
    Verdict,
)
from pincite_ui import export


class Elements(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(attrs)


REF = DocumentRef("ab" * 16, "A report", "report.pdf")


def cited(number: int, words: str, page: PageRef) -> Citation:
    start = 100 * number
    end = start + len(words)
    hit = Hit(
        f"abababababab:{start}-{end}", REF, ("Trade", "Loans"), (page,), start, end, words, 0.5
    )
    return Citation(number, hit, (Quote(start, end, words, Verdict.EXACT),), hit.pages)


def answered(*words: str) -> Answer:
    citations = tuple(
        cited(number, each, PageRef(11 + number, str(9 + number)))
        for number, each in enumerate(words, 1)
    )
    claims = tuple(Claim(each, (number,)) for number, each in enumerate(words, 1))
    return Answer("Who pays?", "Who pays for it?", Status.ANSWERED, 0.9, claims, citations)


@pytest.mark.parametrize("form", export.FORMATS, ids=lambda form: form.name)
def test_every_form_carries_the_full_citation(form: export.Format) -> None:
    whole = form.write([answered("Hungary pays.", "Serbia pays.")])
    for words in ("Who pays?", "A report", "Trade", "Loans", "Hungary pays.", "Serbia pays."):
        assert words in whole
    for id in ("abababababab:100-113", "abababababab:200-212"):
        assert id in whole
    if form.name != "JSON":
        assert "printed page 10 (PDF page 12)" in whole


def test_a_word_processor_gets_plain_elements_and_every_word() -> None:
    whole = export.html([answered("Hungary <b>pays</b>.", "Serbia pays.")])
    seen = Elements()
    seen.feed(whole)
    assert seen.names <= set(
        "html head meta title body h1 h2 p em strong ul li blockquote code".split()
    )
    assert seen.attributes <= {("lang", "en"), ("charset", "utf-8")}
    read = MarkItDown(enable_plugins=False).convert_stream(
        io.BytesIO(whole.encode()), file_extension=".html"
    )
    for words in ("## Who pays?", "Hungary <b>pays</b>. [1]", "abababababab:200-212"):
        assert words in read.markdown.replace("\\", "")


def test_json_is_what_ask_prints() -> None:
    answer = answered("Hungary pays.")
    assert json.loads(export.as_json([answer])) == {"answers": [answer.to_dict()]}


def test_plain_text_numbers_its_citations() -> None:
    assert export.plain(answered("Hungary pays.")).splitlines() == [
        "Who pays?",
        "",
        "Hungary pays. [1]",
        "",
        "[1] A report, Trade › Loans, printed page 10 (PDF page 12). Citation abababababab:100-113",
    ]


def test_a_citation_names_the_pages_of_its_quotes_not_of_the_whole_passage() -> None:
    citation = cited(1, "Hungary pays.", PageRef(12, "10"))
    wide = replace(citation.hit, pages=(PageRef(11, "9"), PageRef(12, "10")))
    assert "printed page 9" not in export.reference(replace(citation, hit=wide))


def test_an_abstention_says_so_in_every_form() -> None:
    hit = cited(1, "Nothing of it.", PageRef(1, "1")).hit
    answer = Answer("Who?", "Who?", Status.ABSTAINED, 0.1, closest=(hit,))
    assert export.NOT_ANSWERED in export.plain(answer)
    assert export.NOT_ANSWERED in export.markdown([answer])
    assert export.NOT_ANSWERED in export.html([answer])
    assert json.loads(export.as_json([answer]))["answers"][0]["status"] == "abstained"


@pytest.mark.parametrize(
    "words",
    [
        "# A heading",
        "1. A list",
        "12) A list",
        "112. The Commission",
        "123456789) A list",
        "- A list",
        "+ A list",
        "> A quote",
        "    code",
        "***",
        "![image](http://evil.example/a.png)",
        "[link](http://evil.example)",
        "<img src=x onerror=alert(1)>",
        "<http://evil.example>",
        "http://evil.example and www.evil.example and a@evil.example",
        "`code` and *stress* and __more__ and ~~none~~",
        "a | b\n--|--\n1 | 2",
        "title\n=====",
        "a\\*b",
        "&lt;b&gt; &copy;",
        "3.5 per cent (of 1,000), i.e. Sino-Russian; 5 km.",
    ],
)
def test_markdown_reads_back_as_the_words(words: str) -> None:
    reader = MarkdownIt("gfm-like", {"linkify": False})
    tokens = reader.parse(export.markdown([answered(words)]))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "softbreak", "text_special", "em_open", "em_close", "code_inline"}
    quoted = tokens[[token.type for token in tokens].index("blockquote_open") + 2]
    shown = "".join(child.content for child in quoted.children or ())
    assert shown == " ".join(words.split()) + " [1]"
