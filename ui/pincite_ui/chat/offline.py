"""Keeps Gradio and the model hub off the network; to be called before either is imported."""

from __future__ import annotations

import os

QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    # Else statistics of the last 10,000 events are worked out anew after every single one.
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""What Pincite promises: nothing is fetched, counted or sent, whatever the shell says."""


def stay_offline() -> None:
    """Both libraries read these once, when they are imported; afterwards it is too late."""
    os.environ.update(QUIET)
