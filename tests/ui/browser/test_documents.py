"""Documents in the browser: added, chosen, removed, quoted, taken away, and never trusted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import expect
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

import pincite
from pincite import sample
from pincite_ui import export

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "How much was lent for the Pupin Bridge?"


def printed(path: Path, *lines: str) -> Path:
    canvas = Canvas(str(path))
    for at, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * at, line)
    canvas.save()
    return path


def test_a_file_is_added_asked_left_out_and_removed(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    penguins = printed(
        tmp_path / "Penguins of the bay.pdf",
        "The keeper of the penguins in the northern bay is called Ottokar Brandt.",
        "He has fed the penguins there since the winter of 1987.",
    )
    visit.tab("Documents")
    page.set_input_files("#files input[type=file]", penguins)
    expect(page.locator(".outcome")).to_contain_text("was added", timeout=60_000)
    row = page.locator(".document-list > li").filter(has_text="Penguins of the bay")
    expect(row).to_contain_text("1 page")
    turn = visit.ask("Who is the keeper of the penguins in the northern bay?")
    expect(turn).to_contain_text("Ottokar Brandt")

    visit.tab("Documents")
    row.get_by_role("checkbox").uncheck()
    turn = visit.ask("Who is the keeper of the penguins in the northern bay?")
    expect(turn).not_to_contain_text("Ottokar Brandt")

    visit.tab("Documents")
    row.locator("summary").press("Enter")
    expect(row.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator("summary")).to_be_focused()
    row.locator("summary").click()
    row.get_by_role("button", name="Keep it").click()
    expect(row).to_have_count(1)
    row.locator("summary").click()
    row.get_by_role("button", name="Remove it").click()
    expect(row).to_have_count(0)
    expect(page.locator(".outcome")).to_contain_text("was removed")
    boxes = page.locator(".document-list input[type=checkbox]")
    assert boxes.count() == page.locator(".document-list input[type=checkbox]:checked").count()


def test_a_file_is_dragged_in(visit: Any) -> None:
    page = visit.page
    dragged = page.evaluate_handle("""() => {
      const dragged = new DataTransfer();
      dragged.items.add(new File(["The otter sleeps at noon."], "otters.txt"));
      return dragged;
    }""")
    page.dispatch_event("#chat-side", "dragenter", {"dataTransfer": dragged})
    expect(page.get_by_role("tab", name="Documents", selected=True)).to_be_visible()
    beside = """([place, dataTransfer]) => document.querySelector(place).dispatchEvent(
      new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }))"""
    assert page.evaluate(beside, ["#chat-side", dragged]) is False
    page.dispatch_event("#files button", "drop", {"dataTransfer": dragged})
    expect(page.locator(".outcome .done")).to_contain_text("otters.txt was added", timeout=60_000)
    row = page.locator(".document-list > li").filter(has_text="otters")
    row.locator("summary").press("Enter")
    row.get_by_role("button", name="Remove it").click()
    expect(row).to_have_count(0)


def test_an_encrypted_file_asks_for_its_password(visit: Any, tmp_path: Path) -> None:
    page = visit.page
    plain = printed(tmp_path / "plain.pdf", "The walrus of the southern bay is called Olga Lund.")
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("open sesame")
    locked = tmp_path / "Walrus.pdf"
    writer.write(locked)
    visit.tab("Documents")
    page.set_input_files("#files input[type=file]", locked)
    expect(page.locator("#password input")).to_be_visible(timeout=60_000)
    page.fill("#password input", "wrong")
    page.get_by_role("button", name="Open and add").click()
    expect(page.locator(".outcome .problem")).to_contain_text("is wrong", timeout=60_000)
    page.fill("#password input", "open sesame")
    page.get_by_role("button", name="Open and add").click()
    expect(page.locator(".outcome .done")).to_contain_text("was added", timeout=60_000)
    expect(page.locator("#password input")).to_be_hidden()
    visit.tab("Check a quote")
    page.fill("#quote textarea", "The walrus of the southern bay is called Olga Lund.")
    page.locator("#check").click()
    page.locator("#verdict").get_by_role("button", name="Show the page").click()
    visit.sheet_is_shown()


def test_a_file_that_cannot_be_read_is_told_why(visit: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"this is no PDF")
    visit.tab("Documents")
    expect(visit.page.locator(".document-list > li").first).to_be_visible()
    visit.page.set_input_files("#files input[type=file]", broken)
    problem = visit.page.locator(".outcome .problem")
    expect(problem).to_contain_text("broken.pdf could not be read", timeout=60_000)
    expect(visit.page.locator(".document-list > li", has_text="broken.pdf")).to_have_count(0)


def gold() -> str:
    """A sentence of the briefing with a figure in it."""
    lines = sample.QUESTIONS.read_text(encoding="utf-8").splitlines()
    quotes = [found["text"] for line in lines for found in json.loads(line)["evidence"]]
    return next(quote for quote in quotes if quote and "€145 million" in quote)


def test_a_quotation_gets_its_verdict_and_its_page(visit: Any) -> None:
    page = visit.page
    visit.tab("Check a quote")
    page.fill("#quote textarea", gold())
    page.locator("#check").click()
    verdict = page.locator("#verdict")
    expect(verdict.locator("h2")).to_have_text(re.compile("Exact|Word for word"))
    expect(verdict.locator(".page").first).to_contain_text("p. ")
    verdict.get_by_role("button", name="Show the page").first.click()
    visit.sheet_is_shown()

    page.fill("#quote textarea", gold().replace("145", "154"))
    page.locator("#check").click()
    expect(verdict.locator("h2")).to_have_text("Altered")
    expect(verdict.locator("del")).to_contain_text("154")
    expect(verdict.locator("ins")).to_contain_text("145")

    page.fill("#quote textarea", "Penguins never learnt to drive a tram through Bratislava.")
    page.locator("#check").click()
    expect(verdict.locator("h2")).to_have_text("Not found")


@pytest.mark.parametrize("form", ["Markdown", "HTML", "JSON"])
def test_every_citation_of_an_export_is_found_again(visit: Any, form: str, tmp_path: Path) -> None:
    visit.ask(QUESTION)
    visit.page.get_by_text("Export").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=form, exact=True).click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    whole = saved.read_text(encoding="utf-8")
    assert QUESTION in whole
    ids = set(re.findall(r"\b[0-9a-f]{8,32}:\d+-\d+\b", whole))
    assert ids
    for id in ids:
        with urlopen(f"{visit.address}/api/v1/citations/{id}") as answer:  # noqa: S310  # our own
            assert json.load(answer)["id"] == id


def test_an_answer_is_copied_with_its_citations(visit: Any) -> None:
    visit.ask(QUESTION).get_by_role("button", name="Copy").click()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION)
    assert re.search(r"\[1\] .+ page \w+.*\. Citation [0-9a-f]+:\d+-\d+", copied)


def test_what_a_document_says_never_becomes_part_of_the_page(visit: Any) -> None:
    page = visit.page
    visit.tab("Documents")
    expect(page.locator(".document-list")).to_contain_text("Zebras")
    turn = visit.ask("What does the striped herd say and drink at noon?")
    visit.ask("Tell me about <img src=http://evil.example/q.png onerror=window.hacked=7> zebras?")
    visit.tab("Evidence")
    turn.get_by_role("button", name=re.compile("Evidence|Closest")).click()
    shown = page.locator("#evidence .evidence-of:not([hidden])")
    expect(shown).to_contain_text("<script>window.hacked = 3</script>")
    shown.get_by_role("button", name=re.compile("Show")).first.click()
    expect(page.locator(".viewer .text")).to_contain_text("<script>window.hacked = 3</script>")
    assert (
        page.locator(
            "#transcript script, #evidence script, #transcript img, #evidence img[src*=evil]"
        ).count()
        == 0
    )
    assert page.evaluate("window.hacked") is None
    assert visit.foreign() == []


def test_what_a_document_says_stays_text_wherever_it_goes(visit: Any, library: Path) -> None:
    with pincite.open(library, settings=pincite.Settings(threshold=0)) as assistant:
        answer = assistant.ask("What does the striped herd say and drink at noon?")
        zebras = next(each for each in assistant.documents() if "Zebras" in each.title)
    hits = visit.page.request.get(f"{visit.address}/api/v1/search?query=striped+herd+noon")
    assert hits.headers["content-type"] == "application/json"
    assert "<script>window.hacked = 3</script>" in json.dumps(hits.json())
    cited = hits.json()["hits"][0]["id"]
    pages = {form.name: form.write([answer]) for form in export.FORMATS}
    pages["Markdown"] = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(
        pages["Markdown"]
    )
    page = visit.page.context.new_page()
    for name, written in pages.items():
        if name != "JSON":
            page.set_content(written, wait_until="load")
            expect(page.locator("body")).to_contain_text("<script>window.hacked = 3</script>")
            assert page.locator("script, img, a").count() == 0, name
            assert page.evaluate("window.hacked") is None
    for path in (f"/cite/{cited}", f"/read/{zebras.id}/1"):
        page.goto(visit.address + path)
        expect(page.locator("body")).to_contain_text("<script>window.hacked = 3</script>")
        assert page.locator("script").count() == 0
        assert page.evaluate("window.hacked") is None
    assert visit.foreign() == []


def test_an_old_link_opens_its_citation_after_a_restart(visit: Any, restarted: str) -> None:
    mark = visit.ask(QUESTION).locator(".mark").first
    link = mark.get_attribute("href")
    quote = mark.get_attribute("data-words")
    visit.leave(lambda: visit.page.goto(restarted + link))
    expect(visit.page.locator("body")).to_contain_text(quote[:40])
    image = visit.page.locator("img").first
    image.scroll_into_view_if_needed()
    expect(image).not_to_have_js_property("naturalWidth", 0)
