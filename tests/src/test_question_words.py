"""What a question says by its words: names, the sort of answer it asks for, and its spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import pytest
from encoders import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

from pincite.answering import pipeline
from pincite.answering.confidence import SHOWN, UNREAD, Said, signals
from pincite.answering.pipeline import Found
from pincite.answering.selection import Evidence, best, choose, gather
from pincite.assistant import Assistant
from pincite.query.answer_type import AnswerType, answer_type, holds
from pincite.query.block_kinds import kinds
from pincite.query.entities import missing, names
from pincite.query.spelling import respelt
from pincite.retrieval.ranking import Ranked, rerank
from pincite.settings import Settings
from pincite_index.models.relevance import Relevance
from pincite_index.search import bm25
from pincite_index.storage.base import Candidate, Sentence, Snapshot
from pincite_index.storage.disk import DiskStore
from pincite_ingest.chunking.passages import Passage
from pincite_ingest.chunking.sentences import sentences
from pincite_ingest.document import BlockKind, Span

TEXT = """The ferry from Tallinn was characterised by punctuality. Its captain, Lukaszewicz,
received an award. Investment in the harbour doubled. Freight through Belgrade declined.
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    encoder = HashEncoder()
    folder = tmp_path_factory.mktemp("words") / "library"
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, encoder, None, Settings()) as assistant:
        assistant.add(TEXT.encode(), name="ferry.txt")
        with store.snapshot() as snapshot:
            yield snapshot


def in_pieces(texts: object) -> list[int]:
    """As if the encoder knew no word whole."""
    return [2] * len(list(texts))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who recieved an award?", "received"),
        ("invesment in the harbour", "investment"),
        ("freight through Belgarde", "Belgrade"),
        ("what did Lukasewicz get", "Lukaszewicz"),
        ("charecterised by what", "characterised"),
        ("punctualitty, carracterised", "characterised"),
        ("Who is Lukkaszewiczz?", "Lukaszewicz"),  # only other letters are double
        ("a ferrey and a harrbourr", "harbour"),
        ("Lenght of the quay", "Length"),  # no word of the document, but letters that swapped
    ],
)
def test_a_misspelt_word_becomes_the_document_s(view: Snapshot, typed: str, meant: str) -> None:
    assert meant in respelt(view, typed, in_pieces)


@pytest.mark.parametrize(
    "right",
    [
        "Who made an investigation?",  # an English word, near "investment" or not
        "freight through Bratislava",
        "Is the captain a capstan?",
        "maidan protests",  # a name that a dictionary has no better word for
        "Who is Quetzalcoatl?",  # near nothing
        "What did Lukaszewycz get?",  # a letter other than the captain's: somebody else
        "Who is Awarda?",  # a name, near a word that is none
        "what did lukaszewycz get",  # nor in small letters, nor in capitals
        "WHAT DID LUKASZEWYCZ GET?",
        "Lukaszewycz resigned?",
        "X1234567 and ev'rything (NEAR OR)",
        "",
    ],
)
def test_a_right_word_stays(view: Snapshot, right: str) -> None:
    assert respelt(view, right, in_pieces) == right


def test_a_word_that_the_encoder_knows_stays(view: Snapshot) -> None:
    assert respelt(view, "Belgarde", lambda texts: [1] * len(texts)) == "Belgarde"


def test_the_documents_words_are_looked_through_once_a_word(
    view: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought, similar_word = [], bm25.similar_word

    def heeded(*asked: Any) -> Any:
        sought.append(asked[1])
        return similar_word(*asked)

    monkeypatch.setattr(bm25, "similar_word", heeded)
    respelt(view, "what did lukaszewycz get", in_pieces)
    assert sought == ["lukaszewycz"]


@given(st.text(max_size=200))
def test_any_question_can_be_respelt(view: Snapshot, question: str) -> None:
    respelt(view, question, in_pieces)
    assert 0 <= missing(names(question), question) <= len(names(question))
    holds(question, answer_type(question))


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("How much did Poland invest?", "Warsaw put in two billion.", 0),
        ("How much did Poland invest?", "Serbia put in two billion.", 1),
        ("croatia - stock?", "Croatian holdings grew.", 0),
        ("Why did the U.S. object?", "Let us see.", 1),
        ("Why did the U.S. object?", "Washington objected.", 0),
        ("Did Kuznetsov meet Xi?", "Xi met Kuznetsov’s aide.", 0),
        ("Did Kuznetsov meet Xi?", "The taxi came.", 2),
        ("what came of it, and why?", "Nothing.", 0),
        ("polish the report", "Done.", 0),
        ("cocoa of the Ivorians", "Cote d’Ivoire exports it.", 0),
        ("Who sold it to Turkey?", "TÜRKİYE bought it from Ruſſia.", 0),
        ("troops of Niger", "Nigeria sent troops.", 1),
        ("What did Orban and Vucic say?", "Orbán and Vučić said no.", 0),
        ("Did Hermes sell it?", "The hermitage was sold.", 1),
        ("How many in Serbia?", "There were six in Serbia27 then.", 0),
        ("HOW MANY SOLDIERS WERE SENT?", "Six.", 0),
        ("WHAT DID THE US SELL?", "Six.", 1),
        ("What Is The Role Of NATO?", "None.", 1),
        ("Did WHO approve Sinopharm?", "No.", 1),
        ("What did Mr. Smith say?", "Smith said no.", 0),
        ("Did the U.S. Senate agree?", "Washington’s Congress did.", 1),
        ("trade with Latin America", "The Americans trade.", 1),
        ("What did the European Parliament say?", "The Parliament of the European Union: no.", 0),
        ("Who owns Hutchison Holdings?", "Hutchison Holdings is Li’s.", 0),
        ("What did Sri Lanka sell?", "Sri\nLanka sold a port, the United\u00a0States none.", 0),
        ("What did O'Neill say in N'Djamena?", "O’Neill spoke in N’Djamena.", 0),
        ("COVID-19 in Xi'an", "COVID‑19 came to Xi’an.", 0),
        ("What did the UN say?", "The U.N. said no.", 0),
        ("What did the U.N. say?", "The UN said no.", 0),
        ("Did the E.U. pay?", "Brussels paid.", 0),
    ],
)
def test_names_are_missed_where_a_text_speaks_of_others(
    question: str, text: str, lacking: int
) -> None:
    assert missing(names(question), text) == lacking


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many ferries sail?", AnswerType.COUNT),
        ("What percentage of ferries sail?", AnswerType.SHARE),
        ("what share of the trade", AnswerType.SHARE),
        ("How much does it cost?", AnswerType.AMOUNT),
        ("What did it cost to build?", AnswerType.AMOUNT),
        ("cost of the Tallinn ferry", AnswerType.AMOUNT),
        ("the total price of its hull", AnswerType.AMOUNT),
        ("fear of the cost of fuel", AnswerType.OTHER),
        ("When did it sail?", AnswerType.DATE),
        ("since when has it sailed", AnswerType.DATE),
        ("In which year did it sail?", AnswerType.DATE),
        ("Can you tell me when it sailed?", AnswerType.DATE),
        ("It is a ferry. When did it sail?", AnswerType.DATE),
        ("How many ferries did the U.S. Navy send? Please be brief.", AnswerType.COUNT),
        ("How many ferries sail? and who pays for it?", AnswerType.OTHER),
        ("What did they say when it sailed?", AnswerType.OTHER),
        ("Which company paid for it?", AnswerType.OTHER),
        ("How much is Poland lending them?", AnswerType.AMOUNT),
        ("How old is it?", AnswerType.LENGTH),
        ("Why did it sail when it rained?", AnswerType.OTHER),
        ("How much influence is there?", AnswerType.OTHER),
        ("Length of the quay?", AnswerType.COUNT),
        ("what was the population of the town", AnswerType.COUNT),
        ("Does the size of the quay matter?", AnswerType.OTHER),
        ("How large a role does China play?", AnswerType.OTHER),
        ("How big of a threat is it?", AnswerType.OTHER),
        ("How high is the risk?", AnswerType.OTHER),
        ("How far has integration gone?", AnswerType.OTHER),
        ("How big a share of it is sold?", AnswerType.SHARE),
        ("How far is it from here?", AnswerType.COUNT),
        ("How much aid was sent to the port?", AnswerType.OTHER),
    ],
)
def test_a_question_asks_for_a_sort_of_answer(question: str, expected: AnswerType) -> None:
    assert answer_type(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where is the map of the members?", {BlockKind.CAPTION}),
        ("what does table 3 show", {BlockKind.CAPTION, BlockKind.TABLE}),
        ("the figure 2 caption", {BlockKind.CAPTION}),
        ("Which figures did they give for exports?", set()),
        ("Who mapped the coast?", set()),
    ],
)
def test_a_question_points_at_a_kind_of_block(question: str, expected: set[BlockKind]) -> None:
    assert kinds(question) == expected


@pytest.mark.parametrize(
    ("text", "wanted", "there"),
    [
        ("Six ferries came in 2017.", AnswerType.COUNT, True),
        ("The MiG-29 and the T-72 came in 2017.", AnswerType.COUNT, False),
        ("The 17+1 format and 5G.", AnswerType.COUNT, False),
        ("some 2,000 soldiers", AnswerType.COUNT, True),
        ("in 2012–2013 and (2019-20)", AnswerType.COUNT, False),
        ("a 99-year lease", AnswerType.LENGTH, True),
        ("since 2009", AnswerType.LENGTH, True),
        ("a 40-tonne crane", AnswerType.COUNT, True),
        ("opened on 4 May and again in June 2020", AnswerType.COUNT, False),
        ("a garrison of 1800 troops", AnswerType.COUNT, True),
        ("it grew to 2000 foreign soldiers", AnswerType.COUNT, True),
        ("It cost €7.1 billion.", AnswerType.AMOUNT, True),
        ("It cost 3.5bn.", AnswerType.AMOUNT, True),
        ("It was dear.", AnswerType.AMOUNT, False),
        ("It supplies two-thirds of the gas.", AnswerType.AMOUNT, False),
        ("85% of it", AnswerType.SHARE, True),
        ("two-thirds of it, or one in three", AnswerType.SHARE, True),
        ("It was the first of 30 countries.", AnswerType.SHARE, False),
        ("hard-hit by the pandemic", AnswerType.SHARE, False),
        ("in the 1990s", AnswerType.DATE, True),
        ("before the war", AnswerType.DATE, False),
        ("on day 3, at 9", AnswerType.DATE, True),
        ("a rise of 80% to 1.5 million", AnswerType.DATE, False),
    ],
)
def test_a_text_has_what_is_asked_for_or_not(text: str, wanted: AnswerType, there: bool) -> None:
    assert holds(text, wanted) is there


def test_a_share_in_one_country_is_no_answer_about_another(view: Snapshot) -> None:
    texts = ["Poland has a third of the herring.", "Of the herring 6% is in Latvia, a port."]
    ranked, evidence = [], []
    for at, text in enumerate(texts):
        passage = Passage(0, len(text), text, ("Poland and Latvia",), (), BlockKind.PARAGRAPH)
        ranked.append(Ranked(Candidate(at, str(at), passage, 0.5, 0), 1.0))
        span = Span(0, len(text))
        evidence.append(Evidence(str(at), span, text, BlockKind.PARAGRAPH, at, 1 - at / 100, 0.5))
    for asked, said in (("share in Poland?", texts[:1]), ("share in Poland or Latvia?", texts)):
        chosen = choose(view, ranked, evidence, names(asked))
        assert [one.text for one in chosen] == said


@pytest.mark.parametrize(
    ("question", "said", "over", "elsewhere"),
    [
        ("How has Poland met the strike?", "Kyiv gave in to the dockers.", (), 1),
        ("How has Poland met the strike?", "Kyiv gave in to the dockers.", ("Poland",), 0),
        ("How has Poland met the strike?", "Kyiv gave in.", ("Poland, Latvia, and Ukraine",), 1),
        ("How have Poland and Latvia met it?", "Kyiv gave in.", ("Poland and Latvia",), 0),
        ("Did Poland help Latvia?", "Riga got more.", ("Poland in Latvia and Estonia",), 0),
        ("Did Poland help Latvia?", "Tallinn got more.", ("Poland in Latvia and Estonia",), 1),
        ("How has Poland met the strike?", "The dockers were given more pay.", (), 0),
        ("How have Poland and Latvia met it?", "Riga gave in, as Kyiv had.", (), 1),
        ("Who met the strike?", "Kyiv gave in to the dockers.", (), 0),
        ("a pole for the quay in Latvia", "The turkey is for Latvians.", (), 0),
    ],
)
def test_a_sentence_on_another_country_speaks_against_an_answer(
    question: str, said: str, over: tuple[str, ...], elsewhere: float
) -> None:
    assert (
        signals(question, [], [], [Said(said, BlockKind.PARAGRAPH, over, said)]).elsewhere
        == elsewhere
    )


def test_a_sentence_that_names_no_country_is_about_the_one_named_before_it() -> None:
    body, over = BlockKind.PARAGRAPH, ("Serbia and Hungary",)
    for before, elsewhere in (
        ("Serbia was late. ", 1),
        ("Serbia was late. Hungary was not. ", 0),
        ("Hungary was late. The Serbs, whom China paid, were not. ", 1),
        ("", 0),
    ):
        said = [Said("China paid for 7% of it.", body, over, "", before)]
        found = signals("What share did China pay for in Hungary?", [], [], said)
        assert found.elsewhere == elsewhere


def test_a_country_that_no_passage_speaks_of_is_unknown(view: Snapshot) -> None:
    for asked, share in (
        ("Did Estonia build the ferry?", 0),
        ("Did Serbia or Kenya build the ferry?", 0.5),
        ("Did Costa Rica build the ferry?", 1),
    ):
        assert pipeline.signals(view, asked, Found((), (), ()), 5).places == share


def test_years_of_which_none_is_asked_about_speak_against_an_answer() -> None:
    body = BlockKind.PARAGRAPH
    for text, over, elsewhere in (
        ("It will sail in 2033.", (), 1),
        ("It sailed in 2019, not in 2033.", (), 0),
        ("It will sail in 2033.", ("Ferries, 2019",), 0),
        ("It sails with 2,033 people.", (), 0),
        ("It sailed from 2017 to 2021.", (), 0),
    ):
        said = [Said(text, body, over, text)]
        assert signals("What sailed in 2019?", [], [], said).elsewhere == elsewhere
        assert signals("What has sailed since 2019?", [], [], said).elsewhere == 0


def test_what_begins_with_a_pronoun_is_quoted_with_the_sentence_before_it(view: Snapshot) -> None:
    text = "The Quay Bridge was bombed. It was opened again in 2018. Ferries had stopped."
    ends = [text.index(". ") + 1, text.index("2018.") + 5, len(text)]
    spans = [Span(0, ends[0]), Span(ends[0] + 1, ends[1]), Span(ends[1] + 1, ends[2])]
    sentences = tuple(
        Sentence(span, BlockKind.PARAGRAPH, np.zeros(2, np.float32)) for span in spans
    )
    passage = Passage(0, len(text), text, (), (), BlockKind.PARAGRAPH)
    ranked = [Ranked(Candidate(0, "0", passage, 0.5, 0), 1.0, sentences, (0.1, 0.9, 0.1))]
    for said, quoted in ((1, [0, 1]), (2, [2])):
        span = spans[said]
        one = Evidence(
            "0", span, text[span.start : span.end], BlockKind.PARAGRAPH, 0, score=1, coverage=0
        )
        chosen = choose(view, ranked, [one], ())
        assert [each.span for each in chosen] == [spans[at] for at in quoted]
        assert all(each.text == text[each.span.start : each.span.end] for each in chosen)


def test_the_sentence_behind_a_quoted_one_is_quoted_where_it_comes_near(view: Snapshot) -> None:
    text = "The quay had a new owner in 2018. Only Huawei had bid. It rained."
    ends = [text.index("2018.") + 5, text.index("bid.") + 4, len(text)]
    spans = [Span(0, ends[0]), Span(ends[0] + 1, ends[1]), Span(ends[1] + 1, ends[2])]
    body, vector = BlockKind.PARAGRAPH, np.zeros(2, np.float32)
    passage = Passage(0, len(text), text, (), (), body)
    sentences = tuple(Sentence(span, body, vector) for span in spans)
    ranked = [Ranked(Candidate(0, "0", passage, 0.5, 0), 1.0, sentences, (0.9, 0.5, 0.1))]
    for second, quoted in ((0.7, spans[:2]), (0.5, spans[:1])):
        evidence = [
            Evidence("0", span, text[span.start : span.end], body, 0, score=score, coverage=0)
            for span, score in zip(spans, (1.0, second, 0.3), strict=True)
        ]
        assert [one.span for one in choose(view, ranked, evidence, ())] == quoted


class Text:
    """As much of a snapshot as choosing evidence reads."""

    def __init__(self, text: str, kind: BlockKind, lines: Sequence[Span]) -> None:
        self._text = text
        self._sentences = [Sentence(one, kind, np.zeros(2, np.float32)) for one in lines]

    def text(self, document: str) -> str:
        return self._text

    def sentences(self, document: str, start: int, end: int) -> list[Sentence]:
        return [one for one in self._sentences if start <= one.span.start < end]


def found(*said: tuple[str, BlockKind]) -> tuple[list[Ranked], list[Evidence]]:
    """Sentences with their kinds, each of a passage of its own, as if all spoke alike."""
    ranked = []
    for at, (text, kind) in enumerate(said):
        span = Span(0, len(text))
        passage = Passage(0, len(text), text, (), (), kind)
        sentence = Sentence(span, kind, np.zeros(2, np.float32))
        score = 1 - at / 100
        ranked.append(Ranked(Candidate(at, str(at), passage, 0.5, 0), score, (sentence,), (0.5,)))
    view = cast("Snapshot", Text("", BlockKind.PARAGRAPH, ()))
    return ranked, gather(
        view, ranked, "How many cranes has the quay?", {"cranes": 1.0, "quay": 1.0}
    )


class Recorder:
    """A reranker that keeps what it was given, and to which "In a crate" is the answer."""

    def prepare(self) -> None: ...

    def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
        self.texts = list(texts)
        places = [[(text.index(word), len(text)) for word in ("In", "It")] for text in texts]
        return [Relevance(1.0, np.array([7.0, -7.0]), np.array(each)) for each in places]


@pytest.mark.parametrize("heading", ["May I bring a dog?", "Dogs"])
def test_a_passage_is_read_and_chosen_with_the_question_that_it_stands_under(heading: str) -> None:
    text, body = "In a crate. It may bark.", BlockKind.PARAGRAPH
    passage = Passage(0, len(text), text, (heading,), (), body)
    there = tuple(Sentence(one, body, np.zeros(2, np.float32)) for one in sentences(text))
    recorder, ranked = (
        Recorder(),
        Ranked(Candidate(0, "0", passage, 0.5, 0), 1.0, there, (0.5, 0.5)),
    )
    read = rerank([ranked], "Can the dog come?", recorder, 1)
    asked = heading.endswith("?")
    assert recorder.texts == [f"{heading}\n{text}" if asked else text]
    assert read[0].answers == (7.0, -7.0)
    view = cast("Snapshot", Text("", body, ()))
    first = gather(view, [ranked], "Can the dog come?", {"dog": 1.0})[0]
    assert (first.text, first.score > 1.5) == ("In a crate.", asked)


def test_what_asks_answers_nothing() -> None:
    body = BlockKind.PARAGRAPH
    _, evidence = found(
        ("How many of its 9 cranes does the quay need?", body),
        ("There are four cranes on the quay.", body),
    )
    assert evidence[0].text.startswith("There are four")


def test_a_caption_s_number_and_units_are_no_answer() -> None:
    caption = ("Figure 12: Cranes of the quay (in 1,000 tonnes)", BlockKind.CAPTION)
    counted = ("Figure 12: The four cranes of the quay", BlockKind.CAPTION)
    plain, telling = found(caption)[1], found(counted)[1]
    assert telling[0].score - plain[0].score > 0.1


def test_a_pull_quote_is_not_quoted_beside_the_body() -> None:
    body, quote = BlockKind.PARAGRAPH, BlockKind.PULL_QUOTE
    texts = "The quay has four cranes, and they are old.", "“The quay has four cranes”"
    for said in (((texts[0], body), (texts[1], quote)), ((texts[1], quote), (texts[0], body))):
        assert len(best(found(*said)[1])) == 1
    again = "The quay has four cranes, and the mole five."
    assert len(best(found((texts[0], body), (again, body))[1])) == 2
    assert len(best(found((texts[0], body), (texts[0], body))[1])) == 1


def test_a_figure_asked_for_by_its_number_is_found_by_it() -> None:
    said = [Said("Figure 12: Cranes of the quay", BlockKind.CAPTION, (), "")]
    assert signals("What does fig. 12 show?", [], [], said).odds == SHOWN
    assert signals("What does figure 2 show?", [], [], said).odds == UNREAD
    assert signals("What does figure 12 show?", [], [], said, (), -9.0).answerable == SHOWN
    passing = [Said("As figure 12 shows, cranes rust.", BlockKind.PARAGRAPH, (), "")]
    assert signals("What does figure 12 show?", [], [], passing).odds == UNREAD


@pytest.mark.parametrize(
    ("kind", "quoted"), [(BlockKind.PARAGRAPH, 2), (BlockKind.LIST_ITEM, 4), (BlockKind.NOTE, 1)]
)
def test_what_leads_into_something_is_quoted_with_it(kind: BlockKind, quoted: int) -> None:
    text = "The quay has three cranes:\nA red one.\nA blue one.\nA grey one."
    lines = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]

    view = cast("Snapshot", Text(text, kind, lines[1:]))
    lead = Evidence("0", lines[0], text[: lines[0].end], BlockKind.PARAGRAPH, 0, 1.0, 0.5)
    passage = Passage(0, len(text), text, (), (), BlockKind.PARAGRAPH)
    ranked = [Ranked(Candidate(0, "0", passage, 0.5, 0), 1.0)]
    chosen = choose(view, ranked, [lead], ())
    assert [text[one.span.start : one.span.end] for one in chosen] == text.split("\n")[:quoted]


def test_a_table_s_row_is_quoted_with_the_first_one_which_comes_late() -> None:
    text = "On cranes.\n\nCrane | Height\nRed | 40 m\nBlue | 50 m"
    lines = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)][1:]
    view = cast("Snapshot", Text(text, BlockKind.TABLE, lines))
    passage = Passage(12, len(text), text[12:], (), (), BlockKind.TABLE)
    rows = tuple(view.sentences("0", 0, len(text)))
    ranked = [Ranked(Candidate(0, "0", passage, 0.5, 0), 1.0, rows, (0.5, 0.3, 0.5))]
    evidence = gather(view, ranked, "Is that its height?", {"height": 1.0})
    chosen = [one.text for one in choose(view, ranked, evidence[:1], ())]
    assert chosen == ["Crane | Height", "Blue | 50 m"]


def test_what_a_caption_says_is_quoted_behind_its_number() -> None:
    text = "Map 4. Cranes of the east quay. They rust."
    spans = [Span(0, 6), Span(7, 31), Span(32, 42)]
    view = cast("Snapshot", Text(text, BlockKind.CAPTION, spans))
    passage = Passage(0, len(text), text, (), (), BlockKind.CAPTION)
    ranked = [Ranked(Candidate(0, "0", passage, 0.5, 0), 1.0)]
    lead = Evidence("0", spans[0], text[:6], BlockKind.CAPTION, 0, 1.0, 0.5)
    quoted = [one.text for one in choose(view, ranked, [lead], ())]
    assert quoted == ["Map 4.", "Cranes of the east quay."]


def test_who_somebody_is_can_be_asked_in_no_other_words() -> None:
    span = Span(0, 9)
    evidence = [Evidence("0", span, "Who", BlockKind.PARAGRAPH, 0, score=1.0, coverage=1.0)]
    there, elsewhere = (
        [Said("", BlockKind.PARAGRAPH, (), text)]
        for text in ("Orla Finch mends cranes.", "Orla Smith mends cranes.")
    )
    for asked, said, coverage in (
        ("Who is Orla Finch?", there, 0.0),
        ("Who is Orla Finch?", elsewhere, 1.0),
        ("What does Orla Finch mend?", there, 1.0),
    ):
        assert signals(asked, [], evidence, said).coverage == coverage


def test_what_somebody_is_said_to_be_is_no_name() -> None:
    assert names("Why did Prime Minister Orban call President Xi?") == names(
        "Why did Orban call Xi?"
    )
    assert names("Who is the EU Commission President?") != ()
