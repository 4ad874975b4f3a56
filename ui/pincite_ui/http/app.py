"""The web application: the API, MCP, the plain pages, and the chat at "/"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from mcp.server.transport_security import TransportSecuritySettings

from pincite_ingest.errors import CitationError
from pincite_ui.api.app import build_api
from pincite_ui.http import problems
from pincite_ui.http.image_cache import ImageCache, PageView
from pincite_ui.http.middleware import SecurityMiddleware
from pincite_ui.http.pages.citation import citation_page, missing_citation_page
from pincite_ui.http.pages.reading import missing_reading_page, reading_page
from pincite_ui.http.settings import ServerSettings
from pincite_ui.http.workers import WorkerPool
from pincite_ui.mcp.tools import build_mcp

if TYPE_CHECKING:
    from pincite import Assistant


def build_app(assistant: Assistant, settings: ServerSettings | None = None) -> FastAPI:
    """The application over one assistant, ready for uvicorn or a test client."""
    settings = settings or ServerSettings()
    workers = WorkerPool(settings.running, settings.waiting)
    mcp = build_mcp(assistant, workers)
    mcp_app = mcp.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=settings.body_bytes,
        # The security middleware checks host and origin for every path.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    problems.install(app)
    app.mount("/api/v1", build_api(assistant, _images(assistant, settings), workers))
    app.router.routes.extend(mcp_app.routes)
    _add_cite(app, assistant, workers)
    _add_reading(app, assistant, workers)
    app.add_middleware(SecurityMiddleware, settings=settings)
    if settings.chat:
        from pincite_ui.chat import mount_chat

        app = mount_chat(app, assistant)
    return app


def _images(assistant: Assistant, settings: ServerSettings) -> ImageCache:
    def draw(view: PageView) -> bytes:
        return assistant.page_image(
            view.document, view.page, start=view.start, end=view.end, scale=view.scale
        )

    return ImageCache(draw, settings.image_cache_bytes)


def _add_cite(app: FastAPI, assistant: Assistant, workers: WorkerPool) -> None:
    @app.get("/cite/{id}", response_class=HTMLResponse)
    async def cite(id: str) -> HTMLResponse:
        def page() -> str:
            found = assistant.show(id)
            first = [assistant.page(found.document.id, page.index) for page in found.pages[:1]]
            return citation_page(found, has_image=any(page.width for page in first))

        try:
            return HTMLResponse(await workers.run(page))
        except CitationError as error:
            return HTMLResponse(missing_citation_page(str(error)), 404)


def _add_reading(app: FastAPI, assistant: Assistant, workers: WorkerPool) -> None:
    @app.get("/read/{document}/{index}", response_class=HTMLResponse)
    async def read(document: str, index: str) -> HTMLResponse:
        try:
            page = await workers.run(lambda: reading_page(assistant, document, index))
        except CitationError as error:
            return HTMLResponse(missing_reading_page(str(error)), 404)
        return HTMLResponse(page)
