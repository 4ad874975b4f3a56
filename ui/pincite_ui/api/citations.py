"""The API's citations and page images."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from pincite_ui.api import schemas
from pincite_ui.api.documents import find_document
from pincite_ui.http.image_cache import PageView
from pincite_ui.http.problems import RequestError
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite.types import Citation
    from pincite_ui.http.image_cache import ImageCache

Scale = Annotated[float, Query(ge=0.25, le=4, description="Pixels per point.")]
PageIndex = Annotated[
    int | None, Query(ge=1, le=1_000_000, description="The page, 1-based; the first by default.")
]

IMAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The page.",
    },
    304: {"description": "It has not changed."},
}


def citation_view(citation: Citation, page: int | None, scale: float) -> PageView:
    """The view of a citation: one of its pages with the cited text highlighted.

    Raises:
        RequestError: 404 when the citation is not on that page.
    """
    hit = citation.hit
    indices = [each.index for each in hit.pages]
    if not indices:
        raise RequestError(404, "This citation's document has no pages to draw.")
    index = indices[0] if page is None else page
    if index not in indices:
        raise RequestError(404, f"The citation is not on page {index}.")
    return PageView(hit.document.id, index, hit.start, hit.end, scale)


def add_routes(api: FastAPI, assistant: Assistant, workers: WorkerPool, images: ImageCache) -> None:
    async def image_response(look_up: Callable[[], PageView], request: Request) -> Response:
        """The image, or 304 if the client has it.

        Browsers revalidate every time, so that they never show pages of a removed document from
        their cache. An unchanged image is not drawn again.
        """

        def draw() -> tuple[PageView, bytes | None]:
            view = look_up()
            return view, None if _is_known(view.etag, request) else images.get(view)

        view, png = await workers.run(draw)
        headers = {"ETag": view.etag, "Cache-Control": "private, no-cache"}
        if png is None:
            return Response(status_code=304, headers=headers)
        return Response(png, media_type="image/png", headers=headers)

    @api.get(
        "/citations/{id}",
        summary="Show a citation",
        responses={200: {"model": schemas.Citation}},
    )
    async def get_citation(id: str) -> Response:
        found = await workers.run(lambda: assistant.show(id))
        return JSONResponse(found.to_dict())

    @api.get(
        "/citations/{id}/image",
        summary="A citation's page, the citation highlighted",
        response_class=Response,
        responses=IMAGE,
    )
    async def citation_image(
        id: str, request: Request, page: PageIndex = None, scale: Scale = 2.0
    ) -> Response:
        return await image_response(lambda: citation_view(assistant.show(id), page, scale), request)

    @api.get(
        "/documents/{id}/pages/{index}/image",
        summary="A page of a document",
        response_class=Response,
        responses=IMAGE,
    )
    async def page_image(
        id: str,
        index: Annotated[int, Path(ge=1, le=1_000_000)],
        request: Request,
        scale: Scale = 2.0,
    ) -> Response:
        def look_up() -> PageView:
            document = find_document(assistant, id)
            if index > document.pages:
                raise RequestError(404, f"The document has no page {index}.")
            return PageView(document.id, index, scale=scale)

        return await image_response(look_up, request)


def _is_known(etag: str, request: Request) -> bool:
    """Whether the client already has this image."""
    given = ",".join(request.headers.getlist("if-none-match"))
    return not {"*", etag}.isdisjoint(tag.strip().removeprefix("W/") for tag in given.split(","))
