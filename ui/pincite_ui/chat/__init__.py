"""The browser chat: a reading room with the conversation on the left and its evidence on the right.

Gradio is imported only when the chat is built, after the network has been ruled out.
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
    """The chat over one library, ready to be mounted. Each visitor has a conversation apart."""
    stay_offline()
    from pincite_ui.chat.page import build

    return build(assistant)


def mount_chat(app: FastAPI, assistant: Assistant) -> FastAPI:
    """Puts the chat at "/" of an application whose own routes were added before."""
    stay_offline()
    from pincite_ui.chat.page import mount

    return mount(app, assistant)
