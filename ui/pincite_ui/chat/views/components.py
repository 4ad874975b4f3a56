"""What every part of the page is made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pincite_ui.chat.views import markup

ASSETS = Path(__file__).parents[2] / "assets"
AT_ONCE = 8
"""Events of a kind that are handled at the same time; the rest wait their turn."""
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""No spinners over the text, and no second, undocumented API beside /api/v1."""


def asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def panel(name: str, html: str, events: str = "", script: str = "", **more: Any) -> gr.HTML:
    """A part of the page that we render ourselves, from strings that are escaped already.

    Its ``events`` (quoted names) stand in a comment, because Gradio looks for them in the script.
    """
    join = f"(window.pinciteDoors ??= {{}}).{name} = {{trigger, server}}; // {events}\n"
    return gr.HTML(
        html, elem_id=name, js_on_load=join + script, apply_default_css=False, padding=False, **more
    )


def told(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along. Anybody can send anything: nothing in it is trusted."""
    data = event._data
    return data if isinstance(data, dict) else {}


def notice(sentence: str) -> str:
    """A sentence about something that cannot be done."""
    return f'<p class="problem" role="alert">{markup.text(sentence)}</p>'
