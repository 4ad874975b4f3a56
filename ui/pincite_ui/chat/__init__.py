"""The browser chat: the conversation on the left, its evidence on the right.

Gradio is imported only when the chat is built, after it has been configured to stay offline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pincite_ui.chat.offline import stay_offline

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

    from pincite import Assistant

__all__ = ["build_chat", "mount_chat"]


def build_chat(assistant: Assistant) -> gradio.Blocks:
    """The chat over one library, ready to be mounted. Each visitor has a separate conversation."""
    stay_offline()
    from pincite_ui.chat.page import build

    return build(assistant)


def mount_chat(app: FastAPI, assistant: Assistant) -> FastAPI:
    """Mount the chat at "/" of an application; add the application's own routes before."""
    stay_offline()
    from pincite_ui.chat.page import mount

    return mount(app, assistant)
