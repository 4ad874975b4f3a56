"""Asking in the browser: answers, their marks, their evidence, the page that opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

UNANSWERED = "Who won the Eurovision Song Contest in 2021?"
QUESTION = "How much was lent for the Pupin Bridge?"
HIGHLIGHTED = """() => {
  const image = document.querySelector(".viewer .sheet"), canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const dots = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let yellow = 0;
  for (let i = 0; i < dots.length; i += 4)
    if (dots[i] > 220 && dots[i + 1] > 190 && dots[i + 2] < 190) yellow++;
  return yellow;
}"""
"""How many dots of the page's image are as yellow as a marker."""


def test_every_sentence_of_an_answer_is_marked_and_stands_in_its_evidence(visit: Any) -> None:
    turn = visit.ask(QUESTION)
    claims = turn.locator(".claim")
    assert claims.count() >= 1
    for claim in claims.all():
        words = claim.locator("span").inner_text()
        marks = claim.locator(".mark")
        assert marks.count() >= 1
        for mark in marks.all():
            card = visit.page.locator(f"#{mark.get_attribute('data-card')}")
            assert words in card.locator("blockquote").inner_text()
            assert words in card.locator("mark").all_inner_texts()
            assert re.search(r"p\. \w+", card.locator(".page").inner_text())
    expect(turn).to_contain_text("€145 million")


def test_a_mark_opens_the_page_with_the_quote_highlighted(visit: Any) -> None:
    mark = visit.ask(QUESTION).locator(".mark").first
    mark.click()
    visit.sheet_is_shown()
    assert visit.page.evaluate(HIGHLIGHTED) > 500
    card = visit.page.locator(f"#{mark.get_attribute('data-card')}")
    expect(card.locator(".viewer")).to_be_visible()
    expect(card).to_be_in_viewport()
    alt = card.locator(".sheet").get_attribute("alt")
    assert alt.endswith("the quote highlighted")
    assert card.locator(".page").inner_text() in alt


def test_marks_and_viewer_work_from_the_keyboard(visit: Any) -> None:
    visit.ask(QUESTION)
    page = visit.page
    expect(page.locator("#question textarea")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.mark')"):
            break
    expect(page.locator(".mark:focus")).to_have_count(1)
    expect(page.locator("#tip")).to_be_visible()
    page.keyboard.press("Enter")
    visit.sheet_is_shown()
    expect(page.locator(".card.open")).to_be_focused()
    page.locator(".viewer .frame").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".viewer")).to_have_count(0)
    expect(page.locator(".card:focus")).to_have_count(1)


def test_hovering_a_mark_shows_the_quote(visit: Any) -> None:
    claim = visit.ask(QUESTION).locator(".claim").first
    claim.locator(".mark").first.hover()
    tip = visit.page.locator("#tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(claim.locator("span").inner_text())
    visit.page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_the_viewer_turns_pages_jumps_to_sections_and_zooms(visit: Any) -> None:
    visit.ask(QUESTION).locator(".mark").first.click()
    visit.sheet_is_shown()
    viewer = visit.page.locator(".viewer")
    where = viewer.locator(".where")
    expect(where).to_contain_text("p. ")
    cited = where.inner_text()
    viewer.get_by_role("button", name="Next page").click()
    expect(where).not_to_have_text(cited)
    visit.sheet_is_shown()
    assert visit.page.evaluate(HIGHLIGHTED) < 500
    viewer.get_by_role("button", name="Back to the quote").click()
    expect(where).to_have_text(cited)
    viewer.get_by_role("combobox", name="Jump to section").select_option(index=1)
    visit.sheet_is_shown()
    wide = viewer.locator(".sheet").bounding_box()["width"]
    viewer.get_by_role("button", name="Zoom in").click()
    viewer.get_by_role("button", name="Zoom in").click()
    visit.sheet_is_shown()
    assert viewer.locator(".sheet").bounding_box()["width"] == pytest.approx(1.5 * wide, rel=0.02)
    viewer.get_by_role("button", name="Close the page").click()
    expect(visit.page.locator(".viewer")).to_have_count(0)


def test_an_abstention_is_plain_and_cites_nothing(visit: Any) -> None:
    turn = visit.ask(UNANSWERED)
    expect(turn).to_contain_text("The documents do not answer this.")
    expect(turn.locator(".mark")).to_have_count(0)
    shown = visit.page.locator("#evidence .evidence-of:not([hidden])")
    expect(shown).to_contain_text("They may not answer the question.")
    assert shown.locator(".card.near").count() >= 1
    expect(shown.locator(".card:not(.near)")).to_have_count(0)
    expect(shown.locator(".number, mark")).to_have_count(0)


def test_a_closest_passage_is_read_on_its_page_with_one_click(visit: Any) -> None:
    turn = visit.ask(UNANSWERED)
    near = turn.locator(".closest a").first
    expect(near.locator(".place")).to_contain_text("p. ")
    near.click()
    visit.sheet_is_shown()
    assert visit.page.evaluate(HIGHLIGHTED) > 500
    expect(visit.page.locator(".card.near.open")).to_be_in_viewport()


def test_a_follow_up_says_what_was_searched_for(visit: Any) -> None:
    visit.ask("Has Huawei been kept out of the 5G network in Serbia?")
    turn = visit.ask("And in Hungary?")
    expect(turn.locator(".understood")).to_contain_text("searched for:")
    expect(turn.locator(".understood")).to_contain_text("Hungary")


def test_an_earlier_mark_brings_its_own_evidence_back(visit: Any) -> None:
    first = visit.ask(QUESTION)
    visit.ask(UNANSWERED)
    first.locator(".mark").first.click()
    visit.sheet_is_shown()
    shown = visit.page.locator("#evidence .evidence-of:not([hidden])")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text(QUESTION)


def test_a_question_is_edited_and_asked_again(visit: Any) -> None:
    visit.ask(UNANSWERED)
    visit.page.get_by_role("button", name="Edit and ask again").click()
    box = visit.page.locator("#question textarea")
    expect(box).to_have_value(UNANSWERED)
    box.fill(QUESTION)
    box.press("Enter")
    turns = visit.page.locator(".turn")
    expect(turns.locator(".claim").first).to_be_visible(timeout=60_000)
    expect(turns).to_have_count(1)
    expect(turns).to_contain_text(QUESTION)


def test_a_new_conversation_forgets_the_old_one(visit: Any) -> None:
    visit.ask(QUESTION)
    visit.page.get_by_role("button", name="New conversation").click()
    expect(visit.page.locator(".welcome")).to_be_visible()
    expect(visit.page.locator(".turn, .card")).to_have_count(0)
    expect(visit.page.locator("#question textarea")).to_be_focused()


def test_an_example_asks_itself(visit: Any) -> None:
    example = visit.page.locator("[data-do=example]").first
    question = example.inner_text()
    example.click()
    expect(visit.page.locator(".turn h3")).to_have_text(question)
    expect(visit.page.locator(".turn .claim").first).to_be_visible(timeout=60_000)


def test_questions_that_cannot_be_asked_are_told_why(visit: Any) -> None:
    box = visit.page.locator("#question textarea")
    box.press("Enter")
    expect(visit.page.get_by_role("alert")).to_have_text("Type a question first.")
    box.fill("why " * 25_000)
    box.press("Enter")
    expect(visit.page.get_by_role("alert")).to_contain_text("this one has 100,000")
    expect(visit.page.locator(".turn")).to_have_count(0)


def test_visitors_do_not_see_each_other(visitor: Callable[..., Any]) -> None:
    one, other = visitor(), visitor()
    one.ask(QUESTION)
    other.ask(UNANSWERED)
    expect(one.page.locator(".turn")).to_have_count(1)
    expect(other.page.locator(".turn")).to_have_count(1)
    expect(other.page.locator("body")).not_to_contain_text("Pupin")


def test_a_card_leads_back_to_its_answer(visit: Any) -> None:
    mark = visit.ask(QUESTION).locator(".mark").first
    mark.click()
    visit.sheet_is_shown()
    visit.page.locator(".card.open .number").click()
    expect(mark).to_be_focused()


def test_the_theme_can_be_asked_for(visit: Any) -> None:
    visit.leave(lambda: visit.page.goto(visit.address + "/?__theme=dark"))
    visit.page.wait_for_selector("body.dark #question textarea")
    paper = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(22, 24, 26)"


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_at_any_width(
    visitor: Callable[..., Any], width: int, scheme: str
) -> None:
    visit = visitor(width=width, scheme=scheme)
    visit.ask(QUESTION).locator(".mark").first.click()
    visit.sheet_is_shown()
    wide = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    assert visit.page.locator(".viewer").bounding_box()["width"] > 0.75 * min(width, 390)
    dark = visit.page.evaluate("document.body.classList.contains('dark')")
    assert dark == (scheme == "dark")
