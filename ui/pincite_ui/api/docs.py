"""The API's reference as one page of plain HTML.

FastAPI's own page loads its script and style from a CDN; this one needs neither, nor a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from pincite_ui.http.pages.layout import plain_page

_STYLE = """
body { max-width: 56rem; padding-block: 2.5rem }
h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin: 2rem 0 .25rem; padding-top: 1rem;
  border-top: 1px solid var(--rule) } p { margin: .35rem 0 }
code, pre { font: .875rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere }
pre { overflow-x: auto; padding: .75rem; margin: .35rem 0; background: var(--leaf);
  border: 1px solid var(--rule); border-radius: 6px }
summary { cursor: pointer; padding: .25rem 0; color: var(--link) }
table { border-collapse: collapse } td { padding: .15rem 1rem .15rem 0; vertical-align: top }
.method { display: inline-block; min-width: 4.5rem }
"""


def reference_page(schema: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    info = schema["info"]
    return plain_page(
        f"{info['title']} API",
        _STYLE,
        f"<main><h1>{escape(info['title'])} API</h1><p>{_prose(info['description'])}</p>"
        '<p><a href="openapi.json">openapi.json</a></p>'
        f"{''.join(_operations(schema))}</main>",
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
        yield _folded("Send", media, schema)
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {})
        if media := content.get("application/json"):
            yield _folded(f"Get ({status})", media, schema)


def _folded(name: str, media: dict[str, Any], schema: dict[str, Any]) -> str:
    shape = _shape(media.get("schema", {}), schema)
    return f"<details><summary>{name}</summary><pre tabindex=0>{shape}</pre></details>"


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
