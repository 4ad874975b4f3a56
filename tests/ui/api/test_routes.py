"""The HTTP API through the real application, over a real library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

import pincite
from pincite_ui.api import schemas
from pincite_ui.http.app import build_app
from pincite_ui.http.settings import ServerSettings

pytestmark = pytest.mark.slow

HOSTILE = (
    "The barn <img src=http://evil.example/x onerror=alert(1)> was painted red in 1950. "
    "![tracker](http://evil.example/y.png) <script>alert(2)</script> The roof came later."
)
QUESTION = "When was the harbour dredged?"


def draw_pdf(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for sentence in (
        "The harbour of Norrvik was dredged in 1984 at a cost of 12 million crowns.",
        "Its lighthouse has been unmanned since the autumn of 1991.",
    ):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, sentence)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pincite.Assistant]:
    folder = tmp_path_factory.mktemp("api")
    with pincite.open(folder / "library") as opened:
        opened.add(draw_pdf(folder / "harbour.pdf"))
        opened.add(HOSTILE.encode(), name="<b>barn</b>.txt")
        yield opened


@pytest.fixture(scope="module")
def client(assistant: pincite.Assistant) -> Iterator[TestClient]:
    app = build_app(assistant, ServerSettings(chat=False, upload_bytes=1_000_000))
    with TestClient(app, base_url="http://127.0.0.1:7860") as visitor:
        yield visitor


@pytest.fixture(scope="module")
def document(assistant: pincite.Assistant) -> str:
    return assistant.documents()[0].id


def test_the_ids_are_those_of_the_documents(assistant: pincite.Assistant) -> None:
    assert assistant.document_ids() == [info.id for info in assistant.documents()]


@pytest.fixture(scope="module")
def citation(assistant: pincite.Assistant) -> str:
    return assistant.ask(QUESTION).citations[0].id


@dataclass(frozen=True)
class Call:
    """One call that succeeds, and the documented shape of what it returns."""

    method: str
    path: str
    model: type[BaseModel]
    body: Any = None


CALLS = [
    Call("GET", "/health", schemas.Health),
    Call("POST", "/ask", schemas.Answer, {"question": QUESTION}),
    Call(
        "POST", "/ask", schemas.Answer, {"question": "Who rules Mongolia?", "history": ["x", "y"]}
    ),
    Call(
        "POST", "/ask", schemas.Answer, {"question": QUESTION, "documents": ["{document}"], "k": 1}
    ),
    Call("GET", "/search?query=lighthouse&k=2", schemas.Hits),
    Call("GET", "/search?query=lighthouse&documents={document}", schemas.Hits),
    Call("POST", "/search", schemas.Hits, {"query": "lighthouse"}),
    Call("GET", "/documents", schemas.Documents),
    Call("GET", "/documents/{document}", schemas.DocumentInfo),
    Call("GET", "/citations/{citation}", schemas.Citation),
    Call("POST", "/quotes/check", schemas.QuoteCheck, {"text": "was dredged in 1984"}),
    Call("POST", "/quotes/check", schemas.QuoteCheck, {"text": "was dredged in 1985"}),
    Call("POST", "/quotes/check", schemas.QuoteCheck, {"text": "quite another thing altogether"}),
    Call(
        "POST",
        "/feedback",
        schemas.Feedback,
        {"question": QUESTION, "quotes": ["{citation}"], "opinion": "right"},
    ),
    Call("POST", "/feedback", schemas.Feedback, {"question": "Who?", "opinion": "wrong"}),
    Call("GET", "/feedback", schemas.AllFeedback),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_what_comes_back_has_its_documented_shape(
    call: Call, client: TestClient, document: str, citation: str
) -> None:
    def filled(text: str) -> str:
        return text.replace("{document}", document).replace("{citation}", citation)

    body = None if call.body is None else json.loads(filled(json.dumps(call.body)))
    answer = client.request(call.method, "/api/v1" + filled(call.path), json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert call.model.model_validate(answer.json()).model_dump() == answer.json()


def test_it_is_the_same_json_as_from_python(
    client: TestClient, assistant: pincite.Assistant
) -> None:
    over_http = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    from_python = assistant.ask(QUESTION).to_dict()
    del over_http["timings_ms"], from_python["timings_ms"]
    assert over_http == from_python
    hits = client.get("/api/v1/search", params={"query": "lighthouse"}).json()["hits"]
    assert hits == [hit.to_dict() for hit in assistant.search("lighthouse")]


def test_claims_are_streamed_and_then_the_whole(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"}
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [
        (block.split("\n")[0].removeprefix("event: "), json.loads(block.split("\ndata: ")[1]))
        for block in answer.text.rstrip("\n").split("\n\n")
    ]
    names = [name for name, _ in events]
    assert names == ["question", *["claim"] * (len(names) - 2), "answer"]
    whole = events[-1][1]
    assert [claim for name, claim in events if name == "claim"] == whole["claims"]


@dataclass(frozen=True)
class Mistake:
    """One call that fails, and how."""

    id: str
    method: str
    path: str
    status: int
    word: str
    """In the problem's detail."""
    more: dict[str, Any] = field(default_factory=dict)


def sent(**members: Any) -> dict[str, Any]:
    return {"json": members}


def uploaded(name: str, data: bytes, **form: str) -> dict[str, Any]:
    return {"files": {"file": (name, data)}, "data": form}


RAW = {"content-type": "application/json"}
MISTAKES = [
    Mistake("empty question", "POST", "/ask", 422, "question", sent(question="")),
    Mistake("blank question", "POST", "/ask", 422, "empty", sent(question=" \n")),
    Mistake("long question", "POST", "/ask", 422, "characters", sent(question="why " * 25_000)),
    Mistake(
        "long earlier question",
        "POST",
        "/ask",
        422,
        "characters",
        sent(question="and?", history=["why " * 25_000]),
    ),
    Mistake("no question", "POST", "/ask", 422, "question", sent()),
    Mistake("misspelt member", "POST", "/ask", 422, "histroy", sent(question="x", histroy=[])),
    Mistake("k of none", "POST", "/ask", 422, "k", sent(question="x", k=0)),
    Mistake(
        "unknown document", "POST", "/ask", 404, "feed", sent(question="x", documents=["feed"])
    ),
    Mistake("no JSON", "POST", "/ask", 422, "body: JSON", {"content": b"{", "headers": RAW}),
    Mistake(
        "half a letter",
        "POST",
        "/ask",
        422,
        "question",
        {"content": b'{"question": "\\ud800"}', "headers": RAW},
    ),
    Mistake(
        "no document at all", "POST", "/ask", 422, "at least 1", sent(question="x", documents=[])
    ),
    Mistake(
        "a crowd of documents",
        "POST",
        "/ask",
        422,
        "1000",
        sent(question="x", documents=["a"] * 2000),
    ),
    Mistake("a hundred faults", "POST", "/ask", 422, "x1", sent(**{f"x{n}": 0 for n in range(9)})),
    Mistake("a long page", "POST", "/quotes/check", 422, "page", sent(text="x", page="1" * 101)),
    Mistake("empty query", "GET", "/search?query=", 422, "query"),
    Mistake("no query", "GET", "/search", 422, "query"),
    Mistake("empty quotation", "POST", "/quotes/check", 422, "empty", sent(text=" ")),
    Mistake(
        "misattributed page",
        "POST",
        "/feedback",
        422,
        "page",
        sent(question="x", opinion="wrong_page"),
    ),
    Mistake("odd opinion", "POST", "/feedback", 422, "opinion", sent(question="x", opinion="so")),
    Mistake(
        "judging what is not there",
        "POST",
        "/feedback",
        404,
        "0123456789ab:3-9",
        sent(question="x", quotes=["0123456789ab:3-9"], opinion="right"),
    ),
    Mistake("malformed citation", "GET", "/citations/x", 404, "x"),
    Mistake("unknown citation", "GET", "/citations/0123456789ab:3-9", 404, "0123456789ab:3-9"),
    Mistake("unknown citation's page", "GET", "/citations/0123456789ab:3-9/image", 404, "0123"),
    Mistake("another page", "GET", "/citations/{citation}/image?page=9", 404, "page 9"),
    Mistake("page beyond", "GET", "/documents/{document}/pages/9/image", 404, "page 9"),
    Mistake("page 0", "GET", "/documents/{document}/pages/0/image", 422, "index"),
    Mistake("giant image", "GET", "/documents/{document}/pages/1/image?scale=99", 422, "scale"),
    Mistake("unknown document", "GET", "/documents/feedbeef", 404, "feedbeef"),
    Mistake("nothing to remove", "DELETE", "/documents/feedbeef", 404, "feedbeef"),
    Mistake("empty file", "POST", "/documents", 422, "a.pdf", uploaded("a.pdf", b"")),
    Mistake("text named .pdf", "POST", "/documents", 422, "a.pdf", uploaded("a.pdf", b"words")),
    Mistake("no file", "POST", "/documents", 422, "file", {"data": {"name": "x"}}),
    Mistake("large file", "POST", "/documents", 413, "large", uploaded("a.txt", b"x" * 1_100_000)),
    Mistake("large body", "POST", "/ask", 413, "large", sent(question="x" * 3_000_000)),
    Mistake("no such thing", "GET", "/answers", 404, "Not Found"),
    Mistake("no such method", "PUT", "/documents", 405, "Method"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_a_mistake_is_a_problem_in_one_sentence(
    mistake: Mistake,
    client: TestClient,
    assistant: pincite.Assistant,
    document: str,
    citation: str,
) -> None:
    before = assistant.documents()
    path = mistake.path.replace("{document}", document).replace("{citation}", citation)
    answer = client.request(mistake.method, "/api/v1" + path, **mistake.more)
    assert answer.status_code == mistake.status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = schemas.Problem.model_validate(answer.json())
    assert problem.status == mistake.status
    assert mistake.word in problem.detail
    assert len(problem.detail) < 600
    assert assistant.documents() == before


def test_a_document_comes_and_goes(client: TestClient, assistant: pincite.Assistant) -> None:
    upload = uploaded("../../mill.txt", b"The mill at Aldby was rebuilt in 1907 after a fire.")
    added = client.post("/api/v1/documents", **upload)
    assert added.status_code == 201
    assert schemas.Added.model_validate(added.json()).model_dump() == added.json()
    id = added.json()["document"]["id"]
    assert added.json()["document"]["source"] == "mill.txt"
    assert client.post("/api/v1/documents", **upload).status_code == 200
    found = client.get("/api/v1/search", params={"query": "mill at Aldby", "k": 1}).json()["hits"]
    assert found[0]["document"]["id"] == id
    cited = f"/api/v1/citations/{found[0]['id']}"
    assert client.get(cited).status_code == 200
    assert client.get(f"{cited}/image").status_code == 404
    assert client.delete(f"/api/v1/documents/{id}").json()["id"] == id
    assert client.get(cited).status_code == 404
    assert client.get(f"/cite/{found[0]['id']}").status_code == 404


def test_judgements_come_out_as_a_question_set(client: TestClient, citation: str) -> None:
    said = {"question": "When did it happen?", "quotes": [citation], "opinion": "right"}
    assert client.post("/api/v1/feedback", json=said).status_code == 200
    lines = client.get("/api/v1/feedback/questions").text.splitlines()
    asked = next(row for row in map(json.loads, lines) if row["question"] == said["question"])
    assert asked["answerable"] is True
    assert "1984" in asked["evidence"][0]["text"]
    assert asked["evidence"][0]["page"] == "1"
    assert client.post("/api/v1/feedback", json={**said, "keep": False}).status_code == 200
    assert said["question"] not in client.get("/api/v1/feedback").text


def test_a_page_image_is_drawn_highlighted_and_remembered(
    client: TestClient, document: str, citation: str
) -> None:
    marked = client.get(f"/api/v1/citations/{citation}/image")
    plain = client.get(f"/api/v1/documents/{document}/pages/1/image")
    assert marked.headers["content-type"] == plain.headers["content-type"] == "image/png"
    assert marked.content.startswith(b"\x89PNG")
    assert marked.content != plain.content
    assert marked.headers["cache-control"] == "private, no-cache"
    tag = marked.headers["etag"]
    for given in (tag, f'"other", W/{tag}', "*"):
        known = client.get(f"/api/v1/citations/{citation}/image", headers={"if-none-match": given})
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["etag"] == tag
    unknown = client.get(f"/api/v1/citations/{citation}/image", headers={"if-none-match": '"x"'})
    assert unknown.content == marked.content
    size = client.head(f"/api/v1/citations/{citation}/image").headers["content-length"]
    assert int(size) == len(marked.content)
    other = client.get(f"/api/v1/citations/{citation}/image?scale=1")
    assert other.headers["etag"] != tag


def test_the_citation_page_shows_text_as_text(
    client: TestClient, assistant: pincite.Assistant
) -> None:
    hit = assistant.search("painted barn", k=1)[0]
    page = client.get(f"/cite/{hit.id}")
    assert page.status_code == 200
    assert "&lt;img src=http://evil.example/x onerror=alert(1)&gt;" in page.text
    assert "<img src=http" not in page.text
    assert "<script" not in page.text
    assert "<b>barn" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    missing = client.get("/cite/<script>alert(1)</script>")
    assert missing.status_code == 404
    assert "<script" not in missing.text


def test_the_citation_page_has_its_pages(client: TestClient, citation: str) -> None:
    page = client.get(f"/cite/{citation}").text
    assert f"/api/v1/citations/{citation}/image?page=1" in page
    assert "1984" in page


def test_the_reference_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/v1/docs")
    schema = client.get("/api/v1/openapi.json").json()
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    for path in schema["paths"]:
        assert f"/api/v1{path}" in unescape(page.text)


def test_every_operation_says_how_it_fails(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert set(operation["responses"]) >= {"4XX", "5XX"}
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]
