"""The chat page: its layout, and how it is mounted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr
from starlette.routing import Mount

from pincite_ui.chat.asset_cache import AssetCache
from pincite_ui.chat.context import ChatContext
from pincite_ui.chat.event_stream import StreamGuard
from pincite_ui.chat.events.documents import DocumentEvents, sources
from pincite_ui.chat.events.questions import QuestionEvents
from pincite_ui.chat.events.quotes import QuoteEvents
from pincite_ui.chat.events.viewer import viewer_handler
from pincite_ui.chat.session_memory import TAB_KEY
from pincite_ui.chat.theme import theme
from pincite_ui.chat.views.components import ASSETS, CONCURRENCY, QUIET, asset
from pincite_ui.chat.views.panels import DocumentPanel, QuestionPanel, QuotePanel

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pincite import Assistant

MAX_UPLOAD = "200mb"
"""The largest file that can be uploaded."""
STYLES = ("base.css", "transcript.css", "evidence.css", "documents.css", "responsive.css")
"""The style sheet; later files override earlier ones."""
MAX_QUEUED = 100
"""Events in the queue; further events are rejected."""


def build(assistant: Assistant) -> gr.Blocks:
    """The page over one library."""
    context = ChatContext(assistant)
    with gr.Blocks(
        title="Pincite", analytics_enabled=False, fill_width=True, delete_cache=(3600, 24 * 3600)
    ) as blocks:
        panels = QuestionPanel(), DocumentPanel(), QuotePanel()
        lay_out(context, *panels)
        wire(context, blocks, *panels)
    queued: gr.Blocks = blocks.queue(default_concurrency_limit=CONCURRENCY, max_size=MAX_QUEUED)
    return queued


def lay_out(
    context: ChatContext, questions: QuestionPanel, documents: DocumentPanel, quotes: QuotePanel
) -> None:
    """Place the components: the conversation on the left, three tabs on the right."""
    questions.add_masthead()
    with gr.Row(elem_id="layout", equal_height=False):
        with gr.Column(elem_id="chat-side", min_width=0):
            questions.add_transcript(context.welcome(), viewer_handler(context.assistant))
        with gr.Column(elem_id="evidence-side", min_width=0), gr.Tabs(elem_id="tabs"):
            with gr.Tab("Evidence", id="evidence"):
                questions.add_evidence()
            with gr.Tab("Documents", id="documents"):
                documents.add(context.document_list())
            with gr.Tab("Check a quote", id="quotes"):
                quotes.add(sources(context.documents()))


def wire(
    context: ChatContext,
    blocks: gr.Blocks,
    questions: QuestionPanel,
    documents: DocumentPanel,
    quotes: QuotePanel,
) -> tuple[QuestionEvents, DocumentEvents]:
    """Connect the events; on load, restore what the tab showed before."""
    question_events = QuestionEvents(context, questions)
    document_events = DocumentEvents(context, documents)
    question_events.wire(documents.left_out)
    document_events.wire(question_events, quotes)
    QuoteEvents(context, quotes).wire()
    loaded = blocks.load(
        lambda key: question_events.restore(key) | document_events.restore(key),
        [gr.Textbox(visible=False)],
        [*question_events.restored, *document_events.restored],
        js=TAB_KEY,
        **QUIET,
    )
    question_events.show_examples_after(loaded)
    return question_events, document_events


def mount(app: FastAPI, assistant: Assistant) -> FastAPI:
    """Mount the page at "/"."""
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
        max_file_size=MAX_UPLOAD,
        favicon_path=str(ASSETS / "favicon.png"),
        theme=theme(),
        # As a style element: Gradio would rewrite rules given as css and lose some.
        head=f"<style>{''.join(map(asset, STYLES))}</style>",
    )
    route = next(route for route in reversed(mounted.router.routes) if isinstance(route, Mount))
    route.app = AssetCache(StreamGuard(route.app))
    return mounted
