"""Whatever a document, a title or a person says stays text in everything that the chat renders."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.quotes.checking import MOST_PLACES
from pincite.types import (
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
from pincite_ui import export
from pincite_ui.chat.conversation import Conversation
from pincite_ui.chat.views import evidence, quote_check, transcript
from pincite_ui.chat.views.highlighting import highlight
from pincite_ui.templating import escaped

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</blockquote></article><h1>",
    "${alert(1)} {{constructor}} `x`",
    "![x](http://evil.example/a.png)",
    "<!-- --> &lt;b&gt; &amp;",
)
OURS = frozenset(
    "article header footer h2 h3 h4 p span a button div section blockquote mark q table caption"
    " thead tbody tr th td del ins ul ol li details summary dl dt dd".split()
)
"""Every element that the renderers make themselves."""


def answer(words: str) -> Answer:
    """An answer in which every string is the given one."""
    ref = DocumentRef("0" * 32, words, words)
    hit = Hit(
        f"{'0' * 12}:0-{len(words)}", ref, (words,), (PageRef(3, "i"),), 0, len(words), words, 1
    )
    quote = Quote(0, len(words), words, Verdict.EXACT)
    claim = Claim(words, (1,))
    return Answer(
        words, words + "!", Status.ANSWERED, 1, (claim,), (Citation(1, hit, (quote,), hit.pages),)
    )


def abstention(words: str) -> Answer:
    told = answer(words)
    return Answer(words, words, Status.ABSTAINED, 0, closest=(told.citations[0].hit,))


class Reader(HTMLParser):
    """Reads HTML as a browser does: what is an element, what is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def rendered(words: str) -> list[str]:
    told = answer(words)
    place = Place(told.citations[0].hit.document, (PageRef(1, words),), 0, len(words), words)
    check = QuoteCheck(words, Verdict.ALTERED, place, (Difference(words, words),), (place,))
    conversations = [
        Conversation().with_question(words).with_last(answer=told, shown=1),
        Conversation().with_question(words).with_last(answer=abstention(words), shown=1),
        Conversation().with_question(words).with_last(error=words),
    ]
    pieces = [quote_check.render(check), transcript.welcome([words], words)]
    for conversation in conversations:
        pieces += [transcript.render(conversation), evidence.render(conversation)]
    return pieces


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_make_no_element_and_no_handler(words: str) -> None:
    for html in rendered(words):
        reader = read(html)
        assert set(reader.elements) <= OURS
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert not [
            value for name, value in reader.attributes if name in ("src", "srcset", "style")
        ]
        assert "${" not in html
        assert "{{" not in html


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_they_are(words: str) -> None:
    conversation = Conversation().with_question("?").with_last(answer=answer(words), shown=1)
    assert words in "".join(read(transcript.render(conversation)).words)
    assert words in "".join(read(evidence.render(conversation)).words)


@pytest.mark.parametrize(
    ("found", "says"),
    [(5, ""), (7, "and in 2 more places"), (MOST_PLACES, "and in at least 95 more places")],
)
def test_the_places_that_are_not_listed_are_counted(found: int, says: str) -> None:
    places = (Place(DocumentRef("0" * 32, "A", "a"), (), 0, 3, "the"),) * found
    shown = quote_check.render(QuoteCheck("the", Verdict.EXACT, places[0], (), places))
    assert "".join(re.findall('<p class="aside">(and in .*?)</p>', shown)) == says


@given(st.text())
def test_escaped_text_reads_back_as_itself(words: str) -> None:
    words = words.replace("\r", "").replace("\0", "")
    reader = read(f'<p title="{escaped(words)}">{escaped(words)}</p>')
    assert reader.elements == ["p"]
    assert reader.attributes == [("title", words)]
    assert "".join(reader.words) == words


@given(st.text(max_size=40), st.data())
def test_marked_quotes_keep_the_passage_whole(passage: str, data: st.DataObject) -> None:
    passage = passage.replace("\r", "").replace("\0", "")
    spans = data.draw(
        st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)).map(sorted), max_size=4)
    )
    quotes = [Quote(100 + left, 100 + right, "", Verdict.EXACT) for left, right in spans]
    pieces = highlight(passage, 100, quotes)
    assert "".join(words for words, _ in pieces) == passage
    assert all(words for words, _ in pieces)


@pytest.mark.parametrize("words", HOSTILE)
def test_an_export_as_html_holds_only_its_own_elements(words: str) -> None:
    reader = read(export.html([answer(words), abstention(words)]))
    plain = "html head meta title body h1 h2 p em strong blockquote ul li code".split()
    assert set(reader.elements) <= set(plain)
    assert {name for name, _ in reader.attributes} <= {"lang", "charset"}
