"""The exit status and the HTTP status of each kind of error.

Command line, HTTP and MCP share this table, so that the same mistake is reported the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

from pincite_ingest.errors import (
    CitationError,
    DocumentError,
    LibraryError,
    NoSuchDocumentError,
    PasswordError,
    PinciteError,
    QuestionSetError,
    UsageError,
)


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """How one kind of error is reported."""

    error: type[PinciteError]
    """The class; a subclass uses the first row that matches."""
    name: str
    """Short name in JSON."""
    exit_status: int
    """Exit status of the command line."""
    http_status: int
    """Status of the HTTP response."""


ERROR_CODES = (
    ErrorCode(UsageError, "usage", 2, 422),
    ErrorCode(PasswordError, "password", 3, 422),
    ErrorCode(NoSuchDocumentError, "document", 3, 404),
    ErrorCode(DocumentError, "document", 3, 422),
    ErrorCode(QuestionSetError, "questions", 3, 422),
    ErrorCode(LibraryError, "library", 4, 503),
    ErrorCode(CitationError, "citation", 1, 404),
    ErrorCode(PinciteError, "error", 1, 500),
)


def error_code(error: PinciteError) -> ErrorCode:
    """The row for an error.

    >>> error_code(DocumentError("a.pdf", "it is empty")).exit_status
    3
    """
    return next(code for code in ERROR_CODES if isinstance(error, code.error))
