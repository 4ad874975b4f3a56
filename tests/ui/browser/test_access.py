"""axe looks at every part of the page, by day and by night, and finds nothing serious."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GRAVE = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """What axe holds to be serious on the page as it is now."""
    page.wait_for_timeout(300)  # colours are faded in, and half faded in they are pale
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['html'][:200]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_anybodys_way(visitor: Callable[..., Any], scheme: str) -> None:
    visit = visitor(scheme=scheme)
    page = visit.page
    found = {"first page": faults(page)}
    turn = visit.ask("How much was lent for the Pupin Bridge?")
    turn.get_by_role("button", name="right", exact=True).click()
    found["answer"] = faults(page)
    turn.locator(".mark").first.click()
    visit.sheet_is_shown()
    found["page"] = faults(page)
    visit.ask("Who won the Eurovision Song Contest in 2021?")
    found["refusal"] = faults(page)
    visit.tab("Documents")
    page.locator(".document-list > li").first.locator(".confirm summary").click()
    found["documents"] = faults(page)
    visit.tab("Check a quote")
    quote = turn.locator(".mark").first.get_attribute("data-words")
    page.fill("#quote textarea", quote.replace("145", "154"))
    page.locator("#check").click()
    expect(page.locator("#verdict h2")).to_have_text("Altered")
    page.locator("#source input").click()
    found["quotation"] = faults(page)
    link = page.locator("#verdict a[href^='/cite/']").first.get_attribute("href")
    document = page.request.get(f"{visit.address}/api/v1/documents").json()["documents"][0]["id"]
    for path in (link, f"/read/{document}/4", "/api/v1/docs"):
        page.goto(visit.address + path)
        found[path] = faults(page)
    assert {where: each for where, each in found.items() if each} == {}
