"""The whole application as it is served, chat included: every part stands behind the same door."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

import pincite

pytestmark = pytest.mark.slow

ROOTS = [str(Path(root).resolve()) for root in ("src", "ingest", "index", "ui")]
PARTS = [
    "/",
    "/config",
    "/gradio_api/info",
    "/api/v1/documents",
    "/api/v1/docs",
    "/api/v1/openapi.json",
    "/api/v1/feedback",
    "/cite/0123456789ab:3-9",
    "/read/0123456789ab/1",
    "/mcp",
]


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    text: str


Get = Callable[..., Reply]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Where the whole application listens, behind a key."""
    library = tmp_path_factory.mktemp("app") / "library"
    with pincite.open(library) as assistant:
        assistant.add(b"The harbour of Norrvik was dredged in 1984.", name="norrvik.txt")
    process = subprocess.Popen(
        [sys.executable, "-m", "pincite_ui", "serve", "--port", "0", "--json"],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join(ROOTS),
            "PINCITE_API_KEY": "k3y",
            "PINCITE_LIBRARY": str(library),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    started = ""
    while not started.endswith("}\n"):
        line = process.stdout.readline()
        assert line, "the server did not start"
        started += line
    url = urlsplit(json.loads(started)["url"])
    yield url.hostname or "", url.port or 0
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def get(address: tuple[str, int]) -> Get:
    def fetch(path: str, **headers: str) -> Reply:
        connection = http.client.HTTPConnection(*address, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            reply = connection.getresponse()
            streamed = "event-stream" in reply.headers.get("content-type", "")
            text = "" if streamed else reply.read().decode()
            return Reply(reply.status, reply.headers, text)
        finally:
            connection.close()

    return fetch


@pytest.mark.parametrize("path", PARTS)
def test_every_part_asks_for_the_key(path: str, get: Get) -> None:
    assert get(path).status == 401
    assert get(path, x_api_key="k3").status == 401
    assert get(path, x_api_key="k3y").status in (200, 404, 405, 406)


@pytest.mark.parametrize("path", PARTS)
def test_every_part_refuses_a_hostile_name(path: str, get: Get) -> None:
    assert get(path, x_api_key="k3y", host="evil.example").status == 421


def test_a_refusal_is_heard_by_who_is_still_sending(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("POST", "/api/v1/ask", body=b"x" * 8_000_000, headers={"X-API-Key": "k3y"})
    reply = connection.getresponse()
    assert reply.status == 413
    assert json.loads(reply.read())["status"] == 413
    connection.close()


def test_a_supervisor_needs_no_key(get: Get) -> None:
    assert json.loads(get("/api/v1/health").text) == {"status": "ok"}


def test_the_page_may_fetch_nothing_from_elsewhere(get: Get) -> None:
    page = get("/", x_api_key="k3y")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "server" not in page.headers


def test_there_is_no_reference_page_from_a_cdn(get: Get) -> None:
    for path in ("/docs", "/redoc", "/api/v1/docs"):
        assert "cdn" not in get(path, x_api_key="k3y").text
