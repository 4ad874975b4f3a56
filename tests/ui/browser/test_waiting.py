"""What a person can do while Pincite is still at work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import expect

import pincite
from pincite_ingest.errors import UsageError
from pincite_ui.chat.examples import BRIEFING, WAIT
from pincite_ui.http.app import build_app
from pincite_ui.http.uvicorn_server import address_of, listen

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "How much was lent for the Pupin Bridge?"
SLOW = "Who lent the money for the Pupin Bridge?"


@pytest.fixture
def slow(library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a server listens that thinks about its examples and about one question for long."""
    thinking = threading.Event()
    with pincite.open(library) as assistant, listen("127.0.0.1", 0) as listening:
        answer = assistant.ask

        def ask(question: str, *more: Any, **others: Any) -> Any:
            if question in (*BRIEFING, SLOW):
                thinking.wait(30)
                raise UsageError("Too late.")  # the library is about to be closed
            return answer(question, *more, **others)

        monkeypatch.setattr(assistant, "ask", ask)
        server = uvicorn.Server(uvicorn.Config(build_app(assistant), log_level="error"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        yield address_of(listening)
        thinking.set()
        server.should_exit = True
        running.join(30)


def test_a_question_is_stopped_and_another_asked(slow: str, visitor: Any) -> None:
    visit = visitor(at=slow)
    page = visit.page
    page.fill("#question textarea", SLOW)
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn .seeking")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(visit.ask(QUESTION)).to_contain_text("€145 million")
    expect(page.locator(".turn")).to_have_count(2)


def test_who_does_not_wait_for_the_examples_keeps_the_answer(slow: str, visitor: Any) -> None:
    visit = visitor(at=slow)
    page = visit.page
    expect(page.locator(".welcome")).to_be_visible()
    turn = visit.ask(QUESTION)
    page.wait_for_timeout(1000 * WAIT + 500)
    expect(turn).to_contain_text("€145 million")
    expect(page.locator(".welcome")).to_be_hidden()
    visit.leave(page.reload)
    expect(page.locator(".turn h3")).to_have_text(QUESTION, timeout=20_000)
