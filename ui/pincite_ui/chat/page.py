"""The page: its parts, where they stand, and how it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr
from starlette.routing import Mount

from pincite_ui.chat.asset_cache import Kept
from pincite_ui.chat.context import Desk
from pincite_ui.chat.event_stream import Streams
from pincite_ui.chat.events.documents import Documents
from pincite_ui.chat.events.questions import Questions
from pincite_ui.chat.events.quotations import Quotations
from pincite_ui.chat.session_memory import OWN_KEY
from pincite_ui.chat.theme import theme
from pincite_ui.chat.views.components import ASSETS, AT_ONCE, QUIET, asset

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pincite import Assistant

MOST_UPLOADED = "200mb"
"""The largest file that is taken in."""
MOST_WAITING = 100
"""Events that may wait at once; more are refused, not piled up."""


def build(assistant: Assistant) -> gr.Blocks:
    desk = Desk(assistant)
    with gr.Blocks(
        title="Pincite", analytics_enabled=False, fill_width=True, delete_cache=(3600, 24 * 3600)
    ) as blocks:
        questions, documents, quotations = Questions(desk), Documents(desk), Quotations(desk)
        questions.lay_out_masthead()
        with gr.Row(elem_id="room", equal_height=False):
            with gr.Column(elem_id="talk-side", min_width=0):
                questions.lay_out_talk()
            with gr.Column(elem_id="evidence-side", min_width=0), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Evidence", id="evidence"):
                    questions.lay_out_evidence()
                with gr.Tab("Documents", id="documents"):
                    documents.lay_out()
                with gr.Tab("Check a quote", id="quotes"):
                    quotations.lay_out()
        questions.wire(documents.left_out)
        documents.wire(questions, quotations)
        quotations.wire()
        # The tab may have been here before, and the library may have changed since.
        loaded = blocks.load(
            lambda key: questions.wake(key) | documents.wake(key),
            [gr.Textbox(visible=False)],
            [*questions.woken, *documents.woken],
            js=OWN_KEY,
            **QUIET,
        )
        questions.offer_after(loaded)
    queued: gr.Blocks = blocks.queue(default_concurrency_limit=AT_ONCE, max_size=MOST_WAITING)
    return queued


def mount(app: FastAPI, assistant: Assistant) -> FastAPI:
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build(assistant),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size=MOST_UPLOADED,
        favicon_path=str(ASSETS / "favicon.png"),
        theme=theme(),
        # As it is: given as css, Gradio would rewrite the rules and lose some.
        head=f"<style>{asset('room.css')}</style>",
    )
    route = next(route for route in reversed(mounted.router.routes) if isinstance(route, Mount))
    route.app = Kept(Streams(route.app))
    return mounted
