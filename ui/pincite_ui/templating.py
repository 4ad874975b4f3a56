"""The Jinja2 environment of every page. Autoescape is on, so document text never becomes markup."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pincite_ui import wording

TEMPLATES = Path(__file__).parent / "templates"

_TEMPLATE_LITERAL = {ord(char): f"&#{ord(char)};" for char in "`${}"}
"""Gradio puts HTML into a JavaScript template literal, where these characters have a meaning."""


def escaped(value: object) -> Markup:
    """A value as HTML, safe in element content, quoted attributes and template literals.

    >>> print(escaped('<b title="x">${1}'))
    &lt;b title=&#34;x&#34;&gt;&#36;&#123;1&#125;
    """
    if isinstance(value, Markup):
        return value
    return Markup(escape(value).translate(_TEMPLATE_LITERAL))  # noqa: S704  # escaped above


@cache
def environment() -> Environment:
    """The environment with our templates and the wording helpers as globals."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        finalize=escaped,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals |= {
        "count": wording.count,
        "duration": wording.duration,
        "location": wording.location,
        "page_list": wording.page_list,
        "section_path": wording.section_path,
    }
    return made


def render(template: str, **values: Any) -> Markup:
    """A rendered template, such as ``"chat/evidence.html"``."""
    return Markup(environment().get_template(template).render(values))  # noqa: S704  # autoescaped
