"""Checkouts: what a source's repository held at one commit, read from a clone or from here."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pincite_ingest.errors import UsageError

HERE = Path(__file__).parent


class Files(Protocol):
    """What a reader reads from."""

    def files(self, *paths: str) -> dict[str, str]: ...

    def read(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Own:
    """Files that lie beside this one."""

    def files(self, *paths: str) -> dict[str, str]:
        """Text of the given files, in order of their paths."""
        return {path: self.read(path) for path in sorted(paths)}

    def read(self, path: str) -> str:
        return (HERE / path).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A clone of a repository. Files are read by commit, so git's own hashes vouch for them."""

    folder: Path
    """The clone, bare or not; its work tree is not read."""
    repository: str
    """Owner and name, for messages."""
    commit: str
    """At least seven hexadecimal digits."""

    def files(self, *paths: str) -> dict[str, str]:
        """Text of the given files, and of those under the given folders, in order of their paths.

        Raises UsageError where the clone, the commit or a path is missing.
        """
        packed = self._git("archive", "--format=tar", self._found_commit(), "--", *paths)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            texts = {
                member.name: file.read().decode("utf-8", "replace")
                for member in archive
                if (file := archive.extractfile(member)) is not None
            }
        return dict(sorted(texts.items()))

    def read(self, path: str) -> str:
        """The text of one file. Raises UsageError where it is missing."""
        return self.files(path)[path]

    def _found_commit(self) -> str:
        return (
            self._git("rev-parse", "--verify", "--quiet", f"{self.commit}^{{commit}}")
            .decode()
            .strip()
        )

    def _git(self, *arguments: str) -> bytes:
        git = shutil.which("git")
        if git is None:
            raise UsageError("git is missing; install it to read the sources.")
        if not self.folder.is_dir():
            raise UsageError(
                f"There is no clone of {self.repository} at {self.folder}; "
                f"clone https://github.com/{self.repository} to there."
            )
        done = subprocess.run(  # noqa: S603 (git, and paths of our own table)
            [git, "-C", str(self.folder), *arguments], capture_output=True, check=False
        )
        if done.returncode != 0:
            raise UsageError(
                f"{self.folder} does not hold what is read of {self.repository} at commit "
                f"{self.commit} ({' '.join(arguments[-1:])}); fetch that commit."
            )
        return done.stdout
