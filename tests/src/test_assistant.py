"""The assistant over a small library, with a stand-in encoder: what holds whatever the model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from encoders import HashEncoder

from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.evaluation import load
from pincite.settings import Settings
from pincite.types import Status, Verdict
from pincite_index.models.relevance import Relevance
from pincite_index.storage.disk import DiskStore
from pincite_index.storage.feedback import Opinion
from pincite_ingest.errors import CitationError, DocumentError, UsageError

GUIDE = """# Harbour guide

## Cranes

The east quay has four cranes. Each crane lifts 40 tonnes. They were built in 1998.

## Fees

A berth costs 120 euros a night, and twice as much in August.
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings(threshold=0.0)) as made:
        made.add(GUIDE.encode(), name="guide.md")
        yield made


def test_an_answer_quotes_what_stands_there(assistant: Assistant) -> None:
    answer = assistant.ask("How much does a berth cost a night?")
    assert answer.status is Status.ANSWERED
    assert "120 euros" in (answer.text or "")
    for citation in answer.citations:
        assert citation.hit.section == ("Harbour guide", "Fees")
        for quote in citation.quotes:
            assert quote.status.citable
            assert GUIDE[quote.start : quote.end] == quote.text
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for claim in answer.claims for n in claim.citations} == set(numbers)


def test_answerability_changes_confidence_and_nothing_else(tmp_path: Path) -> None:
    class Judge:
        """Thinks what it is told to, of whatever it reads."""

        odds = 5.0

        def read(self, question: str, texts: Sequence[str]) -> list[Relevance]:
            self.texts = texts
            return [Relevance(self.odds) for _ in texts]

    encoder, judge = HashEncoder(), Judge()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder, None, judge), Settings(threshold=0.0)) as assistant:
        assistant.add(GUIDE.encode(), name="guide.md")
        sure = assistant.ask("How much does a berth cost a night?")
        judge.odds = -5.0
        unsure = assistant.ask("How much does a berth cost a night?")
        assert unsure.claims == sure.claims
        assert judge.texts == [" ".join(claim.text for claim in sure.claims)]
        assert unsure.confidence < sure.confidence
        assert "calibrate" in sure.timings_ms


def test_silence_cites_nothing(tmp_path: Path) -> None:
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings(threshold=1.0)) as assistant:
        assistant.add(GUIDE.encode(), name="guide.md")
        answer = assistant.ask("Who paints lighthouses?")
        assert answer.status is Status.ABSTAINED
        assert (answer.text, answer.claims, answer.citations) == (None, (), ())
        assert answer.closest


@pytest.mark.parametrize("said", ["Hello!", "ok thanks", "How are you?", "yes please"])
def test_what_is_only_polite_is_not_answered(assistant: Assistant, said: str) -> None:
    answer = assistant.ask(said)
    assert answer.confidence == 0


def test_an_empty_library_abstains(tmp_path: Path) -> None:
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    with Assistant(store, Models(encoder), Settings()) as assistant:
        assert assistant.ask("Anything?").status is Status.ABSTAINED
        assert assistant.search("anything") == []


def test_a_citation_shows_its_own_words(assistant: Assistant) -> None:
    answer = assistant.ask("How much does a crane lift?")
    quotes = [quote for citation in answer.citations for quote in citation.quotes]
    quote = next(quote for quote in quotes if "40 tonnes" in quote.text)
    document = assistant.documents()[0]
    shown = assistant.show(f"{document.id[:12]}:{quote.start}-{quote.end}")
    assert shown.hit.text == quote.text
    assert shown.hit.section == ("Harbour guide", "Cranes")


@pytest.mark.parametrize(
    "citation", ["", "x", "0123456789ab:5-3", "0123456789ab:1-2", "0123456789ab:1-", "..:1-2"]
)
def test_a_citation_of_nothing_is_refused(assistant: Assistant, citation: str) -> None:
    with pytest.raises(CitationError):
        assistant.show(citation)


def test_a_citation_of_the_space_between_blocks_is_refused(assistant: Assistant) -> None:
    gap = GUIDE.index("\n\n")
    with pytest.raises(CitationError, match="no words"):
        assistant.show(f"{assistant.documents()[0].id[:12]}:{gap}-{gap + 1}")


def test_a_citation_of_a_replaced_document_says_so(assistant: Assistant) -> None:
    old = assistant.search("cranes")[0].id
    assert assistant.add(b"# Other\n\nAnother text.\n", name="guide.md").status == "replaced"
    with pytest.raises(CitationError, match="replaced or removed"):
        assistant.show(old)


def test_adding_twice_changes_nothing(assistant: Assistant) -> None:
    before = assistant.documents()
    assert assistant.add(GUIDE.encode(), name="guide.md").status == "unchanged"
    assert assistant.documents() == before


def test_of_several_files_the_good_ones_are_stored(assistant: Assistant, tmp_path: Path) -> None:
    good = tmp_path / "good one.txt"
    good.write_text("A good file has a sentence.")
    report = assistant.add_all([good, tmp_path / "missing.txt", ("empty.txt", b"")])
    assert [one.document.source for one in report.added] == [str(good)]
    assert [type(one) for one in report.failures] == [DocumentError, DocumentError]


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n\t", "x" * 100_000])
def test_a_question_that_is_none_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(UsageError):
        assistant.ask(question)
    with pytest.raises(UsageError):
        assistant.search(question)


def test_quote_checks(assistant: Assistant) -> None:
    check = assistant.check_quote("Each crane lifts 40 tonnes.")
    assert (check.status, check.place and check.place.text) == (Verdict.EXACT, check.quote)
    altered = assistant.check_quote("Each crane lifts 41 tonnes.")
    assert altered.status is Verdict.ALTERED
    assert [(d.quoted, d.printed) for d in altered.differences] == [("41", "40")]
    assert assistant.check_quote("Whales sing at midnight.").status is Verdict.NOT_FOUND
    other = assistant.add(b"# Other\n\nSomething else.\n", name="other.md").document
    wrong = assistant.check_quote("Each crane lifts 40 tonnes.", document=other.id)
    assert wrong.status is Verdict.MISATTRIBUTED
    assert wrong.to_dict()["document"]["source"] == "guide.md"


@pytest.mark.parametrize(
    "page", ["2", "p. 2", "Page 2.", "p. 2 (PDF 2)", "p2", "pg. 2", "pp. 2-3", "pp. 2–3", "2, 3", 2]
)
def test_a_page_goes_by_what_people_call_it(assistant: Assistant, page: str | int) -> None:
    book = assistant.add(b"The quay is long.\f\nThe crane is tall.\f\nEnd.", name="b.txt").document
    there = assistant.check_quote("The crane is tall.", document=book.id, page=page)
    assert there.status is Verdict.EXACT
    elsewhere = assistant.check_quote("The quay is long.", document=book.id, page=page)
    assert elsewhere.status is Verdict.MISATTRIBUTED


@pytest.mark.parametrize("page", ["2, 5-7", "5–7 and 2", "2, and 5 to 7"])
def test_pages_are_named_one_by_one_and_from_one_to_another(
    assistant: Assistant, page: str
) -> None:
    quays = [f"The quay of {town} is long." for town in "Ahus Bari Cork Dax Elba Faro Gent".split()]
    book = assistant.add("\f".join(quays).encode(), name="quays.txt").document
    verdicts = [assistant.check_quote(quay, document=book.id, page=page).status for quay in quays]
    there = [at for at, verdict in enumerate(verdicts, 1) if verdict is Verdict.EXACT]
    assert there == [2, 5, 6, 7]


@pytest.mark.parametrize("page", ["9", "p. 9", "x", "p. 2 (PDF 3)", "2" + " " * 5_000 + "2"])
def test_a_page_that_is_not_there_is_said(assistant: Assistant, page: str) -> None:
    book = assistant.add(b"The quay is long.\f\nThe crane is tall.\f\nEnd.", name="b.txt").document
    with pytest.raises(CitationError, match="has no page"):
        assistant.check_quote("The crane is tall.", document=book.id, page=page)
    with pytest.raises(CitationError, match="has a page"):
        assistant.check_quote("The crane is tall.", page=page)
    assert assistant.check_quote("Whales sing.", page=page).status is Verdict.NOT_FOUND


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "‘{}’", "« {} »", " “{}” "])
def test_a_quotation_may_come_in_quotation_marks(assistant: Assistant, marks: str) -> None:
    quote = marks.format("Each crane lifts 40 tonnes.")
    check = assistant.check_quote(quote)
    assert (check.status, check.quote) == (Verdict.EXACT, quote)
    altered = assistant.check_quote(marks.format("Each crane lifts 41 tonnes."))
    assert [(d.quoted, d.printed) for d in altered.differences] == [("41", "40")]


@pytest.mark.parametrize("gap", ["…", " ... ", " […] ", " (. . .) "])
def test_a_quotation_that_leaves_words_out_is_checked_in_parts(
    assistant: Assistant, gap: str
) -> None:
    with pytest.raises(UsageError, match="parts"):
        assistant.check_quote(f"Each crane{gap}40 tonnes.")


def test_each_quote_has_the_pages_that_it_stands_on(assistant: Assistant) -> None:
    text = "The lighthouse has a keeper.\f\nThe lighthouse has a lamp of brass.\f\nEnd."
    assistant.add(text.encode(), name="light.txt")
    answer = assistant.ask("What does the lighthouse have?")
    on = {q.text: [p.label for p in q.pages] for one in answer.citations for q in one.quotes}
    assert on["The lighthouse has a keeper."] == ["1"]
    assert on["The lighthouse has a lamp of brass."] == ["2"]


def test_a_removed_document_is_gone(assistant: Assistant) -> None:
    assistant.remove("guide.md")
    assert assistant.documents() == []
    with pytest.raises(DocumentError):
        assistant.remove("guide.md")
    assert assistant.verify() == []


def test_feedback_becomes_a_question_set_that_is_evaluated(
    assistant: Assistant, tmp_path: Path
) -> None:
    answer = assistant.ask("How much does a berth cost a night?")
    said = assistant.judge(answer.standalone_question, answer.quote_ids, "right")
    assert [quote.start for quote in said.quotes] == [
        quote.start for citation in answer.citations for quote in citation.quotes
    ]
    assistant.judge("Who paints lighthouses?", (), "right")
    assistant.judge("What do cranes lift?", answer.quote_ids, "wrong")
    assert [one.opinion for one in assistant.feedback()].count(Opinion.RIGHT) == 2

    written = tmp_path / "feedback.jsonl"
    written.write_text(assistant.feedback_questions().jsonl, encoding="utf-8")
    questions = {one.question: one for one in load(written)}
    asked = questions["How much does a berth cost a night?"]
    assert asked.answerable
    assert [gold.text for gold in asked.evidence] == [
        quote.text for citation in answer.citations for quote in citation.quotes
    ]
    assert not questions["Who paints lighthouses?"].answerable
    assert questions["What do cranes lift?"].answerable
    assert questions["What do cranes lift?"].evidence == ()
    outcome = assistant.evaluate(written)
    assert outcome["citation recall"] == 1

    assistant.judge(answer.standalone_question, answer.quote_ids, "right", keep=False)
    assert len(assistant.feedback()) == 2
    assistant.remove(assistant.documents()[0].id)
    left = assistant.feedback_questions()
    assert ([row["question"] for row in left.rows], left.left_out) == (
        ["Who paints lighthouses?"],
        1,
    )


@pytest.mark.parametrize(
    ("quotes", "opinion", "word"),
    [((), "good", "good"), ((), "wrong_page", "page"), (["x"] * 101, "right", "100")],
)
def test_feedback_that_makes_no_sense_is_refused(
    assistant: Assistant, quotes: list[str], opinion: str, word: str
) -> None:
    with pytest.raises(UsageError, match=word):
        assistant.judge("Who?", quotes, opinion)
    assert assistant.feedback() == []


def test_a_byline_is_not_quoted_where_a_sentence_answers(tmp_path: Path) -> None:
    encoder = HashEncoder()
    store = DiskStore(tmp_path / "lib", fingerprint=encoder.fingerprint, dimension=64)
    text = (
        "BY HARBOUR MASTER ELSA BERG\n\nHarbour master Elsa Berg wants a deeper channel by 2030.\n"
    )
    with Assistant(store, Models(encoder), Settings(threshold=0.0)) as assistant:
        assistant.add(text.encode(), name="channel.txt")
        answer = assistant.ask("What does pilot Elsa Berg want?")
        assert answer.claims[0].text.endswith("by 2030.")
        assert len(answer.claims) == 1


def test_a_long_quotation_is_held_against_all_of_it(assistant: Assistant) -> None:
    said = " ".join(f"Ship {n} paid {7 * n} crowns for berth {n % 31}." for n in range(600))
    assistant.add(f"Harbour dues follow. {said} That is all.".encode(), name="dues.txt")
    quote = said[:19_000].replace("paid 2100 crowns", "paid 2109 crowns")
    check = assistant.check_quote(quote)
    assert check.status is Verdict.ALTERED
    assert [(one.quoted, one.printed) for one in check.differences] == [("2109", "2100")]
    assert check.place is not None
    assert check.place.text == said[:19_000].rstrip()
    assert assistant.check_quote("x " * 9_000).status is Verdict.NOT_FOUND


def test_earlier_questions_are_bounded_and_blank_ones_passed_over(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="more than 4,000"):
        assistant.ask("and in August?", ["why " * 2_000])
    alone = assistant.ask("How much does a berth cost?", ["", " "])
    assert alone.standalone_question == "How much does a berth cost?"


def test_a_question_that_its_context_makes_too_long_stands_alone(assistant: Assistant) -> None:
    answer = assistant.ask("and in August?", ["why " * 998])
    assert answer.standalone_question == "and in August?"
    assistant.judge(answer.standalone_question, answer.quote_ids, "wrong")


def test_a_word_that_is_everywhere_is_checked_in_a_moment(assistant: Assistant) -> None:
    assistant.add(("The tide is in the bay. " * 20_000).encode(), name="tides.txt")
    begun = time.perf_counter()
    check = assistant.check_quote("the bay")
    assert time.perf_counter() - begun < 20
    assert check.status is Verdict.EXACT
    assert len(check.places) == 100
