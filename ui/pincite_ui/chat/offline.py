"""Keeps Gradio and the Hugging Face hub off the network."""

from __future__ import annotations

import os

QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    # Gradio would otherwise recompute statistics of the last 10,000 events after each event.
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""Environment variables that override the shell's: Pincite never fetches or sends anything."""


def stay_offline() -> None:
    """Set the variables. Call this before importing the libraries, which read them once."""
    os.environ.update(QUIET)
