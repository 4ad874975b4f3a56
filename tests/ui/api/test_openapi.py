"""The API against its own OpenAPI document: whatever is sent, what comes back is as documented."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
import uvicorn
from encoders import HashEncoder
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from pincite.answering.pipeline import Models
from pincite.assistant import Assistant
from pincite.settings import Settings
from pincite_index.storage.disk import DiskStore
from pincite_ui.api.app import build_api
from pincite_ui.http.app import build_app
from pincite_ui.http.settings import ServerSettings
from pincite_ui.http.uvicorn_server import address_of, listen

pytestmark = pytest.mark.slow

TEXT = "# Norrvik\n\nThe harbour of Norrvik was dredged in 1984 for 12 million crowns.\n"
EXAMPLES = 40
"""Requests made up for each operation, besides those at the schema's own edges."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the API of a small library is served."""
    encoder = HashEncoder()
    folder = tmp_path_factory.mktemp("schema")
    store = DiskStore(folder, fingerprint=encoder.fingerprint, dimension=encoder.dimension)
    with Assistant(store, Models(encoder), Settings()) as assistant:
        assistant.add(TEXT.encode(), name="norrvik.md")
        app = build_app(assistant, ServerSettings(chat=False))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        with listen("127.0.0.1", 0) as listening:
            running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            running.start()
            yield f"{address_of(listening)}/api/v1"
            server.should_exit = True
            running.join(30)


unused = cast(Any, None)  # the document describes the routes, whatever stands behind them
described = build_api(unused, unused, unused).openapi()


@schemathesis.openapi.from_dict(described).parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_no_request_breaks_the_documented_contract(case: Any, address: str) -> None:
    # Nobody can say in a schema which citations there are, or that a question needs a word in it.
    beside = ["positive_data_acceptance"]
    if case.method == "POST" and case.path == "/documents":
        beside.append("negative_data_rejection")  # in a form there are no types: 0 is "0"
    case.call_and_validate(base_url=address, excluded_checks=CHECKS.get_by_names(beside))
