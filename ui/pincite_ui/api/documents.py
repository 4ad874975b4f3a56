"""The API's documents: list, add, look at, remove."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Form, UploadFile
from fastapi.responses import JSONResponse, Response

from pincite_ingest.errors import NoSuchDocumentError
from pincite_ui.api import schemas
from pincite_ui.http.problems import Refused
from pincite_ui.http.threads import Workers

if TYPE_CHECKING:
    from pincite import Added, Assistant, DocumentInfo

NAMELESS = "upload"


def file_name(given: str | None) -> str:
    r"""The last part of a name that a client sent, without control characters.

    >>> file_name("C:\\files\\a.pdf"), file_name("../../b.txt"), file_name("")
    ('a.pdf', 'b.txt', 'upload')
    """
    name = PurePosixPath((given or "").replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable()).strip() or NAMELESS


def find(assistant: Assistant, id: str) -> DocumentInfo:
    """The stored document with this id.

    Raises:
        Refused: 404 when there is none.
    """
    with suppress(NoSuchDocumentError):
        document = assistant.document_info(id)
        if document.id == id:
            return document
    raise Refused(404, f"The library holds no document {id}.")


def add_routes(api: FastAPI, assistant: Assistant, workers: Workers) -> None:
    writing = Workers(running=1, waiting=8, retry_after=5)

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
            200: {"model": schemas.Added, "description": "It was there already, unchanged."},
            201: {"model": schemas.Added, "description": "It was added, or replaced what it was."},
        },
    )
    async def add_document(
        file: UploadFile,
        name: Annotated[str | None, Form(description="Keep it under this name.")] = None,
        password: Annotated[str | None, Form(description="Of an encrypted file.")] = None,
    ) -> Response:
        kept = file_name(name or file.filename)

        def add() -> Added:
            # read only now, so that those that wait, or are refused, take no memory
            return assistant.add(file.file.read(), name=kept, password=password or None)

        added = await writing.run(add)
        body = added.to_dict()
        return JSONResponse(body, 200 if body["status"] == "unchanged" else 201)

    @api.get(
        "/documents/{id}", summary="One document", responses={200: {"model": schemas.DocumentInfo}}
    )
    async def get_document(id: str) -> Response:
        found = await workers.run(lambda: find(assistant, id))
        return JSONResponse(found.to_dict())

    @api.delete(
        "/documents/{id}",
        summary="Remove a document",
        responses={200: {"model": schemas.DocumentInfo}},
    )
    async def remove_document(id: str) -> Response:
        def remove() -> DocumentInfo:
            return assistant.remove(find(assistant, id).id)

        removed = await writing.run(remove)
        return JSONResponse(removed.to_dict())
