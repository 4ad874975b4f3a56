"""A real server over a real library, and a real Chromium that reports all it asks for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    sync_playwright,
)

import pincite
from pincite import sample

QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run --disable-quic --no-default-browser-check"
).split()
"""A browser that fetches nothing of its own accord."""
ROOTS = [str(Path(__file__).parents[3] / root) for root in ("src", "ingest", "index", "ui")]
LEFT = re.compile("AbortError: signal is aborted|Unexpected error Connection errored out")
"""What Gradio's client says of events that end with their page."""
HOSTILE = """# Zebras <img src="http://evil.example/title.png" onerror="window.hacked = 1">

## <script>window.hacked = 2</script> Habits of the striped herd

The striped herd says <script>window.hacked = 3</script> and drinks
<img src="http://evil.example/a.png" onerror="window.hacked = 4"> at noon, as
![a picture](http://evil.example/b.png) shows, for ${window.hacked = 5} crowns
{{constructor.constructor("window.hacked = 6")()}} and <b>bold</b> "quotes" & more.
"""


@dataclass(frozen=True)
class Visit:
    """A page of one visitor, and what it asked for."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self) -> Visit:
        self.page.goto(self.address)
        self.page.wait_for_selector("#question textarea")
        return self

    def ask(self, question: str) -> Locator:
        """The turn that comes of a question."""
        turns = self.page.locator(".turn")
        before = turns.count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        turn = turns.nth(before)
        turn.locator(".tools").wait_for(timeout=60_000)
        return turn

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def sheet_is_shown(self) -> None:
        """Waits until a page's image has really been drawn."""
        self.page.wait_for_function(
            "document.querySelector('.viewer .frame[aria-busy=false] .sheet')?.naturalWidth > 0"
        )

    def leave(self, go: Callable[[], object]) -> None:
        """Goes elsewhere. What the page still waited for ends with it, as Gradio's client says
        aloud; on a busy machine the examples are worked out for as long as a page is open."""
        known = len(self.problems)
        go()
        self.problems[known:] = [one for one in self.problems[known:] if not LEFT.match(one)]

    def foreign(self) -> list[str]:
        """Requests to anywhere but this machine."""
        return [
            url
            for url in self.requests
            if urlsplit(url).hostname != "127.0.0.1"
            and urlsplit(url).scheme not in ("data", "blob")
        ]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the briefing and a document whose words are markup."""
    folder = tmp_path_factory.mktemp("chat")
    hostile = folder / "zebras.md"
    hostile.write_text(HOSTILE, encoding="utf-8")
    with pincite.open(folder / "library") as assistant:
        assistant.add(sample.PDF)
        assistant.add(hostile)
    return folder / "library"


@pytest.fixture(scope="session")
def address(library: Path) -> Iterator[str]:
    """Where a server over that library listens."""
    with serving(library) as found:
        yield found


@pytest.fixture
def restarted(library: Path) -> Iterator[str]:
    """Where another server over the same library listens."""
    with serving(library) as found:
        yield found


@contextmanager
def serving(library: Path) -> Iterator[str]:
    """A server in a process of its own, by the command that people use."""
    command = ["-m", "pincite_ui", "serve", "--port", "0", "--library", str(library)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    ) as server:
        said = []
        for line in server.stdout or ():
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                yield found[0]
                break
        else:
            pytest.fail("The server did not start:\n" + "".join(said))
        server.terminate()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. Its driver keeps an event loop in this thread, so no other test may find it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Opens the chat as somebody new; in the end nothing went wrong or left the machine."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def come(
        width: int = 1280, height: int = 800, scheme: str = "light", at: str = address
    ) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        visit = Visit(context.new_page(), at)
        visits.append(visit)
        context.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("pageerror", lambda error: visit.problems.append(str(error)))
        visit.page.on(
            "console",
            lambda said: visit.problems.append(said.text) if said.type == "error" else None,
        )
        return visit.open()

    yield come
    for context in contexts:
        context.close()
    for visit in visits:
        assert visit.foreign() == []
        assert visit.problems == []


@pytest.fixture
def visit(visitor: Callable[..., Visit]) -> Visit:
    """A visitor with a desktop browser."""
    return visitor()
