"""The API's reference as one plain HTML page.

FastAPI's own page loads its script and style from a CDN; this page needs no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pincite_ui.templating import render

Prose = list[tuple[str, bool]]
"""Pieces of text, each with whether it is code."""


def reference_page(schema: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    info = schema["info"]
    return render(
        "pages/reference.html",
        title=info["title"],
        description=_prose(info["description"]),
        operations=list(_operations(schema)),
    )


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": _prose(operation.get("description", "")),
                "parameters": [
                    {"description": "", **parameter}
                    for parameter in operation.get("parameters", [])
                ],
                "bodies": list(_bodies(operation, schema)),
            }


def _prose(text: str) -> Prose:
    """Text split at its backticks.

    >>> _prose("send `k` < 9")
    [('send ', False), ('k', True), (' < 9', False)]
    """
    pieces = re.split("`([^`]+)`", text)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


def _bodies(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The title and an example of each request and response body."""
    for media in operation.get("requestBody", {}).get("content", {}).values():
        yield "Send", _shape(media, schema)
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {})
        if media := content.get("application/json"):
            yield f"Get ({status})", _shape(media, schema)


def _shape(media: dict[str, Any], schema: dict[str, Any]) -> str:
    example = _example(media.get("schema", {}), schema)
    return json.dumps(example, indent=2, ensure_ascii=False)


def _example(part: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A schema as an example: member names, with types in place of values."""
    if "$ref" in part:
        return _example(schema["components"]["schemas"][part["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in part:
        return _example(part["anyOf"][0], schema)
    if "enum" in part:
        return " | ".join(part["enum"])
    if part.get("type") == "object" and "properties" in part:
        return {name: _example(each, schema) for name, each in part["properties"].items()}
    if part.get("type") == "array":
        return [_example(part.get("items", {}), schema)]
    return part.get("const", part.get("type", "any"))
