"""Answers as files: Markdown, HTML and JSON, and as plain text to copy, each with full citations.

Document text stays text in every format: it is escaped in HTML, and in Markdown it cannot start a
heading, link, image or tag.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pincite.types import Answer, Citation, Claim, Hit, PageRef, Section, Status
from pincite_ui.wording import section_path

NOT_ANSWERED = "The documents do not answer this."
CLOSEST = "Closest passages (they may not answer the question)"
NOTHING_FOUND = "Nothing found."


@dataclass(frozen=True, slots=True)
class Format:
    """A file format for exports."""

    name: str
    """Its name for the reader."""
    suffix: str
    """File name suffix, with its dot."""
    media_type: str
    write: Callable[[Sequence[Answer]], str]
    """Returns the text of the file."""


def plain(answer: Answer) -> str:
    """An answer as plain text: question, claims with their marks, then the citations."""
    lines = [answer.question, ""]
    if answer.status is Status.ABSTAINED:
        return "\n".join([*lines, NOT_ANSWERED])
    if answer.sections:
        if answer.note:
            lines += [answer.note, ""]
        for section in answer.sections:
            lines += [section.heading] if section.heading else []
            lines += [claim.text + _marks(claim) for claim in section.claims] or [NOTHING_FOUND]
            lines.append("")
    else:
        lines += [answer.text or "", ""]
    lines += [f"[{citation.number}] {reference(citation)}" for citation in answer.citations]
    return "\n".join(lines)


def _marks(claim: Claim) -> str:
    return "".join(f" [{number}]" for number in claim.citations)


def reference(citation: Citation) -> str:
    """Document, section and pages of a citation on one line, with its id at the end."""
    return f"{_where(citation.hit, citation.pages)}. Citation {citation.id}"


def _where(hit: Hit, pages: Sequence[PageRef]) -> str:
    parts = [hit.document.title, section_path(hit.section), page_names(pages)]
    return ", ".join(part for part in parts if part)


def page_names(refs: Sequence[PageRef]) -> str:
    """Pages in words that say which number is which.

    >>> page_names([PageRef(12, "10")]), page_names([PageRef(3, "3")]), page_names([])
    ('printed page 10 (PDF page 12)', 'page 3', '')
    """
    return ", ".join(
        f"page {ref.label}"
        if ref.label == str(ref.index)
        else f"printed page {ref.label} (PDF page {ref.index})"
        for ref in refs
    )


_MARKDOWN = re.compile(r"([\\`*_{}\[\])<>#+\-!|~$&=.:@])")


def _escape(words: str) -> str:
    """Text on one line of Markdown, with everything that could be markup escaped.

    >>> print(_escape("![x](http://a) <b>"))
    \\!\\[x\\](http\\://a\\) \\<b\\>
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))


def _sentence(words: str) -> str:
    """Like :func:`_escape`, but punctuation that is harmless inside a sentence stays readable.

    A number at the start of the line stays escaped, because it would start a list. So do "www." and
    ":", because some readers would make them links.

    >>> print(_sentence("1. A 5.6-kilometre (3.5 miles) wall, www.x"))
    1\\. A 5.6-kilometre (3.5 miles) wall, www\\.x
    """
    return re.sub(r"(^\d+\\[.)])|(?<=\w)(?<!\bwww)\\([-.)])", r"\1\2", _escape(words))


def markdown(answers: Sequence[Answer]) -> str:
    """A conversation as Markdown."""
    return "# Questions and cited answers\n\n" + "\n".join(
        "\n".join(_markdown(answer)) for answer in answers
    )


def _markdown(answer: Answer) -> Iterator[str]:
    yield from (f"## {_sentence(answer.question)}", "")
    if answer.standalone_question != answer.question:
        yield from (f"*searched for: {_sentence(answer.standalone_question)}*", "")
    if answer.status is Status.ABSTAINED:
        yield from (f"**{NOT_ANSWERED}**", "")
        if answer.closest:
            yield from (f"{CLOSEST}:", "")
            yield from (f"- {_markdown_where(hit, hit.pages)}" for hit in answer.closest)
            yield ""
        return
    if answer.note:
        yield from (_sentence(answer.note), "")
    for detail in answer.details:
        yield f"- **{_sentence(detail.name.capitalize())}**: {_sentence(detail.value)}"
    if answer.details:
        yield ""
    for section in answer.sections:
        yield from _markdown_section(section)
    if not answer.sections:
        for claim in answer.claims:
            yield from _markdown_claim(claim)
    if answer.citations:
        yield from ("Citations:", "")
    for citation in answer.citations:
        yield f"- \\[{citation.number}\\] {_markdown_where(citation.hit, citation.pages)}"
        yield from (f"  - “{_sentence(quote.text)}”" for quote in citation.quotes)
    yield ""


def _markdown_section(section: Section) -> Iterator[str]:
    if section.heading:
        yield from (f"### {_sentence(section.heading)}", "")
    for claim in section.claims:
        yield from _markdown_claim(claim)
    if not section.claims:
        yield from (NOTHING_FOUND, "")


def _markdown_claim(claim: Claim) -> Iterator[str]:
    marks = "".join(f" \\[{number}\\]" for number in claim.citations)
    yield from (f"> {_sentence(claim.text)}{marks}", "")


def _markdown_where(hit: Hit, pages: Sequence[PageRef]) -> str:
    return f"{_sentence(_where(hit, pages))}. Citation `{hit.id}`"


def html(answers: Sequence[Answer]) -> str:
    """A conversation as one HTML file that word processors open: plain elements, no script."""
    from pincite_ui.templating import render

    return render(
        "export/answers.html",
        answers=answers,
        where=_where,
        not_answered=NOT_ANSWERED,
        closest=CLOSEST,
        nothing_found=NOTHING_FOUND,
    )


def as_json(answers: Sequence[Answer]) -> str:
    """A conversation as JSON: ``{"answers": [...]}``, each what ``pincite ask --json`` prints."""
    whole = {"answers": [answer.to_dict() for answer in answers]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMATS = (
    Format("Markdown", ".md", "text/markdown", markdown),
    Format("HTML", ".html", "text/html", html),
    Format("JSON", ".json", "application/json", as_json),
)
"""In the order of the menu."""
