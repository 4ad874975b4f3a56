"""The page of an evaluation: all text is text, and it needs nothing beside it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from evaluated import SENTENCES, document, evaluation, gold, outcome

from pincite.evaluation import Evaluation, Gold, Question, report
from pincite_ingest.errors import UsageError

HOSTILE = (
    "</p><script>alert(1)</script>\"'><img src=x onerror=alert(1)> & $x_1$ {color} \u202edlrow"
)
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "article",
    "footer", "h1", "h2", "h3", "h4", "p", "dl", "dt", "dd", "div", "span", "b", "figure",
    "figcaption", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "fieldset",
    "legend", "label", "input", "blockquote", "a", "code", "br",
    # of the plots
    "svg", "g", "path", "defs", "use", "text", "tspan", "metadata", "clippath", "rect", "rdf:rdf",
    "cc:work", "dc:type", "dc:format", "dc:creator", "cc:agent", "dc:title",
}  # fmt: skip


class Seen(HTMLParser):
    """What a browser would find: the elements, their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Evaluation:
    """Question, kind, sort, gold, answers, history and document, all hostile."""
    of = document(HOSTILE, (HOSTILE, *SENTENCES))
    return evaluation(
        outcome(
            Question(HOSTILE, HOSTILE, True, (HOSTILE,), (Gold(HOSTILE, HOSTILE),), None,
                     (HOSTILE,), HOSTILE, HOSTILE),
            found=(0, 1), quoted=(0, 1), of=of,
        ),
        outcome(Question("b", HOSTILE, False, kind=HOSTILE), found=(0,), of=of),
        outcome(Question("c", "?", True, (), (Gold("Nowhere.", None),)), found=(0,), of=of),
    )  # fmt: skip


def test_hostile_text_is_text() -> None:
    page = report(hostile(), title=HOSTILE, about=HOSTILE, server=f"https://x/{HOSTILE}")
    seen = Seen(page)
    assert seen.tags <= ALLOWED, seen.tags - ALLOWED
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert seen.text.count("<script>alert(1)</script>") >= 8
    for name, value in seen.attributes:
        if name == "href":
            assert value.startswith(("https://x/", "#")), value


def test_it_asks_for_nothing_from_elsewhere() -> None:
    seen = Seen(page := report(hostile(), title="A set"))
    assert not seen.tags & {"script", "link", "img", "iframe", "object"}
    assert not [value for name, value in seen.attributes if name in ("src", "srcset", "data")]
    assert "url(" not in re.sub(r"url\(#\w+\)", "", page)
    assert "@import" not in page


def test_each_place_is_a_link_to_its_citation() -> None:
    asked = Question("a", "When?", True, ("1901",), (gold(0, "i"),))
    page = report(
        evaluation(outcome(asked, found=(0,), quoted=(0,))), title="A", server="http://host:1/base/"
    )
    id = document().id[:12]
    assert f'href="http://host:1/base/cite/{id}:0-27"' in page
    assert "Harbour, p. i (PDF 1)" in page


@pytest.mark.parametrize("server", ["javascript:alert(1)", "", "127.0.0.1:7860", "//x"])
def test_a_server_is_an_address(server: str) -> None:
    with pytest.raises(UsageError):
        report(hostile(), title="A", server=server)


@pytest.mark.parametrize(
    "questions",
    [
        [Question("a", "?", True)],
        [Question("a", "?", False)],
        [Question("a", "?", True, (), (gold(0),))],
        [Question("a", "?", True, (), (Gold(None, "1"),)), Question("b", "?", False)],
    ],
)
def test_a_set_of_hardly_anything_has_a_report_too(questions: list[Question]) -> None:
    for quoted in ((), (0,)):
        found = evaluation(*(outcome(one, found=(0,), quoted=quoted) for one in questions))
        page = report(found, title="Small")
        assert page.count("<article") == len(questions)
        assert not re.search(r"\bnan\b", page)


def test_a_figure_is_shown_in_its_unit() -> None:
    wrong = Question("a", "?", True, (), (gold(0, "1"),))
    page = report(evaluation(outcome(wrong, found=(0,), milliseconds=0.6)), title="A")
    for name, value in (("wrong pages", "1"), ("median ms", "1"), ("recall@1", "1.000")):
        assert f"<th scope=row>{name}</th><td>{value}</td>" in page


def test_its_plots_are_the_same_each_time_and_take_the_pages_colours() -> None:
    first, second = (report(hostile(), title="A") for _ in range(2))
    assert first == second
    assert first.count("<svg ") == 6
    assert "var(--good)" in first
    assert not re.search(r"#0[0-9a-f]0[0-9a-f]0[0-9a-f]", first)
