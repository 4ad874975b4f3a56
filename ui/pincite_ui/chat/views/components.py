"""The building blocks of the page: our HTML panels, and the options of every event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from pincite_ui.templating import render

ASSETS = Path(__file__).parents[2] / "assets"
CONCURRENCY = 8
"""Events of a kind that run at the same time; further events wait."""
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""No spinners over the text, and no second, undocumented API beside /api/v1."""


def asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def panel(name: str, html: str, events: str = "", script: str = "", **more: Any) -> gr.HTML:
    """A part of the page with our own HTML, which is already escaped.

    The page's script triggers its events through ``window.pincitePanels``. The ``events`` (quoted
    names) are in a comment, because Gradio looks for them in the script.
    """
    join = f"(window.pincitePanels ??= {{}})['{name}'] = {{trigger, server}}; // {events}\n"
    return gr.HTML(
        html, elem_id=name, js_on_load=join + script, apply_default_css=False, padding=False, **more
    )


def notice(sentence: str) -> str:
    """A sentence about something that is not possible."""
    return render("chat/notice.html", sentence=sentence)
