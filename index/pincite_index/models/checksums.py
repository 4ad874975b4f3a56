"""Hashes of weight files, cached until a file's size or modification time changes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """The folder of cached hashes and ONNX exports."""
    from platformdirs import user_cache_path

    return user_cache_path("pincite", appauthor=False) / "encoders"


def sha256_of(path: Path) -> str:
    """A file's sha256, in hexadecimal digits.

    It is remembered as git's index remembers files: by size and time of change. Reading 90 MB to
    name the documents of a library would be most of the work.
    """
    state = path.stat()
    name = str(path.resolve())
    now = {"path": name, "size": state.st_size, "changed": state.st_mtime_ns}
    memo = cache_folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(memo.read_text("utf-8"))
        digest: str = known.pop("sha256")
        if known == now:
            return digest
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _remember(memo, json.dumps({**now, "sha256": digest}))
    return digest


def _remember(memo: Path, text: str) -> None:
    """Write the memo atomically. A failure only means that the file is hashed again."""
    with contextlib.suppress(OSError):
        memo.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, draft = tempfile.mkstemp(dir=memo.parent, suffix=".tmp")
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
            Path(draft).replace(memo)
        finally:
            Path(draft).unlink(missing_ok=True)
