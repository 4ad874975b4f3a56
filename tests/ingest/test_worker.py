"""Reading in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite_ingest.errors import DocumentError, PasswordError
from pincite_ingest.limits import Limits
from pincite_ingest.pdf.encryption import unlocked
from pincite_ingest.reader import read
from pincite_ingest.sandbox import worker
from pincite_ingest.sandbox.worker import read_isolated, unlock_isolated

from .conftest import ROOT, make_pdf, write


def page(canvas: object) -> None:
    write(canvas, ["Some words on a page."])  # type: ignore[arg-type]


def test_the_same_document_comes_back() -> None:
    data = make_pdf(page)
    assert read_isolated(data, "a.pdf") == read(data, "a.pdf")


def test_refusals_come_back_as_they_are() -> None:
    with pytest.raises(PasswordError, match="encrypted"):
        read_isolated(make_pdf(page, encrypt="secret"), "a.pdf")
    with pytest.raises(DocumentError, match="not a PDF"):
        read_isolated(b"words", "a.pdf")


def test_a_timeout_ends_it() -> None:
    start = time.monotonic()
    with pytest.raises(DocumentError, match=r"longer than 0\.01 seconds"):
        read_isolated(make_pdf(page), "a.pdf", limits=Limits(max_seconds=0.01))
    assert time.monotonic() - start < 5


def test_memory_is_bounded() -> None:
    data = b"words and more words. " * 2_000_000
    with pytest.raises(DocumentError, match=r"MB of memory|broke"):
        read_isolated(data, "a.txt", limits=Limits(max_memory_bytes=20_000_000,
                                                   max_characters=10**9))  # fmt: skip


def dies_of(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker ends by a signal instead of answering."""
    code = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    real = subprocess.Popen

    def dying(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-c", code], **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(worker.subprocess, "Popen", dying)


def test_a_crash_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    dies_of("SIGSEGV", monkeypatch)
    with pytest.raises(DocumentError, match="the reader broke on it"):
        read_isolated(b"words", "a.txt")
    with pytest.raises(DocumentError, match="the reader broke on it"):
        unlock_isolated(make_pdf(page, encrypt="secret"), "a.pdf", "secret")


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("SIGABRT", r"1,024 MB of memory.*Raise the limit"),
        ("SIGKILL", r"more memory than there is\. Split it"),
    ],
)
def test_what_gets_no_memory_says_so(
    signal: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies_of(signal, monkeypatch)
    with pytest.raises(DocumentError, match=said):
        read_isolated(b"words", "a.txt")


def test_encryption_that_is_nested_too_deep_is_not_for_want_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("pypdf.PdfReader.decrypt", deep)
    with pytest.raises(DocumentError, match=r"could not be taken off \(RecursionError\)"):
        unlocked(make_pdf(page, encrypt="secret"), "a.pdf", "secret")


def test_pdfium_without_memory_says_so() -> None:
    def unpacks(canvas: Canvas) -> None:
        page(canvas)
        canvas._code.append("%" + "x" * 60_000_000 + "\n")  # type: ignore[attr-defined]

    data = make_pdf(unpacks, pageCompression=1)
    assert len(data) < 200_000
    with pytest.raises(DocumentError, match="MB of memory"):
        read_isolated(data, "a.pdf", limits=Limits(max_memory_bytes=20_000_000))


def test_encryption_is_taken_off_in_the_worker() -> None:
    data = make_pdf(page, encrypt="secret")
    clear = unlock_isolated(data, "a.pdf", "secret")
    assert read(clear, "a.pdf").text == "Some words on a page."
    assert unlock_isolated(clear, "a.pdf", "secret") == clear
    assert unlock_isolated(b"words", "a.txt", "secret") == b"words"
    cut = data[: len(data) // 2]
    with pytest.raises(DocumentError, match="encryption could not be taken off"):
        unlock_isolated(cut[:9] + b"1 0 obj", "a.pdf", "secret")


@pytest.mark.slow
def test_an_unguarded_script_and_a_strange_folder_do(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('the wrong module')")
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong module')")
    script = (
        f"import sys; sys.path[:] = [p for p in sys.path if p] + [{str(ROOT / 'ingest')!r}]\n"
        "from pincite_ingest.sandbox.worker import read_isolated\n"
        "print(read_isolated(b'Some words.', 'a.txt').text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-"], input=script, cwd=tmp_path, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == "Some words.\n"
