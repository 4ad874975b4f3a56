"""How long the chat keeps a person waiting, measured in the browser itself.

A server over the bundled briefing is started and warmed up; then a real Chromium loads the page and
asks. The page's own clock is read: from the start of the visit, and from the press of Enter.

    python tests/benchmarks/browser.py [--most N]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

import pincite
from pincite import sample

QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run --disable-quic"
).split()
WATCH = """
window.seen = {};
const marks = {
  "question box": "#question textarea",
  "examples": ".welcome",
  "question": ".turn",
  "first words": ".claim, .abstained",
  "whole answer": ".turn .tools",
};
const look = () => {
  for (const [name, where] of Object.entries(marks))
    if (!(name in seen) && document.querySelector(where)) seen[name] = performance.now();
};
new MutationObserver(look).observe(document, { childList: true, subtree: true });
const asked = (event) => { if (event.key === "Enter") seen.asked ??= performance.now(); };
addEventListener("keydown", asked, true);
"""
"""Run before anything on the page is: when each thing was first there, in milliseconds."""
IMAGE = """async () => {
  const began = performance.now();
  document.querySelector(".mark").click();
  const sheet = () => document.querySelector(".viewer .frame[aria-busy=false] .sheet");
  while (!sheet()?.naturalWidth) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=20, help="questions asked (default 20)")
    most = parser.parse_args().most
    questions = [
        row["question"]
        for row in map(json.loads, sample.QUESTIONS.read_text("utf-8").splitlines())
        if row["answerable"]
    ][:most]
    paths = shutil.which("chromium") or shutil.which("chromium-browser")
    waits: dict[str, list[float]] = {}
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=paths, args=QUIET)
        for number, question in enumerate(["Who pays?", *questions]):
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.add_init_script(WATCH)
            page.goto(address)
            found = asked(page, question)
            if number:  # the first visit warms up
                for name, wait in found.items():
                    waits.setdefault(name, []).append(wait)
            page.context.close()
        browser.close()
    print("| wait, ms | visits | shortest | median | p95 |\n|---|---|---|---|---|")
    for name, each in waits.items():
        ordered = sorted(each)
        late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
        print(
            f"| {name} | {len(each)} | {ordered[0]:.0f} | {statistics.median(each):.0f} "
            f"| {late:.0f} |"
        )
    print(f"\nLoad on {os.cpu_count()} processors: {os.getloadavg()[0]:.1f}")


def asked(page: Page, question: str) -> dict[str, float]:
    """The waits of one visit with one question."""
    page.wait_for_selector("#question textarea")
    page.wait_for_selector(".welcome li")
    page.wait_for_timeout(500)
    painted = page.evaluate(
        "performance.getEntriesByType('paint').find(e => e.name.includes('contentful')).startTime"
    )
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".turn .tools", timeout=60_000)
    seen: dict[str, Any] = page.evaluate("seen")
    waits = {
        "visit to first paint": painted,
        "visit to question box": seen["question box"],
        "Enter to the question as understood": seen["question"] - seen["asked"],
        "Enter to the first words of the answer": seen["first words"] - seen["asked"],
        "of these, finding the answer": answered(page.locator(".turn .summary").inner_text()),
        "Enter to the whole answer": seen["whole answer"] - seen["asked"],
    }
    if page.locator(".mark").count():
        waits["mark to the page's image"] = page.evaluate(IMAGE)
    return waits


def answered(summary: str) -> float:
    """The milliseconds that the page says an answer took ("38 ms", "1.6 s")."""
    number, unit = re.findall(r"([\d.]+) (ms|s)\b", summary)[-1]
    return float(number) * (1 if unit == "ms" else 1000)


@contextmanager
def serving() -> Iterator[str]:
    """A server over the sample, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        with pincite.open(folder) as assistant:
            assistant.add(sample.PDF)
        words = ["-m", "pincite_ui", "serve", "--port", "0", "--library", folder]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path))}
        with subprocess.Popen(  # ourselves
            [sys.executable, *words],
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            for line in server.stdout or ():
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found[0]
                    break
            server.terminate()


if __name__ == "__main__":
    sys.path[:0] = [
        str(Path(__file__).parents[2] / root) for root in ("src", "ingest", "index", "ui")
    ]
    main()
