"""A writer that never rests: it adds, replaces and removes until it is stopped, and tells of each.

    python tests/soak/busy.py LIBRARY SEED [NAME-PREFIX]

Before each change it prints "begin VERB NAME NUMBER" and after it "done". Every sentence of a
document names the document and its number, so that a torn one is recognised.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in ("src", "ingest", "index", "tests/index"):
    sys.path.insert(0, str(ROOT / folder))

from encoders import HashEncoder  # noqa: E402

import pincite.indexing  # noqa: E402
from pincite import Settings  # noqa: E402
from pincite.answering.pipeline import Models  # noqa: E402
from pincite.assistant import Assistant  # noqa: E402
from pincite_index.search import vector_index  # noqa: E402
from pincite_index.storage.disk import DiskStore  # noqa: E402
from pincite_ingest.reader import read  # noqa: E402

NAMES = 6


def token(name: str, number: int) -> str:
    """The word that tells a version of a document from all others."""
    return f"{name}v{number}x"


def text(name: str, number: int) -> str:
    rng = random.Random(f"{name}{number}")  # noqa: S311
    word = token(name, number)
    sentences = (
        f"The {word} harbour was dredged to {rng.randrange(99)} feet by gang {at} of the port."
        for at in range(rng.randrange(3, 60))
    )
    return "".join(f"{one}\n\n" for one in sentences)


def assistant(folder: Path) -> Assistant:
    """Over a library whose vector file is written anew all the time, by a quick encoder."""
    encoder = HashEncoder()
    vector_index.TAIL_LEAST = 10
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)
    return Assistant(store, Models(encoder), Settings(threshold=0.0))


def main(folder: str, seed: str, prefix: str = "") -> None:
    pincite.indexing.read_isolated = lambda data, source, **_: read(data, source)  # type: ignore
    rng = random.Random(seed)  # noqa: S311
    busy = assistant(Path(folder))
    while True:
        name = f"{prefix}doc{rng.randrange(NAMES)}"
        there = {info.source: info.id for info in busy.documents()}
        verb = "remove" if name in there and rng.random() < 0.3 else "put"
        number = rng.randrange(10**6)
        print("begin", verb, name, number, flush=True)
        if verb == "remove":
            busy.remove(there[name])
        else:
            busy.add(text(name, number).encode(), name=name)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
