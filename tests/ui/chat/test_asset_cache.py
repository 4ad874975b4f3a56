"""How the page is served: nothing from elsewhere, and Gradio's files compressed only once."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from pincite_ui.chat import asset_cache
from pincite_ui.chat.asset_cache import FOREVER, AssetCache
from pincite_ui.chat.offline import stay_offline


class Files:
    """An application that counts how often it is asked."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        headers = [(b"content-encoding", b"br")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"half ", "more_body": True})
        await send({"type": "http.response.body", "body": b"and half"})


def get(app: Any, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            message["headers"].append((b"x-added", b"outside"))
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw}
    asyncio.run(app(scope, None, send))
    found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], found, body


def test_an_asset_is_made_once_and_kept_as_it_was() -> None:
    files = Files()
    kept = AssetCache(files)
    first = get(kept, "/assets/a.js")
    assert first == get(kept, "/assets/a.js")
    assert first[2] == b"half and half"
    assert first[1]["cache-control"] == FOREVER
    assert files.asked == 1


def test_what_depends_on_the_request_is_kept_apart() -> None:
    files = Files()
    kept = AssetCache(files)
    get(kept, "/assets/a.js")
    get(kept, "/assets/a.js", **{"accept-encoding": "br"})
    get(kept, "/assets/b.js")
    assert files.asked == 3


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("gzip, deflate, br", "br;q=1.0, zstd", 1),
        ("gzip", "gzip, deflate", 1),
        ("", "identity", 1),
        ("gzip", "gzip, br", 2),
        ("gzip", "deflate", 2),
    ],
)
def test_only_how_it_will_be_compressed_tells_requests_apart(
    one: str, other: str, asked: int
) -> None:
    files = Files()
    kept = AssetCache(files)
    for accepted in (one, other):
        get(kept, "/assets/a.js", **{"accept-encoding": accepted})
    assert files.asked == asked


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    room = 2 * (13 + asset_cache.OVERHEAD)  # two files of 13 bytes
    monkeypatch.setattr(asset_cache, "MAX_BYTES", room)
    files = Files()
    kept = AssetCache(files)
    for name in "abcbca":
        get(kept, f"/assets/{name}.js")
    assert files.asked == 4


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/config", {}, 200),
        ("/gradio_api/file=assets/a.js", {}, 200),
        ("/assets/a.js", {"range": "bytes=0-1"}, 200),
        ("/assets/a.js", {}, 404),
    ],
)
def test_anything_else_is_asked_for_each_time(
    path: str, headers: dict[str, str], status: int
) -> None:
    files = Files(status)
    kept = AssetCache(files)
    for _ in range(2):
        found = get(kept, path, **headers)
        assert found[0] == status
        assert "cache-control" not in found[1]
    assert files.asked == 2


def test_the_network_is_ruled_out_whatever_the_shell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    stay_offline()
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
