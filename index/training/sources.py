"""Sources: the openly licensed collections that the reranker learns from, each at one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pincite_ingest.errors import UsageError
from training import readers
from training.checkout import Checkout, Files, Own
from training.reading import Reading


@dataclass(frozen=True, slots=True)
class Source:
    """One collection. Licences are as the repositories state them."""

    name: str
    """What its file of groups is called."""
    repository: str
    """Owner and name on GitHub; empty for what lies here."""
    commit: str
    """The commit that is read; empty for what lies here."""
    licence: str
    """Of the data, and of the text beneath where that has another."""
    read: Callable[[Files], Reading]
    """Turns its files into documents and questions."""
    most: int | None = None
    """Questions taken at most, drawn by the seed."""
    held_back: bool = False
    """Whether a ninth of its documents is kept for validation."""
    loose: bool = False
    """Whether text around the gold may answer too, so that it is no near miss."""
    partial: bool = False
    """Whether a part of the gold will do, since it is longer than a passage."""
    weight: int = 1
    """How often an epoch shows each of its groups."""


SOURCES = (
    Source("written", "", "",
           "ours CC BY-SA 4.0; addresses and factbook public domain", readers.written),
    Source("squad", "chrischute/squad", "85623adeb9e6639f145081fea9cae2d8f3a26379",
           "MIT; SQuAD 2.0 CC BY-SA 4.0", readers.squad, weight=3),
    Source("nqg", "xinyadu/nqg", "8211129",
           "MIT; SQuAD 1.1 CC BY-SA 4.0", readers.nqg, most=18000),
    Source("fairytale", "uci-soe/FairytaleQAData", "a24ddc1",
           "Apache-2.0", readers.fairytale, most=7000, held_back=True, loose=True),
    Source("medquad", "abachaa/MedQuAD", "577bd37",
           "CC BY 4.0", readers.medquad, most=3500, loose=True),
    Source("selqa", "emorynlp/selqa", "fef3d6a",
           "Apache-2.0", readers.selqa, held_back=True),
    Source("tatqa", "NExTplusplus/TAT-QA", "870accc",
           "MIT; data CC BY 4.0", readers.tatqa, held_back=True, weight=2),
    Source("covid", "deepset-ai/COVID-QA", "fb2eb5e",
           "Apache-2.0", readers.covid, held_back=True),
    Source("qed", "google-research-datasets/QED", "2492920337122918bbfc7d12c1268b9af796c6cf",
           "Wikipedia CC BY-SA 3.0; annotations not used", readers.qed),
    Source("pubmedqa", "pubmedqa/pubmedqa", "1cbae8e92f72f20c8d3747cbb3bf5bc53554d997",
           "MIT", readers.pubmedqa, loose=True, partial=True),
    Source("clapnq", "primeqa/clapnq", "eb26840",
           "Apache-2.0", readers.clapnq, weight=2),
)  # fmt: skip
"""Every source, in the order in which they are read."""


def named(name: str) -> Source:
    """A source of the table. Raises UsageError where it has none of that name."""
    for source in SOURCES:
        if source.name == name:
            return source
    known = ", ".join(source.name for source in SOURCES)
    raise UsageError(f"There is no source {name}; there are {known}.")


def read_all(clones: Path, sources: Iterable[Source] = SOURCES) -> dict[str, Reading]:
    """Each source by name, from clones named ``owner+name`` in one folder.

    Raises UsageError where a clone, a commit or a file is missing, or is of another format.
    """
    found = {}
    for source in sources:
        try:
            found[source.name] = source.read(_files(clones, source))
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise UsageError(
                f"{source.repository} at commit {source.commit} is not of the format that "
                f"{source.name} has; name the commit that its reader was written for."
            ) from error
    return found


def _files(clones: Path, source: Source) -> Files:
    if not source.commit:
        return Own()
    folder = clones / source.repository.replace("/", "+")
    return Checkout(folder, source.repository, source.commit)
