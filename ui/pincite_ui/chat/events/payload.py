"""What the page's script sends with an event."""

from __future__ import annotations

from typing import Any

import gradio as gr


def event_payload(event: gr.EventData) -> dict[str, Any]:
    """The data of an event; empty if malformed. Do not trust it: anybody can send anything."""
    data = event._data
    return data if isinstance(data, dict) else {}
