"""The API's documents: list, add, get, remove."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Form, UploadFile
from fastapi.responses import JSONResponse, Response

from pincite_ingest.errors import NoSuchDocumentError
from pincite_ui.api import schemas
from pincite_ui.http.problems import RequestError
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Added, Assistant, DocumentInfo

DEFAULT_NAME = "upload"


def file_name(given: str | None) -> str:
    r"""The last part of a path that a client sent, without control characters.

    >>> file_name("C:\\files\\a.pdf"), file_name("../../b.txt"), file_name("")
    ('a.pdf', 'b.txt', 'upload')
    """
    name = PurePosixPath((given or "").replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable()).strip() or DEFAULT_NAME


def find_document(assistant: Assistant, id: str) -> DocumentInfo:
    """The stored document with this id.

    Raises:
        RequestError: 404 when there is none.
    """
    with suppress(NoSuchDocumentError):
        document = assistant.document_info(id)
        if document.id == id:
            return document
    raise RequestError(404, f"The library has no document {id}.")


def add_routes(api: FastAPI, assistant: Assistant, workers: WorkerPool) -> None:
    writers = WorkerPool(running=1, waiting=8, retry_after=5)

    @api.get(
        "/documents", summary="List the documents", responses={200: {"model": schemas.Documents}}
    )
    async def list_documents() -> Response:
        found = await workers.run(assistant.documents)
        return JSONResponse({"documents": [document.to_dict() for document in found]})

    @api.post(
        "/documents",
        summary="Add a document",
        status_code=201,
        responses={
            200: {
                "model": schemas.Added,
                "description": "It is already in the library.",
            },
            201: {
                "model": schemas.Added,
                "description": "It was added or replaced.",
            },
        },
    )
    async def add_document(
        file: UploadFile,
        name: Annotated[str | None, Form(description="Store it under this name.")] = None,
        password: Annotated[str | None, Form(description="Its password, if encrypted.")] = None,
    ) -> Response:
        stored_name = file_name(name or file.filename)

        def add() -> Added:
            # read only now, so that queued and rejected uploads take no memory
            return assistant.add(file.file.read(), name=stored_name, password=password or None)

        added = await writers.run(add)
        body = added.to_dict()
        return JSONResponse(body, 200 if body["status"] == "unchanged" else 201)

    @api.get(
        "/documents/{id}", summary="One document", responses={200: {"model": schemas.DocumentInfo}}
    )
    async def get_document(id: str) -> Response:
        found = await workers.run(lambda: find_document(assistant, id))
        return JSONResponse(found.to_dict())

    @api.delete(
        "/documents/{id}",
        summary="Remove a document",
        responses={200: {"model": schemas.DocumentInfo}},
    )
    async def remove_document(id: str) -> Response:
        def remove() -> DocumentInfo:
            return assistant.remove(find_document(assistant, id).id)

        removed = await writers.run(remove)
        return JSONResponse(removed.to_dict())
