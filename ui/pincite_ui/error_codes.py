"""What each kind of error means at each door: an exit status here, an HTTP status there.

One table, so that a script and a web client are told the same thing about the same mistake.
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
class Kind:
    """One kind of error."""

    error: type[PinciteError]
    """The class; its subclasses belong to the first row that fits."""
    name: str
    """Its short name in JSON."""
    exit_status: int
    """How the command line ends."""
    http_status: int
    """How the HTTP API answers."""


KINDS = (
    Kind(UsageError, "usage", 2, 422),
    Kind(PasswordError, "password", 3, 422),
    Kind(NoSuchDocumentError, "document", 3, 404),
    Kind(DocumentError, "document", 3, 422),
    Kind(QuestionSetError, "questions", 3, 422),
    Kind(LibraryError, "library", 4, 503),
    Kind(CitationError, "citation", 1, 404),
    Kind(PinciteError, "error", 1, 500),
)


def kind_of(error: PinciteError) -> Kind:
    """The row of an error.

    >>> kind_of(DocumentError("a.pdf", "it is empty")).exit_status
    3
    """
    return next(kind for kind in KINDS if isinstance(error, kind.error))
