"""HTTP errors as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from pincite_ingest.errors import PinciteError
from pincite_ui.error_codes import error_code

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

MAX_ERRORS = 20
"""Validation errors reported for one request; the rest are left out."""


class RequestError(HTTPException):
    """An error of the HTTP layer itself, such as a page that does not exist or too much load."""


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """A problem document as a response.

    >>> problem(404, "No such page.").body
    b'{"type":"about:blank","title":"Not Found","status":404,"detail":"No such page."}'
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Register handlers that turn every error of an application into a problem document."""
    app.add_exception_handler(PinciteError, _pincite)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _pincite(request: Request, error: Exception) -> Response:
    if not isinstance(error, PinciteError):
        raise error
    code = error_code(error)
    headers = {"Retry-After": "2"} if code.http_status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(code.http_status, _clean(str(error)), headers, kind=code.name)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [
        {
            "pointer": _pointer(found),
            "detail": _clean(str(found["msg"])),
        }
        for found in islice(error.errors(), MAX_ERRORS)
    ]
    detail = "; ".join(f"{each['pointer'][2:] or 'body'}: {each['detail']}" for each in errors)
    return problem(422, detail, kind="usage", errors=errors)


def _pointer(found: Mapping[str, Any]) -> str:
    """JSON pointer to the invalid member; to the whole body if it is not JSON."""
    members = () if found["type"] == "json_invalid" else found["loc"][1:]
    return _clean("/".join(["#", *map(str, members)]))


def _clean(text: str) -> str:
    """Text without lone surrogates, which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode()


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    detail = error.detail if isinstance(error, RequestError) else f"{error.detail}."
    return problem(error.status_code, detail, headers, kind="http")


def _methods(request: Request) -> list[str]:
    """All methods of a path; each of its routes knows only its own."""
    fitting = (
        route
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    )
    return sorted({method for route in fitting for method in route.methods or ()})


async def _unexpected(request: Request, error: Exception) -> Response:
    return problem(
        500, "Something unexpected went wrong; the server's log says what.", kind="error"
    )
