"""The command line through its real entry point, as a process of its own."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pincite import open as open_library
from pincite_ui.cli.app import COMMANDS
from pincite_ui.cli.main import main

pytestmark = pytest.mark.slow

ROOTS = [str(Path(root).resolve()) for root in ("src", "ingest", "index", "ui")]
SENTENCES = [
    "The harbour of Norrvik was dredged in 1984 at a cost of 12 million crowns.",
    "Its lighthouse has been unmanned since the autumn of 1991.",
    "The ferry to the outer islands runs three times a day in summer.",
]


QUESTIONS = (
    '{"id": "q1", "question": "When was the harbour dredged?", "answerable": true, '
    '"answers": ["1984"], "evidence": [{"text": "was dredged in 1984", "page": 1}]}\n'
    '{"id": "q2", "question": "Who rules Mongolia?", "answerable": false}\n'
)


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "pincite_ui", *map(str, words)]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE")}
    return kept | {
        "PYTHONPATH": os.pathsep.join(ROOTS),
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        # the encoder's exported graph may be shared: making it anew takes long
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        **more,
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


Pincite = Callable[..., Run]


@pytest.fixture(scope="module")
def pincite(home: Path) -> Pincite:
    def run(*words: str | Path, **more: str) -> Run:
        done = subprocess.run(  # the same interpreter, the same sources
            command(*words),
            env=environment(home, **more),
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


def draw_pdf(path: Path, sentences: list[str]) -> Path:
    """A page for each sentence."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for sentence in sentences:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, sentence)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("some files")
    good = draw_pdf(folder / "the harbour.pdf", SENTENCES)
    draw_pdf(folder / "other.pdf", ["The mill at Aldby was rebuilt in brick in 1907 after a fire."])
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "text.pdf").write_text("This is not a PDF at all.\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(good.read_bytes()[:300])
    (folder / "file").write_text("not a library", encoding="utf-8")
    (folder / "questions.jsonl").write_text(QUESTIONS, encoding="utf-8")
    (folder / "bad.csv").write_text("id;question\n1;Who?\n1;When?\n", encoding="utf-8")
    (folder / "elsewhere.jsonl").write_text(
        '{"question": "Where?", "doc": "atlas.pdf"}', encoding="utf-8"
    )
    (folder / "hostile.txt").write_text(
        "The \x1b[31mred\x1b[0m [bold]barn[/bold] \x9b31m was painted in 1950.\n", encoding="utf-8"
    )
    writer = PdfWriter(clone_from=good)
    writer.encrypt("sesame", algorithm="AES-256")
    writer.write(folder / "locked.pdf")
    return folder


@pytest.fixture(scope="module")
def library(pincite: Pincite, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libraries") / "a library"
    added = pincite("add", files / "the harbour.pdf", "--library", folder)
    assert added.status == 0, added.errors
    return folder


@pytest.fixture(scope="module")
def citation(pincite: Pincite, library: Path) -> str:
    answer = pincite("ask", "When was the harbour dredged?", "--library", library, "--json").json
    assert answer["status"] == "answered"
    return str(answer["citations"][0]["id"])


@pytest.fixture(scope="module")
def held(library: Path) -> Iterator[Callable[[], Any]]:
    """What the library holds now."""
    with open_library(library, create=False) as assistant:
        yield lambda: [document.to_dict() for document in assistant.documents()]


BAD_INPUT: list[tuple[str, list[str], int, str]] = [
    # what, words ({files} and {library} filled in), status, a word of the sentence
    ("missing file", ["add", "{files}/none.pdf"], 3, "none.pdf"),
    ("empty file", ["add", "{files}/empty.pdf"], 3, "empty.pdf"),
    ("text named .pdf", ["add", "{files}/text.pdf"], 3, "text.pdf"),
    ("broken PDF", ["add", "{files}/broken.pdf"], 3, "broken.pdf"),
    ("encrypted PDF", ["add", "{files}/locked.pdf"], 3, "password"),
    ("wrong password", ["add", "{files}/locked.pdf", "--password", "x"], 3, "password"),
    ("folder", ["add", "{files}"], 3, "some files"),
    ("no file named", ["add"], 2, "PATH"),
    (
        "one name for two",
        ["add", "{files}/empty.pdf", "{files}/text.pdf", "--name", "n"],
        2,
        "--name",
    ),
    ("empty question", ["ask", ""], 2, "empty"),
    ("blank question", ["ask", " \t "], 2, "empty"),
    ("long question", ["ask", "why " * 25_000], 2, "characters"),
    ("empty query", ["search", ""], 2, "empty"),
    ("empty quotation", ["quote", ""], 2, "empty"),
    ("no passages wanted", ["search", "x", "-k", "0"], 2, "-k"),
    ("unknown citation", ["show", "0123456789abcdef:3-9"], 1, "0123456789abcdef"),
    ("malformed citation", ["show", "page 12"], 1, "page 12"),
    ("span out of the text", ["show", "{id}:5-999999"], 1, "999999"),
    ("nothing to show", ["show"], 2, "--document"),
    ("unknown page", ["show", "--document", "{id}", "--page", "77"], 1, "77"),
    ("unknown document", ["show", "--document", "feedbeef", "--page", "1"], 3, "feedbeef"),
    ("image of no page", ["show", "--document", "{id}", "--image", "x.png"], 2, "--page"),
    ("remove nothing known", ["remove", "feedbeef"], 3, "feedbeef"),
    ("missing question set", ["eval", "{files}/none.jsonl"], 3, "none.jsonl"),
    ("bad question set", ["eval", "{files}/bad.csv"], 3, "bad.csv, line 3: "),
    ("question of another document", ["eval", "{files}/elsewhere.jsonl"], 3, "atlas.pdf"),
    ("no question set", ["eval"], 2, "--compare"),
    ("no saved run", ["eval", "--compare", "{files}/bad.csv", "{files}/bad.csv"], 3, "--save"),
    ("one saved run", ["eval", "--compare", "{files}/bad.csv"], 2, "--compare"),
    ("report nowhere", ["eval", "{files}/questions.jsonl", "--html", "/no/r.html"], 2, "/no"),
    ("report over a folder", ["eval", "{files}/questions.jsonl", "--html", "{files}"], 2, "folder"),
    ("no server", ["eval", "{files}/questions.jsonl", "--server", "x"], 2, "http://"),
    ("unknown verb", ["dance"], 2, "dance"),
    ("unknown option", ["list", "--loud"], 2, "--loud"),
    ("exposed", ["serve", "--host", "::", "--port", "0"], 2, "--expose-without-password"),
    ("bad port", ["serve", "--port", "70000"], 2, "--port"),
]


@pytest.mark.parametrize(
    ("words", "status", "word"), [b[1:] for b in BAD_INPUT], ids=[b[0] for b in BAD_INPUT]
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    words: list[str],
    status: int,
    word: str,
    pincite: Pincite,
    library: Path,
    files: Path,
    held: Callable[[], Any],
) -> None:
    before = held()
    id = before[0]["id"]
    filled = [each.replace("{files}", str(files)).replace("{id}", id) for each in words]
    ended = pincite(*filled, "--library", library, "--json")
    assert ended.status == status, ended.errors
    assert ended.errors.startswith("pincite: ")
    assert ended.errors.count("\n") == 1
    assert word in ended.errors
    assert len(ended.errors) < 600
    assert ended.json["status"] == status
    assert f"pincite: {ended.json['error']}\n" == ended.errors
    assert held() == before


@pytest.mark.parametrize("words", [["dance"], ["show", "x:1-2"], ["add", "none.pdf"]])
def test_without_json_a_mistake_prints_nothing_on_standard_output(
    words: list[str], pincite: Pincite
) -> None:
    ended = pincite(*words)
    assert ended.status != 0
    assert ended.output == ""
    assert ended.errors.count("\n") == 1


READING = {
    "list": [],
    "remove": ["x"],
    "ask": ["x"],
    "about": ["x"],
    "search": ["x"],
    "show": ["x:1-2"],
    "quote": ["x"],
    "feedback": [],
    "eval": [__file__],
    "mcp": [],
    "verify": [],
    "rescue": ["new"],
}


@pytest.mark.parametrize("verb", READING)
def test_a_missing_library_is_said_and_not_made(
    verb: str, pincite: Pincite, tmp_path: Path
) -> None:
    ended = pincite(verb, *READING[verb], "--library", tmp_path / "none")
    assert ended.status == 4
    assert ended.output == ""
    assert ended.errors.count("\n") == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("verb", [*READING, "add"])
def test_a_file_is_no_library(verb: str, pincite: Pincite, files: Path) -> None:
    words = READING.get(verb, [str(files / "other.pdf")])
    ended = pincite(verb, *words, "--library", files / "file")
    assert ended.status == 4
    assert ended.errors.count("\n") == 1
    assert (files / "file").read_text(encoding="utf-8") == "not a library"


@pytest.mark.parametrize("verb", ["list", "verify", "ask"])
def test_a_damaged_library_is_said(
    verb: str, pincite: Pincite, library: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "catalog.sqlite").write_bytes(b"not a catalogue, " * 1000)
    ended = pincite(verb, *READING[verb], "--library", damaged)
    assert ended.status == 4
    assert "damaged" in ended.errors
    assert ended.errors.count("\n") == 1


def test_the_good_ones_are_stored_and_each_failure_is_reported(
    pincite: Pincite, files: Path, tmp_path: Path
) -> None:
    paths = [files / name for name in ("other.pdf", "empty.pdf", "the harbour.pdf", "text.pdf")]
    ended = pincite("add", *paths, "--library", tmp_path, "--json")
    assert ended.status == 3
    assert [Path(each["document"]["source"]).name for each in ended.json["added"]] == [
        "other.pdf",
        "the harbour.pdf",
    ]
    assert len(ended.json["failures"]) == ended.errors.count("\n") == 2
    again = pincite("add", *paths[::2], "--library", tmp_path, "--json")
    assert [each["status"] for each in again.json["added"]] == ["unchanged", "unchanged"]
    assert again.status == 0


def test_an_encrypted_file_is_read_with_its_password(
    pincite: Pincite, files: Path, tmp_path: Path
) -> None:
    ended = pincite("add", files / "locked.pdf", "--password", "sesame", "--library", tmp_path)
    assert ended.status == 0, ended.errors


PAGE = {"index", "label"}
DOCUMENT = {"id", "title", "source"}
INFO = DOCUMENT | {"media_type", "pages", "passages", "characters", "warnings", "added"}
HIT = {"id", "document", "section", "pages", "start", "end", "text", "score"}
CITATION = HIT | {"number", "quotes"}
ANSWER = {
    "question",
    "standalone_question",
    "status",
    "confidence",
    "kind",
    "answer",
    "note",
    "count",
    "claims",
    "sections",
    "details",
    "suggestions",
    "citations",
    "closest",
    "timings_ms",
}
KEYS: list[tuple[list[str], set[str], dict[str, set[str]]]] = [
    # the verb's words, its JSON's keys, the keys of what is in it
    (["add", "{file}"], {"added", "failures"}, {"added": {"document", "status"}}),
    (["list"], {"documents"}, {"documents": INFO}),
    (
        ["ask", "When was the harbour dredged?"],
        ANSWER,
        {"claims": {"text", "citations"}, "citations": CITATION},
    ),
    (["about", "{id}"], ANSWER, {"details": {"name", "value", "origin"}}),
    (["search", "lighthouse", "-k", "2"], {"query", "hits"}, {"hits": HIT}),
    (["show", "{citation}"], CITATION, {"pages": PAGE}),
    (
        ["show", "--document", "{id}", "--page", "2"],
        {"document", "page", "warnings", "blocks"},
        {"blocks": {"kind", "section", "start", "end", "text"}},
    ),
    (
        ["quote", "has been unmanned since the autumn of 1991"],
        {"quote", "status", "document", "pages", "start", "end", "text", "differences", "places"},
        {"places": {"document", "pages", "start", "end", "text"}},
    ),
    (["verify"], {"sound", "problems"}, {}),
    (["rescue", "{new}"], {"added", "failures"}, {"added": {"document", "status"}}),
    (["feedback"], {"feedback"}, {}),
    (["feedback", "--export", "{written}"], {"file", "questions", "left_out"}, {}),
    (
        ["eval", "{questions}"],
        {"questions", "threshold", "figures", "kinds", "sorts", "outcomes"},
        {
            "outcomes": {
                "id",
                "question",
                "kind",
                "sort",
                "answerable",
                "status",
                "result",
                "confidence",
                "answer",
                "ranks",
                "page_rank",
                "contains_answer",
                "nuggets_covered",
                "hits",
                "milliseconds",
                "marks",
            }
        },
    ),
]


@pytest.mark.parametrize(("words", "keys", "inner"), KEYS, ids=[" ".join(k[0][:2]) for k in KEYS])
def test_json_has_these_keys(
    words: list[str],
    keys: set[str],
    inner: dict[str, set[str]],
    pincite: Pincite,
    library: Path,
    files: Path,
    citation: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    blanks = {
        "{file}": str(files / "the harbour.pdf"),
        "{id}": citation.partition(":")[0],
        "{citation}": citation,
        "{questions}": str(files / "questions.jsonl"),
        "{written}": str(files / "written.jsonl"),
        "{new}": str(tmp_path / "new"),
    }
    ended = pincite(*[blanks.get(word, word) for word in words], "--library", library, "--json")
    assert ended.status == 0, ended.errors
    assert ended.errors == ""
    assert set(ended.json) == keys
    assert main([words[0], "--help"]) == 0
    explained = capsys.readouterr().out
    assert all(f'"{key}"' in explained for key in keys)
    for name, expected in inner.items():
        assert ended.json[name], name
        for each in ended.json[name]:
            assert set(each) == expected


def test_a_citation_is_shown_on_its_page(
    pincite: Pincite, library: Path, citation: str, tmp_path: Path
) -> None:
    image = tmp_path / "a page.png"
    ended = pincite("show", citation, "--image", image, "--library", library, "--json")
    assert ended.json["pages"][0] == {"index": 1, "label": "1"}
    assert "1984" in ended.json["text"]
    assert image.read_bytes().startswith(b"\x89PNG")


def test_an_evaluation_is_a_table_and_a_ranking(
    pincite: Pincite, library: Path, files: Path, tmp_path: Path
) -> None:
    ranking = tmp_path / "a run.txt"
    ended = pincite("eval", files / "questions.jsonl", "--run", ranking, "--library", library)
    assert ended.status == 0, ended.errors
    assert "2 questions" in ended.output
    assert "recall@5" in ended.output
    assert ranking.read_text(encoding="utf-8").startswith("q1 Q0 ")


def test_an_evaluation_is_kept_compared_and_reported(
    pincite: Pincite, library: Path, files: Path, tmp_path: Path
) -> None:
    saved, other, page = tmp_path / "a.json", tmp_path / "b.json", tmp_path / "r.html"
    words = ["eval", files / "questions.jsonl", "--library", library]
    ended = pincite(*words, "--save", saved, "--html", page, "--server", "http://host:1", "--json")
    assert ended.status == 0, ended.errors
    assert json.loads(saved.read_text(encoding="utf-8")) == ended.json
    assert ended.json["figures"]["recall@1"] == {"value": 1.0, "n": 1, "interval": None}
    report = page.read_text(encoding="utf-8")
    assert "When was the harbour dredged?" in report
    assert 'href="http://host:1/cite/' in report
    assert "<script" not in report

    assert pincite(*words, "--save", other, PINCITE_THRESHOLD="0.99").status == 0
    compared = pincite("eval", "--compare", saved, other, "--json").json
    assert compared["questions"] == 2
    assert compared["figures"]["answerable refused"]["difference"] == 1
    table = pincite("eval", "--compare", saved, other)
    assert table.status == 0
    assert "b.json against a.json" in table.output


def test_a_judgement_becomes_a_question_that_is_evaluated(
    pincite: Pincite, library: Path, citation: str, tmp_path: Path
) -> None:
    with open_library(library, create=False) as assistant:
        assistant.judge("When was the harbour dredged?", [citation], "right")
    said = pincite("feedback", "--library", library)
    assert "When was the harbour dredged?" in said.output
    assert "right, 1 quote" in said.output
    written = tmp_path / "judged.jsonl"
    assert pincite("feedback", "--export", written, "--library", library).status == 0
    measured = pincite("eval", written, "--library", library, "--json")
    assert measured.json["figures"]["recall@5"] == {"value": 1.0, "n": 1, "interval": None}


def test_abstaining_is_an_answer(pincite: Pincite, library: Path) -> None:
    ended = pincite("ask", "What is the capital of Mongolia?", "--library", library)
    assert ended.status == 0
    assert "do not answer" in ended.output


def test_removing_takes_a_document_away(pincite: Pincite, files: Path, tmp_path: Path) -> None:
    added = pincite("add", files / "other.pdf", "--library", tmp_path, "--json").json
    id = added["added"][0]["document"]["id"]
    assert pincite("remove", id[:8], "--library", tmp_path, "--json").json["removed"][0]["id"] == id
    assert pincite("list", "--library", tmp_path, "--json").json == {"documents": []}


def test_document_text_is_harmless_on_the_way_out(
    pincite: Pincite, files: Path, tmp_path: Path
) -> None:
    pincite("add", files / "hostile.txt", "--library", tmp_path)
    for words in (["ask", "When was the barn painted?"], ["search", "barn"], ["list"]):
        ended = pincite(*words, "--library", tmp_path)
        assert ended.status == 0
        assert not {"\x1b", "\x9b"} & set(ended.output + ended.errors)
    assert "[bold]barn[/bold]" in pincite("search", "barn", "--library", tmp_path).output


def test_option_before_environment_before_default(
    pincite: Pincite, library: Path, files: Path, home: Path, tmp_path: Path
) -> None:
    named = pincite("list", "--json", PINCITE_LIBRARY=str(library))
    assert named.json == pincite("list", "--json", "--library", library).json
    ended = pincite("list", "--library", library, PINCITE_LIBRARY=str(tmp_path / "none"))
    assert ended.status == 0
    assert pincite("add", files / "other.pdf").status == 0
    assert (home / "data" / "pincite" / "library").is_dir()
    assert pincite("list", "--json", PINCITE_LIBRARY="").json["documents"]


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    explained = capsys.readouterr().out
    assert "--library" in explained
    assert "--json" in explained
    assert main(["--help"]) == 0
    assert f"  {verb} " in capsys.readouterr().out


def test_help_needs_nothing_heavy(home: Path) -> None:
    program = (
        "import sys; from pincite_ui.cli.main import main; main(['--help']);"
        "print([name for name in ('torch', 'gradio', 'faiss', 'fastapi', 'numpy', 'onnxruntime')"
        " if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(home), capture_output=True, text=True
    )
    assert done.stderr == "[]\n"


def test_a_closed_pipe_ends_quietly(home: Path, library: Path) -> None:
    process = subprocess.Popen(
        command("list", "--json", "--library", library),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.parametrize(
    ("closed", "words", "status"),
    [
        ("<&- >&- 2>&-", ("list",), 0),
        (">&-", ("list", "--json"), 0),
        ("2>&-", ("ask", ""), 2),
    ],
)
def test_a_stream_that_the_caller_closed_is_not_missed(
    closed: str, words: tuple[str, ...], status: int, home: Path, library: Path
) -> None:
    called = shlex.join(command(*words, "--library", library))
    done = subprocess.run(["sh", "-c", f"{called} {closed}"], env=environment(home))
    assert done.returncode == status


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    process: subprocess.Popen[str]
    first: Any


def _heed_interrupts() -> None:
    """Undo what a shell does to a job in the background, whose children ignore Ctrl-C too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def serve(home: Path) -> Any:
    started: list[subprocess.Popen[str]] = []

    def start(*words: str | Path) -> Served:
        process = subprocess.Popen(
            command("serve", "--port", "0", "--json", *words),
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_heed_interrupts,
        )
        started.append(process)
        assert process.stdout is not None
        text = ""
        while not text.rstrip().endswith("}"):
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            text += line
        return Served(process, json.loads(text))

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_ctrl_c_ends_the_server_quietly(serve: Any, library: Path) -> None:
    served = serve("--library", library)
    served.process.send_signal(signal.SIGINT)
    _, errors = served.process.communicate(timeout=30)
    assert served.process.returncode == 130
    assert errors == ""


def test_the_same_files_find_their_library_again(serve: Any, files: Path, pincite: Pincite) -> None:
    first = serve(files / "other.pdf", files / "the harbour.pdf")
    folder = Path(first.first["library"])
    first.process.terminate()
    first.process.communicate(timeout=30)
    assert first.process.returncode == 143
    second = serve(files / "the harbour.pdf", files / "other.pdf")
    assert second.first["library"] == str(folder)
    listed = pincite("list", "--library", folder, "--json").json["documents"]
    sources = {Path(each["source"]).name for each in listed}
    assert sources == {"other.pdf", "the harbour.pdf"}


def test_an_empty_library_is_given_the_briefing(
    serve: Any, pincite: Pincite, tmp_path: Path
) -> None:
    serve("--library", tmp_path / "new")
    listed = pincite("list", "--library", tmp_path / "new", "--json").json["documents"]
    assert len(listed) == 1


def test_a_port_in_use_is_one_sentence(pincite: Pincite, library: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = time.monotonic()
        ended = pincite("serve", "--port", str(port), "--library", library)
    assert ended.status == 1
    assert str(port) in ended.errors
    assert ended.errors.count("\n") == 1
    assert time.monotonic() - started < 30
