"""Quotations: what may be cited, and what may not."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.quotes.matching import best_near, differences, find_all, nearest, verify
from pincite.types import Verdict

TEXT = (
    "The loan was worth €145 million, and it was not repaid in 2014. Sino-Russian trade grew "
    "by 6.6% to 10² units; the “pearl” of the BRI, as Xi’s aides call it, is well-known."
)

NORMALISED = [
    'the "pearl" of the BRI',
    "as Xi's aides call it",
    "Sino‑Russian trade",
    "Sino-\nRussian trade",
    "SinoRussian trade",
    "The  loan\nwas worth",
    "the “pearl” of\u00a0the BRI",
]
ALTERED = [
    ("worth €146 million", "worth €145 million"),
    ("it was repaid in 2014", "it was not repaid in 2014"),
    ("to 102 units", "to 10² units"),
    ("by 66% to", "by 6.6% to"),
    ("by -6.6% to", "by 6.6% to"),
    ("the loan was worth", "The loan was worth"),
]
NOT_THERE = [
    ("They cannot fail.", "They can—not fail."),
    ("a reform", "are – form"),
]


@pytest.mark.parametrize(("quote", "text"), NOT_THERE)
def test_a_dash_is_no_hyphen(quote: str, text: str) -> None:
    assert not list(find_all(quote, text))
    assert verify(quote, text, 0, len(text)) is Verdict.ALTERED


@pytest.mark.parametrize("quote", NORMALISED)
def test_white_space_quotes_and_hyphens_are_normalised(quote: str) -> None:
    (match,) = find_all(quote, TEXT)
    assert match.verdict is Verdict.NORMALISED
    assert verify(quote, TEXT, match.span.start, match.span.end) is Verdict.NORMALISED


@pytest.mark.parametrize(("quote", "printed"), ALTERED)
def test_a_changed_digit_sign_or_negation_is_never_waved_through(quote: str, printed: str) -> None:
    assert not list(find_all(quote, TEXT))
    start = TEXT.index(printed)
    assert verify(quote, TEXT, start, start + len(printed)) is Verdict.ALTERED
    assert differences(quote, printed) or quote.lower() == printed.lower() or "-" in quote


MISQUOTED = [
    ("The loan was worth €154 million, and it was repaid in 2014.", "The loan", "in 2014."),
    ("The loan was worth €145 million, and repaid in 2014.", "The loan", "in 2014."),
    ("Sino-Russian trade never really grew by 6.6%", "Sino", "6.6%"),
    ("A loan was worth €145 million", "The loan", "million"),
    ("trade grew by 6.6% to 11 units", "trade", "units"),
]


@pytest.mark.parametrize(("quote", "begins", "ends"), MISQUOTED)
def test_a_misquotation_is_held_against_what_it_quotes_and_no_more(
    quote: str, begins: str, ends: str
) -> None:
    found = best_near(quote, [("Nothing of the kind.", 0), (TEXT, 1000)])
    assert found is not None
    at, span = found
    printed = TEXT[span.start - 1000 : span.end - 1000]
    assert (at, printed) == (1, TEXT[TEXT.index(begins) : TEXT.index(ends) + len(ends)])


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_can_be_misquoted(quote: str, text: str) -> None:
    found = best_near(quote, [(text, 7)])
    if found is not None:
        assert 7 <= found[1].start <= found[1].end <= 7 + len(text)


@pytest.mark.parametrize("quote", ["45 million", "6% to", "2014. Sino", "6.6", "ussian"])
def test_a_quote_does_not_begin_or_end_inside_a_word_or_number(quote: str) -> None:
    whole = quote in ("6.6", "2014. Sino")
    assert bool(list(find_all(quote, TEXT))) is whole


@given(st.data())
def test_every_stretch_of_whole_words_is_found_where_it_stands(data: st.DataObject) -> None:
    words = TEXT.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])
    start = len(" ".join(words[:first])) + (first > 0)
    assert any(match.span.start == start for match in find_all(quote, TEXT))
    assert verify(quote, TEXT, start, start + len(quote)) is Verdict.EXACT


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_can_be_looked_for(quote: str, text: str) -> None:
    for match in find_all(quote, text):
        assert 0 <= match.span.start < match.span.end <= len(text)
    near = nearest(quote, text)
    if near is not None:
        assert 0 <= near[0].start <= near[0].end <= len(text)


@given(st.text(string.ascii_letters + string.digits + " .,%-", min_size=1), st.data())
def test_one_changed_digit_is_never_citable(text: str, data: st.DataObject) -> None:
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not digits:
        return
    at = data.draw(st.sampled_from(digits))
    other = str((int(text[at]) + data.draw(st.integers(1, 9))) % 10)
    changed = text[:at] + other + text[at + 1 :]
    assert not verify(changed, text, 0, len(text)).citable


LONG = " ".join(
    f"In {year} the {year % 97}th bridge was built over the river." for year in range(1000, 1400)
)


def test_a_long_quotation_is_found_whole() -> None:
    text = f"Before. {LONG} After."
    (found,) = find_all(LONG.replace(" ", "\n"), text)
    assert (found.span.start, found.span.end) == (8, 8 + len(LONG))
    assert list(find_all(LONG.replace("1234", "1235"), text)) == []


def test_the_nearest_text_to_a_long_quotation_is_all_of_it() -> None:
    found = nearest(LONG.replace("1234", "1235"), f"Before. {LONG} After.")
    assert found is not None
    assert (found[0].start, found[0].end) == (8, 8 + len(LONG))
    assert 99 < found[1] < 100


def test_letters_that_grow_in_lower_case_do_not_hide_the_nearest_text() -> None:
    found = nearest("the bridge of 1999", "İstanbul, İzmir: the bridge of 1998 is closed.")
    assert found is not None
    assert (found[0].start, found[0].end) == (17, 35)


PRINTED = [
    ("Belgrade-Budapest line", "the Belgrade–Budapest line", Verdict.NORMALISED),
    ("Rome–Bari isn't", "the Rome–Bari isn’t", Verdict.NORMALISED),
    ("Rome–Bari deal was", "the Rome–Bari deal\nwas", Verdict.NORMALISED),
    ("re-form", "a reform", Verdict.NORMALISED),
    ("Well… it was", "He said: Well… it was so.", Verdict.EXACT),
    ("Well... it was", "He said: Well… it was so.", Verdict.NORMALISED),
    ("ﬁnance", "public ﬁnance here", Verdict.EXACT),
    ("finance", "public ﬁnance here", Verdict.NORMALISED),
    ("ﬁnance", "public finance here", Verdict.NORMALISED),
    ("office", "the oﬃce", Verdict.NORMALISED),
    ("effort", "an e-\nﬀort", Verdict.NORMALISED),
    ("25 ℃", "at 25 ℃ now", Verdict.EXACT),
    ("at 5 \u212b", "at 5 \u212b now", Verdict.EXACT),
    ("in 2014, it", "was in 2014, it was", Verdict.EXACT),
    ("in 2014", "(in 2014) it", Verdict.EXACT),
    ("in 2014.", "it came in 2014.27 Then it", Verdict.EXACT),  # 27 is a note's mark
    ("2014", "in 2014 500 people", Verdict.EXACT),
    ("500 people", "in 2014 500 people", Verdict.EXACT),
    ("12 000 troops", "with 12 000 troops", Verdict.EXACT),
]


@pytest.mark.parametrize(("quote", "text", "verdict"), PRINTED)
def test_what_is_printed_otherwise_is_found(quote: str, text: str, verdict: Verdict) -> None:
    assert [match.verdict for match in find_all(quote, text)] == [verdict]


TORN = [
    ("5% growth", ".5% growth"),
    ("5% growth", "-5% growth"),
    ("$5 growth", "-$5 growth"),
    ("15 percent", "10–15 percent"),
    ("–15 percent", "10–15 percent"),
    ("grew 10", "grew 10–15 percent"),
    ("10%", "5%–10%"),
    ("2 of the budget", "1/2 of the budget"),
    ("000 troops", "12 000 troops"),
    ("with 12", "with 12 000 troops"),
    ("1 framework", "the 17+1 framework"),
    ("grew 1.", "grew 1.5"),
    (".5%", "1.5%"),
    ("5", "5/6"),
    ("19", "COVID-19"),
    ("102", "10²"),
]


@pytest.mark.parametrize(("quote", "text"), TORN)
def test_a_number_is_not_cut_in_two(quote: str, text: str) -> None:
    assert list(find_all(quote, text)) == []


REPEATED = [
    ("a" * 10_000, "a" * 80_000),
    ("0 " * 5_000 + "1", "0 " * 40_000),
    ("ab " * 3_333 + "a", "ab " * 26_666),
]


@pytest.mark.parametrize(("quote", "text"), REPEATED, ids="letters figures words".split())
def test_what_repeats_itself_is_looked_for_in_a_moment(quote: str, text: str) -> None:
    begun = time.process_time()
    assert list(find_all(quote, text)) == []
    assert time.process_time() - begun < 4


@pytest.mark.parametrize("times", [1, 2, 150, 151, 450])
def test_what_repeats_itself_is_found_one_behind_the_other(times: int) -> None:
    quote = " ".join(["ab"] * times)
    spans = [match.span for match in find_all(quote, " ".join(["ab"] * 3 * times + ["b"]))]
    assert [(span.start, span.end) for span in spans] == [
        (at * 3 * times, (at + 1) * 3 * times - 1) for at in range(3)
    ]


def test_an_unbroken_quotation_is_found_in_pieces() -> None:
    quote = "桥" * 299 + "河" * 700
    (found,) = find_all(quote, f"前 {quote} 后")
    assert found.verdict is Verdict.EXACT
    assert list(find_all(f"{quote}水", f"前 {quote} 后")) == []
