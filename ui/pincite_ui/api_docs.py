"""The API's reference as one page of plain HTML.

FastAPI's own page loads its script and style from a CDN; this one needs neither, nor a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1rem; margin: 2rem 0 .25rem } code, pre { font: 14px/1.45 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem; background: #8882; border-radius: 6px }
table { border-collapse: collapse } td { padding: .15rem 1rem .15rem 0; vertical-align: top }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700 }
:root { color-scheme: light dark }
"""


def reference_page(schema: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    info = schema["info"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} API</h1><p>{_prose(info['description'])}</p>"
        '<p><a href="openapi.json">openapi.json</a></p>'
        + "".join(_operations(schema))
        + "</body></html>"
    )


def _operations(schema: dict[str, Any]) -> Iterator[str]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield (
                f'<h2><span class="method">{method.upper()}</span>'
                f"<code>/api/v1{escape(path)}</code></h2>"
                f"<p>{escape(operation.get('summary', ''))}. "
                f"{_prose(operation.get('description', ''))}</p>"
            )
            yield _parameters(operation.get("parameters", []))
            yield from _bodies(operation, schema)


def _prose(text: str) -> str:
    """Escaped text with its code set as code.

    >>> _prose("send `k` < 9")
    'send <code>k</code> &lt; 9'
    """
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}</td>"
        f"<td>{escape(each.get('description', ''))}</td></tr>"
        for each in parameters
    )
    return f"<table>{rows}</table>"


def _bodies(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    for media in operation.get("requestBody", {}).get("content", {}).values():
        yield f"<p>Send:</p><pre>{_shape(media.get('schema', {}), schema)}</pre>"
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {})
        if media := content.get("application/json"):
            yield f"<p>Get ({status}):</p><pre>{_shape(media.get('schema', {}), schema)}</pre>"


def _shape(part: dict[str, Any], schema: dict[str, Any]) -> str:
    return escape(json.dumps(_example(part, schema), indent=2, ensure_ascii=False))


def _example(part: dict[str, Any], schema: dict[str, Any]) -> Any:
    """What a schema looks like when filled in: member names, and types where values go."""
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
