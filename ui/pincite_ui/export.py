"""Answers to take away: as plain text, Markdown, HTML and JSON, each with its full citations.

Pure functions over :class:`~pincite.types.Answer` values. Whatever a document says is text in all
of them: it is escaped in HTML, and in Markdown it can start no heading, link, image or tag.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.types import Answer, Citation, Hit, PageRef, Status

ABSTAINED = "The documents do not answer this."
CLOSEST = "Closest passages (they do not answer the question)"


@dataclass(frozen=True, slots=True)
class Form:
    """A format that a conversation can be exported in."""

    name: str
    """What a reader calls it."""
    suffix: str
    """Of the file, with its dot."""
    media_type: str
    write: Callable[[Sequence[Answer]], str]
    """The whole file's text."""


def plain(answer: Answer) -> str:
    """An answer as text to paste: question, claims with their marks, then the citations."""
    lines = [answer.question, ""]
    if answer.status is Status.ABSTAINED:
        lines.append(ABSTAINED)
        return "\n".join(lines)
    lines += [answer.text or "", ""]
    lines += [f"[{citation.number}] {reference(citation)}" for citation in answer.citations]
    return "\n".join(lines)


def reference(citation: Citation) -> str:
    """Where a citation stands, on one line, ending in the id that finds it again."""
    return f"{_where(citation.hit, citation.pages)}. Citation {citation.id}"


def _where(hit: Hit, on: Sequence[PageRef]) -> str:
    parts = [hit.document.title, " › ".join(hit.section), pages(on)]
    return ", ".join(part for part in parts if part)


def pages(refs: Sequence[PageRef]) -> str:
    """Pages in words that say which number is which.

    >>> pages([PageRef(12, "10")]), pages([PageRef(3, "3")]), pages([])
    ('printed page 10 (PDF page 12)', 'page 3', '')
    """
    return ", ".join(
        f"page {ref.label}"
        if ref.label == str(ref.index)
        else f"printed page {ref.label} (PDF page {ref.index})"
        for ref in refs
    )


_MARKDOWN = re.compile(r"([\\`*_{}\[\])<>#+\-!|~$&=.:@])")


def _md(words: str) -> str:
    """Text on one line of Markdown, with everything that could be markup escaped.

    >>> print(_md("![x](http://a) <b>"))
    \\!\\[x\\](http\\://a\\) \\<b\\>
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))


def _sentence(words: str) -> str:
    """Like :func:`_md`, but marks that are harmless inside a sentence stay readable.

    A number that opens the line keeps its escape (it would start a list), and so do "www." and ":"
    (they would start links in some readers).

    >>> print(_sentence("1. A 5.6-kilometre (3.5 miles) wall, www.x"))
    1\\. A 5.6-kilometre (3.5 miles) wall, www\\.x
    """
    return re.sub(r"(^\d+\\[.)])|(?<=\w)(?<!\bwww)\\([-.)])", r"\1\2", _md(words))


def markdown(answers: Sequence[Answer]) -> str:
    """A conversation as Markdown."""
    return "# Questions and cited answers\n\n" + "\n".join(map(_markdown, answers))


def _markdown(answer: Answer) -> str:
    lines = [f"## {_sentence(answer.question)}", ""]
    if answer.standalone_question != answer.question:
        lines += [f"*searched for: {_sentence(answer.standalone_question)}*", ""]
    if answer.status is Status.ABSTAINED:
        lines += [f"**{ABSTAINED}**", ""]
        if answer.closest:
            lines += [f"{CLOSEST}:", ""]
            lines += [f"- {_md_where(hit, hit.pages)}" for hit in answer.closest] + [""]
        return "\n".join(lines)
    for claim in answer.claims:
        marks = "".join(f" \\[{number}\\]" for number in claim.citations)
        lines += [f"> {_sentence(claim.text)}{marks}", ""]
    lines += ["Citations:", ""]
    for citation in answer.citations:
        lines.append(f"- \\[{citation.number}\\] {_md_where(citation.hit, citation.pages)}")
        lines += [f"  - “{_sentence(quote.text)}”" for quote in citation.quotes]
    return "\n".join([*lines, ""])


def _md_where(hit: Hit, on: Sequence[PageRef]) -> str:
    return f"{_sentence(_where(hit, on))}. Citation `{hit.id}`"


def page(answers: Sequence[Answer]) -> str:
    """A conversation as one HTML file that word processors open: plain elements, no script."""
    body = "\n".join(map(_html, answers))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>Questions and cited answers</title></head><body>\n"
        f"<h1>Questions and cited answers</h1>\n{body}\n</body></html>\n"
    )


def _html(answer: Answer) -> str:
    lines = [f"<h2>{html.escape(answer.question)}</h2>"]
    if answer.standalone_question != answer.question:
        searched = html.escape(answer.standalone_question)
        lines.append(f"<p><em>searched for: {searched}</em></p>")
    if answer.status is Status.ABSTAINED:
        lines.append(f"<p><strong>{ABSTAINED}</strong></p>")
        if answer.closest:
            items = "".join(f"<li>{_html_where(hit, hit.pages)}</li>" for hit in answer.closest)
            lines.append(f"<p>{CLOSEST}:</p><ul>{items}</ul>")
        return "\n".join(lines)
    for claim in answer.claims:
        marks = "".join(f" [{number}]" for number in claim.citations)
        lines.append(f"<blockquote><p>{html.escape(claim.text)}{marks}</p></blockquote>")
    lines.append("<p><strong>Citations</strong></p>")
    for citation in answer.citations:
        quotes = "".join(f"<li>“{html.escape(quote.text)}”</li>" for quote in citation.quotes)
        where = _html_where(citation.hit, citation.pages)
        lines.append(f"<p>[{citation.number}] {where}</p><ul>{quotes}</ul>")
    return "\n".join(lines)


def _html_where(hit: Hit, on: Sequence[PageRef]) -> str:
    return f"{html.escape(_where(hit, on))}. Citation <code>{html.escape(hit.id)}</code>"


def as_json(answers: Sequence[Answer]) -> str:
    """A conversation as JSON: ``{"answers": [...]}``, each what ``pincite ask --json`` prints."""
    whole = {"answers": [answer.to_dict() for answer in answers]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMS = (
    Form("Markdown", ".md", "text/markdown", markdown),
    Form("HTML", ".html", "text/html", page),
    Form("JSON", ".json", "application/json", as_json),
)
"""In the order in which they are offered."""
