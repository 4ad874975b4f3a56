"""One person's first visit, from the first question to an old link opened after a restart."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from pincite.evaluation import load
from pincite_ui.cli.main import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "How much was lent for the Pupin Bridge?"
SENTENCE = "The heron count on the Lower Tisza rose from 310 to 455 pairs between 2015 and 2020."
CITATION = re.compile(r"\b[0-9a-f]{12}:\d+-\d+\b")


def test_everything_that_a_visitor_comes_for(
    visit: Any, library: Path, restarted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page: Page = visit.page

    # Ask, and ask on.
    first = visit.ask("Has Huawei been kept out of the 5G network in Serbia?")
    expect(first.locator(".claim").first).to_be_visible()
    follow_up = visit.ask("And in Hungary?")
    expect(follow_up.locator(".understood")).to_contain_text("Hungary")

    # Open a citation without the mouse.
    answer = visit.ask(QUESTION)
    link = answer.locator(".mark").first.get_attribute("href")
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.mark')"):
            break
    page.keyboard.press("Enter")
    visit.sheet_is_shown()
    expect(page.locator(".card.open")).to_be_focused()

    # Say that it is right.
    answer.get_by_role("button", name="right", exact=True).click()
    expect(answer.get_by_role("button", name="right", exact=True, pressed=True)).to_be_visible()

    # Upload, and see it asked.
    visit.tab("Documents")
    page.set_input_files("#files input[type=file]", herons(tmp_path / "Herons.pdf"))
    expect(page.locator(".outcome .done")).to_contain_text("was added", timeout=60_000)
    added = visit.ask("How many pairs of herons are there on the Lower Tisza?")
    expect(added.locator(".claim").first).to_contain_text("455 pairs")

    # Check a quotation: where it stands, and that it does not stand elsewhere.
    visit.tab("Check a quote")
    page.fill("#quote textarea", SENTENCE)
    page.locator("#check").click()
    verdict = page.locator("#verdict h2").first
    expect(verdict).to_have_text("Exact", timeout=20_000)
    page.locator("#source input").click()
    page.get_by_role("option").filter(has_text="Parallel").click()
    page.locator("#check").click()
    expect(verdict).to_have_text("Misattributed", timeout=20_000)
    expect(page.locator("#verdict .card").first).to_contain_text("Herons")

    # The page is loaded again, and all is as it was.
    visit.leave(page.reload)
    page.wait_for_selector("#question textarea")
    expect(page.locator(".turn h3")).to_have_text(
        [
            "Has Huawei been kept out of the 5G network in Serbia?",
            "And in Hungary?",
            QUESTION,
            "How many pairs of herons are there on the Lower Tisza?",
        ],
        timeout=20_000,
    )
    expect(page.get_by_role("button", name="right", exact=True, pressed=True)).to_have_count(1)

    # Take it away: every citation in every form is found again by the command line.
    for form in ("Markdown", "HTML", "JSON"):
        page.locator(".menu summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=form, exact=True).click()
        written = Path(download.value.path()).read_text(encoding="utf-8")
        cited = set(CITATION.findall(written))
        assert len(cited) >= 3
        for id in cited:
            assert main(["show", id, "--json", "--library", str(library)]) == 0
            assert json.loads(capsys.readouterr().out)["text"]

    # The judgement comes out as a question that can be evaluated.
    questions = tmp_path / "feedback.jsonl"
    assert main(["feedback", "--export", str(questions), "--library", str(library)]) == 0
    judged = {one.question: one for one in load(questions)}
    assert "€145 million" in (judged[QUESTION].evidence[0].text or "")

    # The server was started anew: an old link still opens its page.
    visit.leave(lambda: page.goto(restarted + link))
    image = page.locator("img").first
    image.scroll_into_view_if_needed()
    expect(image).not_to_have_js_property("naturalWidth", 0)
    assert main(["remove", "Herons.pdf", "--library", str(library)]) == 0


def herons(path: Path) -> Path:
    canvas = Canvas(str(path))
    canvas.setTitle("Herons")
    canvas.drawString(72, 760, SENTENCE)
    canvas.save()
    return path
