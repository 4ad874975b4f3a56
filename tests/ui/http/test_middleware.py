"""The server's door: who is let in, from where, with how much."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pincite_ingest.errors import UsageError
from pincite_ui.http.auth import Credentials, check_exposure
from pincite_ui.http.middleware import SecurityMiddleware
from pincite_ui.http.settings import ServerSettings

KEY, PASSWORD = "k3y-ü", "open sesame"


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anyone:{password}".encode()).decode()


@dataclass(frozen=True)
class Case:
    """One request and what it is answered with."""

    id: str
    status: int
    path: str = "/"
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    credentials: Credentials = field(default_factory=Credentials)
    says: str = ""


LOCKED = Credentials(api_key="k3y", password=PASSWORD)
KEY_ONLY = Credentials(api_key="k3y")
CROSS = {"sec-fetch-site": "cross-site"}
CASES = [
    Case("by address", 200),
    Case("by localhost", 200, headers={"host": "localhost:7860"}),
    Case("by another address", 200, headers={"host": "192.168.1.5:7860"}),
    Case("by IPv6", 200, headers={"host": "[::1]:7860"}),
    Case("by an allowed name", 200, headers={"host": "reports.example:7860"}),
    Case("by a hostile name", 421, headers={"host": "evil.example"}),
    Case("by a name that begins well", 421, headers={"host": "localhost.evil.example"}),
    Case("by no name", 421, headers={"host": ""}),
    Case("by half an address", 421, headers={"host": "["}),
    Case("half an address posts", 403, method="POST", headers={"origin": "http://["}),
    Case("own page posts", 200, method="POST", headers={"origin": "http://127.0.0.1:7860"}),
    Case("other page posts", 403, method="POST", headers={"origin": "http://evil.example"}),
    Case(
        "a proxy that keeps the name to itself",
        403,
        method="POST",
        headers={"origin": "https://reports.example", "host": "127.0.0.1:7860"},
        says="('https://reports.example', to '127.0.0.1:7860')",
    ),
    Case(
        "a long origin",
        403,
        method="POST",
        headers={"origin": "http://" + "x" * 5000},
        says=f"('http://{'x' * 93}', to '127.0.0.1:7860')",
    ),
    Case("other port posts", 403, method="POST", headers={"origin": "http://127.0.0.1:80"}),
    Case("opaque page posts", 403, method="POST", headers={"origin": "null"}),
    Case("cross-site fetch", 403, method="DELETE", headers={"sec-fetch-site": "cross-site"}),
    Case("other page links", 200, headers=CROSS | {"sec-fetch-mode": "navigate"}),
    Case("other page reads", 403, headers=CROSS | {"sec-fetch-mode": "cors"}),
    Case("other page shows", 403, headers=CROSS | {"sec-fetch-mode": "no-cors"}),
    Case("other page submits", 403, method="POST", headers=CROSS | {"sec-fetch-mode": "navigate"}),
    Case("other port reads", 403, headers={"sec-fetch-site": "same-site"}),
    Case("own page reads", 200, headers={"sec-fetch-site": "same-origin"}),
    Case("typed in", 200, headers={"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}),
    Case("a citation", 200, path="/cite/0123456789ab:3-9"),
    Case("a citation posted to", 405, path="/cite/0123456789ab:3-9", method="POST"),
    Case("a reading posted to", 405, path="/read/0123456789ab/1", method="POST"),
    Case("MCP listened to", 405, path="/mcp"),
    Case("MCP posted to", 200, path="/mcp", method="POST"),
    Case("no key", 401, credentials=LOCKED),
    Case("health without a key", 200, path="/api/v1/health", credentials=LOCKED),
    Case("bearer", 200, headers={"authorization": "Bearer k3y"}, credentials=LOCKED),
    Case("key header", 200, headers={"x-api-key": "k3y"}, credentials=LOCKED),
    Case("wrong key", 401, headers={"x-api-key": "k3"}, credentials=LOCKED),
    Case("password as a key", 401, headers={"x-api-key": PASSWORD}, credentials=LOCKED),
    Case("password", 200, headers={"authorization": basic(PASSWORD)}, credentials=LOCKED),
    Case("key as the password", 200, headers={"authorization": basic("k3y")}, credentials=KEY_ONLY),
    Case("empty password", 401, headers={"authorization": basic("")}, credentials=KEY_ONLY),
    Case("broken basic", 401, headers={"authorization": "Basic %%%"}, credentials=LOCKED),
    Case("small body", 200, method="POST", body=b"x" * 100),
    Case("large body", 413, method="POST", body=b"x" * 101),
    Case("large upload", 200, path="/api/v1/documents", method="POST", body=b"x" * 101),
    Case("too large upload", 413, path="/api/v1/documents", method="POST", body=b"x" * 1001),
    Case("odd length", 413, method="POST", headers={"content-length": "-1"}),
]


async def echo(request: Request) -> Response:
    return PlainTextResponse(
        str(len(await request.body())),
        headers={
            "access-control-allow-origin": "http://localhost:3000",
            "access-control-allow-credentials": "true",
        },
    )


def client(credentials: Credentials) -> TestClient:
    settings = ServerSettings(
        credentials=credentials,
        host_names=("reports.example",),
        body_bytes=100,
        upload_bytes=1000,
    )
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST", "DELETE"])])
    app.add_middleware(SecurityMiddleware, settings=settings)
    return TestClient(app, base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_door(case: Case) -> None:
    with client(case.credentials) as visitor:
        answer = visitor.request(
            case.method, case.path, headers=case.headers, content=case.body or None
        )
    assert answer.status_code == case.status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src" in answer.headers["content-security-policy"]
    if case.status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == case.status
        assert case.says in answer.json()["detail"]
    if case.status == 405:
        assert case.method not in answer.headers["allow"]
    if case.status == 401:
        assert answer.headers["www-authenticate"].startswith("Basic")


def test_a_body_is_counted_whatever_it_says_about_its_size() -> None:
    with client(Credentials()) as visitor:
        answer = visitor.post("/", content=(b"x" * 60 for _ in range(2)))
    assert answer.status_code == 413


def test_no_other_page_is_given_leave_to_read() -> None:
    with client(Credentials()) as visitor:
        answer = visitor.get("/", headers={"origin": "http://localhost:3000"})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/api/v1/health", "/cite/0123456789ab:3-9", "/read/0123/1"])
def test_a_head_says_what_a_get_would(path: str) -> None:
    with client(Credentials()) as visitor:
        got, asked = visitor.get(path), visitor.head(path)
    assert asked.status_code == got.status_code == 200
    assert asked.headers == got.headers
    assert asked.content == b""


def test_a_key_beyond_ascii_is_compared_and_not_tripped_over() -> None:
    assert Credentials(api_key=KEY).accept({"x-api-key": KEY})
    assert not Credentials(api_key="k").accept({"x-api-key": "\udcff"})
    assert not LOCKED.accept({"authorization": "Basic \xe9"})


@pytest.mark.parametrize(
    ("host", "credentials", "exposed", "refused"),
    [
        ("127.0.0.1", Credentials(), False, False),
        ("localhost", Credentials(), False, False),
        ("::1", Credentials(), False, False),
        ("0.0.0.0", Credentials(), False, True),  # noqa: S104  # the very thing refused
        ("::", Credentials(), False, True),
        ("192.168.1.5", Credentials(), False, True),
        ("localhost.evil.example", Credentials(), False, True),
        ("0.0.0.0", Credentials(password="p"), False, False),  # noqa: S104, S106
        ("0.0.0.0", Credentials(api_key="k"), False, False),  # noqa: S104
        ("0.0.0.0", Credentials(), True, False),  # noqa: S104
    ],
)
def test_nobody_else_is_let_in_by_accident(
    host: str, credentials: Credentials, exposed: bool, refused: bool
) -> None:
    if refused:
        with pytest.raises(UsageError, match="--expose-without-password"):
            check_exposure(host, credentials, exposed=exposed)
    else:
        check_exposure(host, credentials, exposed=exposed)
